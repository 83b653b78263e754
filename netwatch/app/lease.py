"""One at a time: the right to ask a device for something expensive, held by one process."""

import hashlib
from pathlib import Path

from netwatch.app.settings import SettingsError
from netwatch.store.locked_file import LockedFile


class Lease:
    """The lease of one device; ``take`` it, and ``give_back`` in the end.

    It holds between processes that share ``folder``.
    """

    def __init__(self, folder: Path, device: str) -> None:
        self._lock = LockedFile(folder / hashlib.sha256(device.encode()).hexdigest()[:32])

    def take(self) -> bool:
        """Return whether the lease is held now, without waiting. Raises SettingsError."""
        path = self._lock.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return self._lock.take()
        except OSError as error:
            raise SettingsError(
                f"cannot use {path}: {error.strerror}; set NETWATCH_STATE_DIR to a directory of "
                "yours"
            ) from None

    def give_back(self) -> None:
        """Let the next one in; nothing happens when the lease is not held."""
        self._lock.give_back()
