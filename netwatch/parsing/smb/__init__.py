"""Cisco small business switches: 200 to 550, CBS, Catalyst 1200 and 1300."""
