"""A regular expression -> its parts. Pure, and only what an automaton can follow.

The syntax is Python's without what needs a memory: no back-references, no looking around. Case
does not count, of ASCII letters only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from netwatch.model.errors import NetwatchError

MOST_PATTERN = 256
MOST_REPEAT = 100
_MOST_DEPTH = 20
_ENDLESS = None
_DIGITS = (("0", "9"),)
_WORDS = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
_SPACES = (("\t", "\r"), (" ", " "))
_SETS = {"d": _DIGITS, "w": _WORDS, "s": _SPACES}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}


class PatternError(NetwatchError):
    """A regular expression cannot be used; the message says where and why."""


class Edge(Enum):
    """A place between two characters."""

    START = "^"
    END = "$"
    WORD = "\\b"
    INSIDE = "\\B"


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of ``ranges`` (or, ``negated``, out of all others)."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False

    def holds(self, char: str) -> bool:
        """Tell whether the folded ``char`` is one of them, in either case."""
        twin = char.upper() if "a" <= char <= "z" else char
        inside = any(low <= each <= high for low, high in self.ranges for each in (char, twin))
        return inside is not self.negated

    @property
    def literal(self) -> str | None:
        """Return the folded character when it is a single one."""
        if self.negated or len(self.ranges) != 1 or self.ranges[0][0] != self.ranges[0][1]:
            return None
        return fold(self.ranges[0][0])


@dataclass(frozen=True, slots=True)
class Sequence:
    """All ``parts`` one after the other."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of ``parts``."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """``part`` from ``least`` to ``most`` times; None is without end."""

    part: "Node"
    least: int
    most: int | None


Node = Chars | Edge | Sequence | Choice | Repeat

_PLAIN: dict[str, Node] = {
    ".": Chars((("\n", "\n"),), negated=True),
    "^": Edge.START,
    "$": Edge.END,
}
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def fold(text: str) -> str:
    """Return ``text`` with ASCII letters in lower case: the same on every database."""
    return text.translate(_LOWER)


def parse(pattern: str) -> Node:
    """Return the parts of ``pattern``. Raises PatternError."""
    if not pattern:
        raise PatternError("the regular expression is empty: write what to look for")
    if len(pattern) > MOST_PATTERN:
        raise PatternError(f"a regular expression has at most {MOST_PATTERN} characters")
    reader = _Reader(pattern)
    node = reader.choice(0)
    if reader.more:
        raise reader.error("')' closes nothing; write \\) for the character")
    return node


def required(node: Node) -> tuple[str, ...]:
    """Return texts that everything ``node`` matches contains, longest first."""
    found = sorted(set(_runs(node)), key=lambda each: (-len(each), each))
    return tuple(found)


def _runs(node: Node) -> Iterator[str]:
    match node:
        case Chars():
            if (char := node.literal) is not None:
                yield char
        case Sequence(parts):
            run = ""
            for part in parts:
                if isinstance(part, Chars) and (char := part.literal) is not None:
                    run += char
                    continue
                if isinstance(part, Edge):
                    continue
                if run:
                    yield run
                run = ""
                yield from _runs(part)
            if run:
                yield run
        case Repeat(part, least) if least:
            yield from _runs(part)
        case _:
            pass


class _Reader:
    def __init__(self, pattern: str) -> None:
        self._text, self._at = pattern, 0

    @property
    def more(self) -> bool:
        return self._at < len(self._text)

    def error(self, why: str) -> PatternError:
        return PatternError(f"the regular expression cannot be read at {self._at + 1}: {why}")

    def choice(self, depth: int) -> Node:
        if depth > _MOST_DEPTH:
            raise self.error(f"groups lie more than {_MOST_DEPTH} deep")
        parts = [self._sequence(depth)]
        while self._taken("|"):
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self.more and self._text[self._at] not in "|)":
            parts.append(self._repeated(self._atom(depth)))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _atom(self, depth: int) -> Node:
        char = self._next()
        match char:
            case "(":
                if self._taken("?") and not self._taken(":"):
                    raise self.error("of the (?...) forms only (?:...) is known")
                inner = self.choice(depth + 1)
                if not self._taken(")"):
                    raise self.error("a '(' is not closed")
                return inner
            case "[":
                return self._set()
            case "." | "^" | "$":
                return _PLAIN[char]
            case "\\":
                return self._escape()
            case "*" | "+" | "?" | "{":
                raise self.error(f"{char!r} repeats nothing; write \\{char} for the character")
            case _:
                return Chars(((char, char),))

    def _repeated(self, node: Node) -> Node:
        bounds = self._bounds()
        if bounds is None:
            return node
        self._taken("?")  # lazy or greedy: whether something matches is the same
        if self.more and self._text[self._at] in "*+?{":
            raise self.error("one repetition follows another; put the first into (?:...)")
        return Repeat(node, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        for mark, bounds in (("*", (0, _ENDLESS)), ("+", (1, _ENDLESS)), ("?", (0, 1))):
            if self._taken(mark):
                return bounds
        if not self._taken("{"):
            return None
        inside, closed, _ = self._text[self._at :].partition("}")
        low, comma, high = inside.partition(",")
        if not closed or not _number(low) or not (high == "" or _number(high)):
            raise self.error("write {3}, {3,} or {3,5}, or \\{ for the character")
        self._at += len(inside) + 1
        least = int(low)
        most = (int(high) if high else _ENDLESS) if comma else least
        if max(least, most or 0) > MOST_REPEAT or (most is not None and most < least):
            raise self.error(f"a repetition goes from few to many, at most {MOST_REPEAT}")
        return least, most

    def _escape(self) -> Node:
        char = self._next("an escape")
        if char == "b":
            return Edge.WORD
        if char == "B":
            return Edge.INSIDE
        if char.lower() in _SETS:
            return Chars(_SETS[char.lower()], negated=char.isupper())
        return Chars(((literal := self._escaped(char), literal),))

    def _escaped(self, char: str) -> str:
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char.isalnum():
            raise self.error(f"\\{char} is not known; known are \\d \\w \\s \\b \\t and their like")
        return char

    def _set(self) -> Node:
        negated = self._taken("^")
        ranges: list[tuple[str, str]] = []
        while not (ranges and self._taken("]")):
            ranges += self._range()
        return Chars(tuple(ranges), negated=negated)

    def _range(self) -> tuple[tuple[str, str], ...]:
        low = self._next("a '['")
        if low == "\\":
            char = self._next("a '['")
            if char in _SETS:
                return _SETS[char]
            low = self._escaped(char)
        rest = self._text[self._at :]
        if not rest.startswith("-") or rest.startswith("-]"):
            return ((low, low),)
        self._at += 1
        high = self._next("a '['")
        if high == "\\":
            high = self._escaped(self._next("a '['"))
        if high < low:
            raise self.error(f"{low}-{high} runs backwards")
        return ((low, high),)

    def _next(self, inside: str = "it") -> str:
        if not self.more:
            raise self.error(f"{inside} ends too early")
        self._at += 1
        return self._text[self._at - 1]

    def _taken(self, char: str) -> bool:
        if self._text.startswith(char, self._at):
            self._at += 1
            return True
        return False


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 3  # noqa: PLR2004  # MOST_REPEAT has three digits
