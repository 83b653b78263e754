"""Extreme EXOS, VOSS and SLX-OS."""
