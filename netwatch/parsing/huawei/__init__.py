"""Huawei VRP and its relative, H3C/HPE Comware."""
