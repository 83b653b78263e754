"""TLS contexts and one clock over a whole conversation, for what is not HTTP."""

import errno
import io
import os
import socket
import ssl
import time

from netwatch.model.alert import Failed
from netwatch.model.errors import NetwatchError
from netwatch.parsing.text import one_line


class Deadline:
    """How many seconds are left, from now on."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Tell whether the time is up."""
        return time.monotonic() >= self._end

    @property
    def left(self) -> float:
        """Return the seconds left. Raises TimeoutError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class BoundedReader(io.RawIOBase):
    """Reads a socket until the deadline and ``most`` bytes, however slowly they drip."""

    def __init__(self, connection: socket.socket, deadline: Deadline, most: int) -> None:
        super().__init__()
        self._connection = connection
        self._deadline = deadline
        self._left = most

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # narrower than io's own
        """Read what has come. Raises OSError after the deadline or too many bytes."""
        self._connection.settimeout(self._deadline.left)
        count = self._connection.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise OSError(errno.EMSGSIZE, os.strerror(errno.EMSGSIZE))
        return count


def connect(host: str, port: int, deadline: Deadline) -> socket.socket:
    """Return a connection to the first address that answers before the deadline.

    Raises OSError. The standard library's own way gives every address the whole time.
    """
    error: OSError = OSError(errno.EHOSTUNREACH, os.strerror(errno.EHOSTUNREACH))
    for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(deadline.left)
            made.connect(place)
        except OSError as failure:
            made.close()
            error = failure
        else:
            return made
    raise error


class CaFileError(NetwatchError):
    """The file of authorities named in alerts.yaml cannot be used."""


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Return a context that verifies; ``ca_file`` replaces the system's authorities.

    Raises CaFileError.
    """
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl's errors among them
        raise CaFileError(
            f"ca_file {ca_file} holds no certificates that can be read ({in_words(error)})"
        ) from None


def failed(place: str, error: OSError, seconds: float) -> Failed:
    """Return a socket's failure in words."""
    if isinstance(error, ssl.SSLError):
        why = getattr(error, "verify_message", "") or error.reason or type(error).__name__
        return Failed(f"{place}: no trusted TLS connection ({why})")
    if isinstance(error, TimeoutError):
        return Failed(f"{place} did not answer within {seconds:g} s")
    return Failed(f"{place}: {in_words(error)}")


def in_words(error: OSError) -> str:
    """Return the system's word for the error; libraries put addresses into their own."""
    if isinstance(error, socket.gaierror) or error.errno is None:
        return one_line(error.strerror or type(error).__name__, 200)
    return os.strerror(error.errno)
