"""Flow records: one file for each layout, each with ``FORMAT``."""
