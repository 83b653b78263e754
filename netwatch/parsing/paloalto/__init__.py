"""Palo Alto PAN-OS: configuration in three forms, decryption mirrors, system info."""
