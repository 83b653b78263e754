"""One transport is one file: it asks a platform's questions and proves the answers complete."""
