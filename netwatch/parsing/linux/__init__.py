"""The Linux kernel's ways to copy traffic."""
