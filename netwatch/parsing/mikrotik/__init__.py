"""MikroTik RouterOS: exports, mirrors, system prints."""
