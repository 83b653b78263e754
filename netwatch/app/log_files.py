"""Log files from outside: opened whether packed or not, and what to say when they fail."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path

from netwatch.model.errors import NetwatchError

_GZIP = b"\x1f\x8b"


class LogUnreadableError(NetwatchError):
    """A log file cannot be read."""


def is_packed(path: Path) -> bool:
    """Tell whether the file at ``path`` is gzip. Raises OSError."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def opened(path: Path) -> BufferedIOBase:
    """Open the file at ``path`` as bytes, unpacking gzip. Raises OSError."""
    return gzip.GzipFile(path, "rb") if is_packed(path) else path.open("rb")


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what goes wrong with the file at ``path`` into LogUnreadableError that names it."""
    try:
        yield
    except (OSError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise LogUnreadableError(f"{path}: {getattr(error, 'strerror', None) or error}") from None
