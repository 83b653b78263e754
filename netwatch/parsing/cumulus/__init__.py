"""Cumulus Linux: NVUE and NCLU, the switch daemon's file, and ACL rules that copy."""
