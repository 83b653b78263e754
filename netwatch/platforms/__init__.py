"""One platform is one file; the file's name is the platform's name in inventories."""
