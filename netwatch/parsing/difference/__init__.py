"""Two texts of one sort -> how they differ, for people: pure, bounded, the same at every run."""
