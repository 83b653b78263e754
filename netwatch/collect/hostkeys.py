"""Pinned host keys in one file, for use without a database: a line a device, mode 0600."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote

_FIELDS = 3
_OWNER_ONLY = 0o600


class HostKeyFileError(OSError):
    """The file cannot be trusted: an unreadable pin must never look like a first visit."""


class HostKeyFile:
    """Implements ``access.HostKeys`` on lines of ``name type SHA256:fingerprint``.

    Safe to use from many threads and processes. A first pin is appended, so that 10,000 of them
    stay cheap; ``repin`` and ``forget`` replace the file in one step.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._pins: dict[str, str] = {}

    def pinned(self, name: str) -> str | None:
        """Return the pinned key of ``name``. Raises HostKeyFileError."""
        with self._lock:
            return self._read().get(name)

    def pin(self, name: str, key: str) -> str:
        """Pin ``key`` unless one is pinned; return the one that stands. Raises HostKeyFileError."""
        with self._lock, self._alone():
            standing = self._read().get(name)
            if standing is not None:
                return standing
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _OWNER_ONLY)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(_line(name, key))
            return key

    def repin(self, name: str, key: str) -> None:
        """Pin ``key`` in place of another, on a person's word. Raises HostKeyFileError."""
        with self._lock, self._alone():
            self._replace(self._read() | {name: key})

    def forget(self, name: str) -> None:
        """Unpin ``name``: its next visit is a first one. Raises HostKeyFileError."""
        with self._lock, self._alone():
            self._replace({each: key for each, key in self._read().items() if each != name})

    @contextmanager
    def _alone(self) -> Iterator[None]:
        guard = self.path.with_name(f"{self.path.name}.lock")
        handle = os.open(guard, os.O_WRONLY | os.O_CREAT, _OWNER_ONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _read(self) -> dict[str, str]:
        try:
            now = self.path.stat()
            stamp = (now.st_ino, now.st_size, now.st_mtime_ns)
            if stamp != self._seen:
                self._pins = dict(_parsed(self.path))
                self._seen = stamp
        except FileNotFoundError:
            self._pins, self._seen = {}, None
        return self._pins

    def _replace(self, pins: dict[str, str]) -> None:
        draft = self.path.with_name(f"{self.path.name}.new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(_line(name, key) for name, key in pins.items())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)


def _line(name: str, key: str) -> str:
    return f"{quote(name, safe='@:[]')} {key}\n"


def _parsed(path: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise HostKeyFileError(f"{path} is not text; restore it from a copy") from error
    for number, line in enumerate(lines, 1):
        fields = line.split()
        if len(fields) != _FIELDS:
            raise HostKeyFileError(f"{path} line {number} is damaged; correct or remove it")
        yield unquote(fields[0]), f"{fields[1]} {fields[2]}"
