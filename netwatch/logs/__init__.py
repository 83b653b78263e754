"""One file for each family of log lines; each has ``FORMAT``."""
