"""Flow records -> which pairs of addresses look like a copy of traffic, in bounded memory."""
