"""VyOS, and EdgeOS, which grew from the same Vyatta templates."""
