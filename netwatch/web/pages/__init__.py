"""ONE PAGE = ONE FILE: each has ``router``, and ``NAV`` when it stands in the navigation."""
