"""The receiving end of SCP, read-only: one file, streamed, nothing written anywhere.

Many network systems hand out files over SCP alone. The protocol has no standard; it is what
OpenSSH's ``scp -f`` (source) does: a line ``C<mode> <size> <name>``, the bytes, a zero byte, each
step waiting for a zero byte from the other side; a line that begins with 1 or 2 is an error.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Protocol

_GO = b"\0"
_LONGEST_LINE = 4096
_CHUNK = 32768
_HEADER = re.compile(rb"C[0-7]{4} (\d{1,15}) [^\n]{1,1024}")


class ScpError(Exception):
    """The other side said no, or speaks something else; the message is its own words."""


class NoScpError(ScpError):
    """The other side ended before a word of SCP: it does not offer it."""


class Stream(Protocol):
    """What is needed of a channel: a paramiko one will do."""

    def recv(self, nbytes: int) -> bytes:
        """Return some bytes, none at the end."""
        ...

    def sendall(self, s: bytes) -> None:
        """Write all of ``s``."""
        ...


class Source:
    """A file that is coming over ``stream``: ``begin`` tells its size, ``chunks`` are its bytes."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._held = b""

    def begin(self) -> int:
        """Let the other side begin, and return the size of the file in bytes.

        Raises ScpError.
        """
        # It may have said no and hung up before we speak: then its words are still to be read.
        with suppress(OSError):
            self._stream.sendall(_GO)
        line = self._line()
        while line.startswith(b"T"):
            self._stream.sendall(_GO)
            line = self._line()
        header = _HEADER.fullmatch(line)
        if header is None:
            raise ScpError(_words(line))
        self._stream.sendall(_GO)
        return int(header[1])

    def chunks(self, size: int) -> Iterator[bytes]:
        """Yield the file's bytes as they come, and make sure it was whole. Raises ScpError."""
        left = size
        while left:
            chunk = self._some(min(left, _CHUNK))
            left -= len(chunk)
            yield chunk
        end = self._some(1)
        if end != _GO:
            raise ScpError(_words(end + self._line()))
        self._stream.sendall(_GO)

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            if len(line) >= _LONGEST_LINE:
                raise ScpError("a line without end, which is not SCP")
            try:
                line += self._some(1)
            except EOFError:
                if not line:
                    raise NoScpError("closed before a word of SCP") from None
                break
        return line.removesuffix(b"\n")

    def _some(self, most: int) -> bytes:
        if not self._held:
            self._held = self._stream.recv(_CHUNK)
            if not self._held:
                raise EOFError
        some, self._held = self._held[:most], self._held[most:]
        return some


def _words(line: bytes) -> str:
    return line.lstrip(b"\1\2").decode(errors="replace").strip() or "an error without words"
