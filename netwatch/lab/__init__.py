"""Simulated devices that speak real SSH on a socket (extra ``lab``)."""
