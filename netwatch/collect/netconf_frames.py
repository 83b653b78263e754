r"""NETCONF messages in a stream of bytes (RFC 6242), each bounded in size.

Until both sides have said that they speak version 1.1 a message ends with ``]]>]]>``; after that
it comes in chunks, ``\n#<size>\n<bytes>``, and ends with ``\n##\n``.
"""

import re

from netwatch.collect.scp import Stream

_END = b"]]>]]>"
_CHUNK = 32768
_HEAD = re.compile(rb"\n#(?:([1-9][0-9]{0,9})|(#))\n")
_LONGEST_HEAD = 13


class FrameError(ValueError):
    """What came is no frame, or larger than allowed; the message says which."""


class Frames:
    """Reads one message after another from ``stream``. Set ``chunked`` once 1.1 is agreed on."""

    def __init__(self, stream: Stream) -> None:
        self.chunked = False
        self._stream = stream
        self._held = bytearray()

    def read(self, most: int) -> bytes:
        """Return the next message, without its frame.

        Raises EOFError when the stream ends inside it, FrameError.
        """
        return self._in_chunks(most) if self.chunked else self._to_the_mark(most)

    def framed(self, message: str) -> bytes:
        """Return ``message`` in its frame."""
        data = message.encode()
        return b"\n#%d\n%b\n##\n" % (len(data), data) if self.chunked else data + _END

    def _to_the_mark(self, most: int) -> bytes:
        searched = 0
        while (at := self._held.find(_END, searched)) < 0:
            searched = max(0, len(self._held) - len(_END))
            if len(self._held) > most:
                raise _too_large(most)
            self._more()
        message = bytes(self._held[:at])
        del self._held[: at + len(_END)]
        if len(message) > most:
            raise _too_large(most)
        return message

    def _in_chunks(self, most: int) -> bytes:
        message = bytearray()
        while (size := self._head()) is not None:
            if len(message) + size > most:
                raise _too_large(most)
            while len(self._held) < size:
                self._more()
            message += self._held[:size]
            del self._held[:size]
        return bytes(message)

    def _head(self) -> int | None:
        """Return the size of the next chunk, None for the end of the message."""
        while (head := _HEAD.match(bytes(self._held[:_LONGEST_HEAD]))) is None:
            if len(self._held) >= _LONGEST_HEAD:
                raise FrameError("what came is no chunk of RFC 6242")
            self._more()
        del self._held[: head.end()]
        return None if head[2] else int(head[1])

    def _more(self) -> None:
        data = self._stream.recv(_CHUNK)
        if not data:
            raise EOFError
        self._held += data


def _too_large(most: int) -> FrameError:
    return FrameError(f"the answer is larger than {most:,} bytes")
