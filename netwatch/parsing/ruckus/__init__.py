"""Ruckus ICX (FastIron) and the older NetIron."""
