"""Cisco ASA and the ASA engine (LINA) inside Firepower Threat Defense."""
