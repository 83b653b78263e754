"""The company an intruder keeps, read from statements: what the vendors' readers share."""
