"""Google Cloud: answers of the Compute Engine and Network Security APIs."""
