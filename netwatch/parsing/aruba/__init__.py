"""HPE Aruba switches: AOS-CX and AOS-S."""
