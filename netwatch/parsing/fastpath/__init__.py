"""The FASTPATH family: EdgeSwitch, Netgear M-series, Dell N-series, ICOS."""
