"""Cisco IOS and IOS XE: one reader for both."""
