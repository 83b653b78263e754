"""F5 BIG-IP: tmsh configuration, clone pools, software volumes."""
