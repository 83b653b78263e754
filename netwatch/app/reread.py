"""A value read from a file, read again when the file changed, and kept while the new one is bad."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import Generic, TypeVar

from netwatch.model.errors import NetwatchError

T = TypeVar("T")

Mark = tuple[int, int, int] | None
"""Time of change in ns, size and inode of a file; None for none."""

_PATIENCE_S = 0.1


class Reread(Generic[T]):
    """What ``read`` makes of the file at ``path``; safe to share between threads."""

    def __init__(self, path: Path, read: Callable[[], T], patience_s: float = _PATIENCE_S) -> None:
        self._path, self._read, self._patience_s = path, read, patience_s
        self._lock = Lock()
        self._good: tuple[T] | None = None
        self._mark: Mark | str = "never read"
        self._reading: Thread | None = None
        self._failed: NetwatchError | None = None

    def value(self) -> T:
        """Return the value as the file is now.

        A new file is waited for briefly; as long as it is being read, or cannot be, the value
        before serves. Raises NetwatchError when there was none before.
        """
        with self._lock:
            if self._reading is None and self._mark != (mark := mark_of(self._path)):
                self._reading = Thread(target=self._renew, args=(mark,), daemon=True)
                self._reading.start()
            reading, has_one = self._reading, self._good is not None
        if reading is not None:
            reading.join(self._patience_s if has_one else None)
        with self._lock:
            if self._good is not None:
                return self._good[0]
            failed = self._failed
        if failed is not None:
            raise failed
        return self.value()

    @property
    def trouble(self) -> str | None:
        """Return why the file as it is now is not what is used, None when it is."""
        with self._lock:
            return None if self._failed is None else str(self._failed)

    def _renew(self, mark: Mark) -> None:
        good: tuple[T] | None = None
        failed: NetwatchError | None = None
        try:
            good = (self._read(),)
        except NetwatchError as error:
            failed = error
        except Exception as error:  # noqa: BLE001  # a thread has nobody else to tell
            failed = NetwatchError(f"{self._path}: cannot be read ({type(error).__name__})")
        with self._lock:
            # The mark is from before the reading: what changed meanwhile is read again.
            self._mark, self._failed, self._reading = mark, failed, None
            self._good = good or self._good


def mark_of(path: Path) -> Mark:
    """Return what differs when the file at ``path`` was changed or replaced."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
