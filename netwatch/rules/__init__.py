"""One rule is one file; ``mirror_new_session.py`` is the rule ``mirror-new-session``."""
