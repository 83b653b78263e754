"""Log lines of devices: one file for each family, each with ``FORMAT``."""
