"""Audit logs of clouds: one file for each provider, each with ``FORMAT``."""
