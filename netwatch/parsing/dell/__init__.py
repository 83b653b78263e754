"""Dell OS10 and OS9."""
