"""OpenWrt: its configuration system UCI, and what a small router tells of itself."""
