"""The past that other tools kept, taken in: one file a step, from the archive to the answer."""
