"""Records that others write: one package for each sort, one file for each format."""
