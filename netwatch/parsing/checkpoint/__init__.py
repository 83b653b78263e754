"""Check Point Gaia: clish configuration and version output."""
