"""Fortinet FortiOS and FortiSwitch: the configuration tree, mirrors, system status."""
