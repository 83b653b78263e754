"""One at a time: the right to ask a device for something expensive, held by one process."""

import fcntl
import hashlib
import os
from pathlib import Path

from netwatch.app.settings import SettingsError


class Lease:
    """The lease of one device; ``take`` it, and ``give_back`` in the end.

    It is a lock on a file in ``folder``, so the system gives it back for a process that was
    killed. The file stays: two processes that each made their own would both hold a lock. It holds
    between processes that share the folder.
    """

    def __init__(self, folder: Path, device: str) -> None:
        self._path = folder / hashlib.sha256(device.encode()).hexdigest()[:32]
        self._file: int | None = None

    def take(self) -> bool:
        """Return whether the lease is held now, without waiting. Raises SettingsError."""
        if self._file is not None:
            return True
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise SettingsError(
                f"cannot use {self._path}: {error.strerror}; set NETWATCH_STATE_DIR to a directory "
                "of yours"
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def give_back(self) -> None:
        """Let the next one in; nothing happens when the lease is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
