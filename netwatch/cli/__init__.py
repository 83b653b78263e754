"""One short file for each command; heavy modules are imported inside the commands."""
