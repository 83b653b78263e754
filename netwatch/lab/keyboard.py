"""What a client types, byte by byte, made into lines as a terminal's line discipline does."""

from dataclasses import dataclass

_BACKSPACES = b"\x08\x7f"
_DISCARD = b"\x15"
_INTERRUPT = b"\x03"
_END = b"\x04"


@dataclass(frozen=True, slots=True)
class Line:
    """A whole line, ended by return."""

    text: str


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The user pressed ^C: the line is thrown away."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The user pressed ^D on an empty line."""


class Keyboard:
    r"""Collects bytes; ``\r``, ``\n`` and ``\r\n`` each end one line, however they are split."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._line = bytearray()
        self._after_return = False

    def feed(self, data: bytes) -> None:
        """Take what arrived."""
        self._pending += data

    def put_back(self, typed: str) -> bytes:
        """Leave ``typed`` standing on the line, as if it had been typed; return its echo."""
        self._line[:0] = typed.encode()
        return typed.encode()

    def waiting(self) -> bool:
        """Tell whether there are bytes nobody has read yet."""
        if self._after_return and self._pending[:1] == b"\n":
            del self._pending[:1]
        if self._pending:
            self._after_return = False
        return bool(self._pending)

    def key(self) -> bytes:
        """Take one byte, not as part of a line."""
        key = bytes(self._pending[:1])
        del self._pending[:1]
        self._after_return = key == b"\r"
        return key

    def peek(self) -> bytes:
        """Return the next byte without taking it."""
        return bytes(self._pending[:1])

    def read(self) -> tuple[bytes, Line | Interrupt | Goodbye | None]:
        """Take bytes up to the end of a line; return their echo and how they ended.

        None when all is taken and the line is not finished yet.
        """
        spots = [at for at in (self._pending.find(b"\n"), self._pending.find(b"\r")) if at >= 0]
        typed = bytes(self._pending[: min(spots)] if spots else self._pending)
        if not _plain(typed):
            return self._edited()
        del self._pending[: len(typed)]
        self._line += typed
        if spots:
            self.key()
            return typed, self._ended()
        return typed, None

    def _edited(self) -> tuple[bytes, Line | Interrupt | Goodbye | None]:
        echo = bytearray()
        while self._pending:
            key = self.key()
            if key in b"\r\n":
                return bytes(echo), self._ended()
            if key == _INTERRUPT:
                self._line.clear()
                return bytes(echo), Interrupt()
            if key == _END and not self._line:
                return bytes(echo), Goodbye()
            echo += self._press(key)
        return bytes(echo), None

    def _press(self, key: bytes) -> bytes:
        if key in _BACKSPACES:
            erased = len(self._line[-1:])
            del self._line[-1:]
            return b"\b \b" * erased
        if key == _DISCARD:
            erased = len(self._line)
            self._line.clear()
            return b"\b \b" * erased
        if key >= b" ":
            self._line += key
            return key
        return b""

    def _ended(self) -> Line:
        line = Line(self._line.decode("utf-8", "replace"))
        self._line.clear()
        return line


def _plain(typed: bytes) -> bool:
    return typed.isascii() and typed.decode("ascii").isprintable()
