"""Junos, brace and set form."""
