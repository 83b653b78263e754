"""How two texts differ: which lines stand on both sides, which came, went, moved or were edited.

All indexes count from 0; line numbers that people see are one more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias


class Fate(StrEnum):
    """What became of a line that stands on one side of a gap.

    ONLY: it is on this side alone. MOVED: it stands elsewhere on the other side, where its place
    means nothing. REORDERED: likewise, where places do mean something (an access list). EDITED:
    it stands elsewhere and reads differently. ELSEWHERE: the other side has the line too, and the
    texts were too large to say where.
    """

    ONLY = "only"
    MOVED = "moved"
    REORDERED = "reordered"
    EDITED = "edited"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Same:
    """``count`` lines that stand on both sides; ``spaced`` when only their blanks differ."""

    old: int
    new: int
    count: int
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """One line that took another's place under the same parents; ``secret``: only a secret did."""

    old: int
    new: int
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of lines on one side; ``other`` is where the first of them stands on the other."""

    start: int
    count: int
    fate: Fate = Fate.ONLY
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where the sides have nothing in common: what went, and what came instead."""

    gone: tuple[Piece, ...]
    come: tuple[Piece, ...]


Step: TypeAlias = Same | Edited | Gap


@dataclass(frozen=True, slots=True)
class Outline:
    """How the lines of a text are nested.

    ``levels`` holds one byte a line: how many statements enclose it, with ``TRIVIAL`` added for
    blank lines, comments and lines that only close a block.
    """

    levels: bytes

    def is_trivial(self, index: int) -> bool:
        """Tell whether the line is no statement."""
        return self.levels[index] >= TRIVIAL

    def parents(self, index: int) -> tuple[int, ...]:
        """Return the lines that enclose the line at ``index``, outermost first."""
        found: list[int] = []
        level = self.levels[index] % TRIVIAL
        while level:
            level -= 1
            index = self.levels.rfind(level, 0, index)
            if index < 0:
                break
            found.append(index)
        return tuple(reversed(found))


TRIVIAL = 128
"""What a level is raised by for a line that is no statement."""


@dataclass(frozen=True, slots=True)
class TextDiff:
    """Two texts, their outlines, and the steps that lead from one to the other, in order.

    ``complete`` is False when the texts were too large or too different to align every line within
    the fixed amount of work; lines found on both sides are then told as moved or elsewhere.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    old_outline: Outline
    new_outline: Outline
    steps: tuple[Step, ...]
    complete: bool = True

    def mirrored(self) -> "TextDiff":
        """Return the same difference seen from the other side."""
        return replace(
            self,
            old=self.new,
            new=self.old,
            old_outline=self.new_outline,
            new_outline=self.old_outline,
            steps=tuple(_mirrored(each) for each in self.steps),
        )


def _mirrored(step: Step) -> Step:
    match step:
        case Same(old, new, count, spaced):
            return Same(new, old, count, spaced)
        case Edited(old, new, secret):
            return Edited(new, old, secret)
        case Gap(gone, come):
            return Gap(come, gone)


class LineKind(StrEnum):
    """What one line of a shown difference is."""

    EQUAL = "equal"
    SPACED = "spaced"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SECRET = "secret-changed"  # noqa: S105  # a word, no secret
    MOVED_FROM = "moved-from"
    MOVED_TO = "moved-to"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a shown difference.

    ``old`` and ``new`` are 1-based numbers, None where the line is not on that side. A CHANGED
    line has both texts, and the (start, end) of what differs in each. A MOVED_TO line stands on
    the old side and ``partner`` is where it went; a MOVED_FROM line is its counterpart, None for
    an unknown place. ``counts`` is False for what is no change: moves where the order means
    nothing, blanks, comments.
    """

    kind: LineKind
    old: int | None
    new: int | None
    old_text: str | None
    new_text: str | None
    old_spans: tuple[tuple[int, int], ...] = ()
    new_spans: tuple[tuple[int, int], ...] = ()
    partner: int | None = None
    counts: bool = False

    @property
    def text(self) -> str:
        """Return the text as it is now, or as it was where it is gone."""
        return self.new_text if self.new_text is not None else self.old_text or ""


@dataclass(frozen=True, slots=True)
class Parent:
    """A statement that encloses what is shown; ``number`` is its line on the side named."""

    text: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class Fold:
    """``count`` rows of one ``kind`` that are not shown; ``start`` is the first one's row."""

    start: int
    count: int
    kind: LineKind = LineKind.EQUAL


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changed lines with what stands around them, under their parents, in row order.

    ``start`` is the row of the first line. ``rest`` are rows of this hunk left out at its end.
    """

    start: int
    parents: tuple[Parent, ...]
    lines: tuple[DiffLine, ...]
    rest: Fold | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many statements a difference touches.

    ``moved`` ones are no changes, ``reordered`` ones are; ``remarks`` are blank lines, comments and
    closing marks that came or went, ``spaced`` lines whose blanks alone differ.
    """

    added: int = 0
    removed: int = 0
    changed: int = 0
    secrets: int = 0
    reordered: int = 0
    moved: int = 0
    remarks: int = 0
    spaced: int = 0

    @property
    def changes(self) -> int:
        """Return how many statements changed."""
        return self.added + self.removed + self.changed + self.secrets + self.reordered


@dataclass(frozen=True, slots=True)
class Stanza:
    """One outermost statement with changes below it, "" for changes at the top level."""

    title: str
    hunks: tuple[Hunk | Fold, ...]

    def lines(self) -> Iterator[DiffLine]:
        """Yield the lines shown."""
        for each in self.hunks:
            if isinstance(each, Hunk):
                yield from each.lines


@dataclass(frozen=True, slots=True)
class ConfigDiff:
    """A difference ready to be shown: stanzas and folds in order, and what they amount to.

    ``parts`` leave nothing out: shown lines and folds add up to ``rows``. ``change_id`` is equal
    for the same change on other devices, "" for none.
    """

    text: TextDiff
    parts: tuple[Stanza | Fold, ...]
    rows: int
    counts: Counts
    change_id: str

    @property
    def stanzas(self) -> tuple[Stanza, ...]:
        """Return the stanzas that hold changes."""
        return tuple(each for each in self.parts if isinstance(each, Stanza))
