"""A BIG-IP configuration (``tmsh list``, bigip.conf) as statements under their blocks.

Braces nest, a statement ends with its line, lists stand one entry a line or all in one line. The
bodies of iRules and scripts are Tcl: they are kept as text and never read as configuration.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from netwatch.model.state import ConfigLine

MAX_DEPTH = 24
_QUOTED_LINES = 5000
_QUOTES = re.compile(r"\\.|\"")
# A quoted text always matches, to the end of the line if need be: a failure would be tried again
# at every quote inside it.
_TOKEN = re.compile(r"\"[^\"\\]*(?:\\.[^\"\\]*)*(?:\"|\\?$)|[{}]|[^\s{}\"]+")
_MODULES = (
    "ltm|net|sys|auth|apm|asm|cm|cli|gtm|security|pem|wom|api-protection|ilx|vcmp|analytics|util"
)
_HEADER = re.compile(rf"(?:{_MODULES}) [a-z]")
_SCRIPT = re.compile(
    r"(ltm rule|gtm rule|cli script|sys icall script|sys application template) (\S+) ?\{$"
)


class Statement(NamedTuple):
    """One statement: the headers of the blocks around it, its own words, its line.

    A block without content is a statement without words. ``body`` is the text of a script.
    """

    blocks: tuple[str, ...]
    words: tuple[str, ...]
    number: int
    text: str
    body: tuple[str, ...] = ()


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of ``text``; a brace too many or too few costs its object at most.

    A quoted value may span lines: what stands inside is text, never configuration.
    """
    lines = text.split("\n")
    reader = _Blocks()
    at = 0
    while at < len(lines):
        start, line = at, lines[at]
        bare = line.strip()
        at += 1
        if not bare or bare[0] == "#":
            continue
        if _HEADER.match(line):
            reader.start()
            script = _SCRIPT.fullmatch(bare)
            if script:
                end = _script_end(lines, at)
                head = f"{script[1]} {script[2]}"
                yield Statement((head,), (), start + 1, bare, tuple(lines[at:end]))
                at = end + 1
                continue
        if '"' in bare and _is_open(bare):
            at = _after_quote(lines, at)
        yield from reader.line(start + 1, bare)


class _Blocks:
    """The blocks around the current line."""

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._too_deep = 0
        self._empty = False

    def start(self) -> None:
        """Begin a new object: whatever was open before is not around it."""
        self._stack, self._too_deep, self._empty = [], 0, False

    def line(self, number: int, text: str) -> Iterator[Statement]:
        """Yield what one line says."""
        words: list[str] = []
        for piece in _TOKEN.findall(text):
            if piece == "{":
                self._open(" ".join(words))
                words = []
            elif piece == "}":
                if words or self._empty:
                    yield Statement(tuple(self._stack), tuple(words), number, text)
                words = []
                self._close()
            else:
                words.append(piece.strip('"'))
        if words:
            self._empty = False
            yield Statement(tuple(self._stack), tuple(words), number, text)

    def _open(self, head: str) -> None:
        self._empty = True
        if len(self._stack) < MAX_DEPTH:
            self._stack.append(head)
        else:
            self._too_deep += 1

    def _close(self) -> None:
        self._empty = False
        if self._too_deep:
            self._too_deep -= 1
        elif self._stack:
            self._stack.pop()


def _is_open(text: str) -> bool:
    return _QUOTES.findall(text).count('"') % 2 == 1


def _after_quote(lines: list[str], at: int) -> int:
    for index in range(at, min(len(lines), at + _QUOTED_LINES)):
        if '"' in lines[index] and _is_open(lines[index]):
            return index + 1
    return at


def _script_end(lines: list[str], at: int) -> int:
    """Return the index of the line that closes a script: the brace before the next object.

    Tcl has braces at the margin too, so the closing one is told by what follows it.
    """
    last = at
    for index in range(at, len(lines)):
        if lines[index].startswith("}"):
            last = index
        elif _HEADER.match(lines[index]) and index and lines[index - 1].strip() in {"}", ""}:
            return last
    return last if last > at else len(lines)


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return every statement under its blocks; the lines of a script under its head."""
    found = []
    for each in statements(text):
        if each.body:
            found += [
                ConfigLine(each.blocks, " ".join(line.split()), each.number + count)
                for count, line in enumerate(each.body, 1)
                if line.strip()
            ]
        elif each.words:
            found.append(ConfigLine(each.blocks, " ".join(each.words), each.number))
        elif each.blocks:
            found.append(ConfigLine(each.blocks[:-1], each.blocks[-1], each.number))
    return tuple(found)
