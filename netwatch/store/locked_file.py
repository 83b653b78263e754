"""A right that one process holds at a time: a lock on a file of its own.

The system gives it back for a process that was killed. The file stays: two processes that each made
their own would both hold a lock.
"""

import fcntl
import os
from pathlib import Path


class LockedFile:
    """The lock on ``path``, which nothing else may open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def take(self) -> bool:
        """Return whether the lock is held now, without waiting. Raises OSError."""
        if self._file is not None:
            return True
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def give_back(self) -> None:
        """Let the next one in; nothing happens when the lock is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
