"""Alcatel-Lucent OmniSwitch."""
