"""Use cases and their wiring; the clock, the settings and randomness live here."""
