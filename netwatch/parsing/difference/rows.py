"""The steps of a difference as rows: one a line, in the order people read them."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from netwatch.model.difference import (
    TRIVIAL,
    DiffLine,
    Edited,
    Fate,
    Gap,
    LineKind,
    Outline,
    Parent,
    Piece,
    Same,
    TextDiff,
)
from netwatch.parsing.difference.words import Spans, differing


@dataclass(frozen=True, slots=True)
class Went:
    """A run of lines that stand on the old side."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class Came:
    """A run of lines that stand on the new side."""

    piece: Piece


Run: TypeAlias = Same | Edited | Went | Came


class Rows:
    """Every row of a difference by its number from 0; only what is asked for is made.

    ``runs`` are rows of one sort, ``starts`` the row each of them begins with.
    """

    def __init__(self, diff: TextDiff) -> None:
        self.diff = diff
        self.runs = tuple(_runs(diff))
        self.starts = [0, *accumulate(height(each) for each in self.runs)]

    def __len__(self) -> int:
        return self.starts[-1]

    def run(self, row: int) -> int:
        """Return the index of the run that ``row`` belongs to."""
        return bisect_right(self.starts, row) - 1

    def lines(self, low: int, high: int) -> Iterator[DiffLine]:
        """Yield the rows from ``low`` up to ``high``, which are cut to those there are."""
        low, high = max(0, low), min(high, len(self))
        index = self.run(low)
        while low < high:
            start, end = self.starts[index], min(high, self.starts[index + 1])
            yield from self._of(self.runs[index], low - start, end - start)
            low, index = end, index + 1

    def sides(self, row: int) -> tuple[int | None, int | None]:
        """Return which line of the old and of the new text stands in ``row``."""
        index = self.run(row)
        offset = row - self.starts[index]
        match self.runs[index]:
            case Same(old, new, _, _) | Edited(old, new, _):
                return old + offset, new + offset
            case Went(piece):
                return piece.start + offset, None
            case Came(piece):
                return None, piece.start + offset

    def level(self, row: int) -> int:
        """Return how many statements enclose the line in ``row``, more for what is no statement."""
        old, new = self.sides(row)
        if new is not None:
            return self.diff.new_outline.levels[new]
        return self.diff.old_outline.levels[old or 0]

    def parents(self, row: int) -> tuple[Parent, ...]:
        """Return the statements that enclose ``row``, outermost first."""
        old, new = self.sides(row)
        was = () if old is None else self.diff.old_outline.parents(old)
        now = () if new is None else self.diff.new_outline.parents(new)
        if len(was) == len(now):
            return tuple(
                Parent(self.diff.new[two], one + 1, two + 1)
                for one, two in zip(was, now, strict=True)
            )
        if new is None:
            return tuple(Parent(self.diff.old[each], each + 1, None) for each in was)
        return tuple(Parent(self.diff.new[each], None, each + 1) for each in now)

    def _of(self, run: Run, low: int, high: int) -> Iterator[DiffLine]:
        match run:
            case Same(old, new, _, spaced):
                kind = LineKind.SPACED if spaced else LineKind.EQUAL
                for at in range(low, high):
                    was, now = self.diff.old[old + at], self.diff.new[new + at]
                    yield DiffLine(kind, old + at + 1, new + at + 1, was, now)
            case Edited(old, new, secret):
                yield self._edited(old, new, secret=secret)
            case Went(piece):
                yield from self._gone(piece, low, high)
            case Came(piece):
                yield from self._come(piece, low, high)

    def _edited(self, old: int, new: int, *, secret: bool) -> DiffLine:
        was, now = self.diff.old[old], self.diff.new[new]
        kind = LineKind.SECRET if secret else LineKind.CHANGED
        return DiffLine(kind, old + 1, new + 1, was, now, *differing(was, now), counts=True)

    def _gone(self, piece: Piece, low: int, high: int) -> Iterator[DiffLine]:
        for at in range(low, high):
            line = piece.start + at
            other = None if piece.other is None else piece.other + at
            text = self.diff.old[line]
            spans: Spans = ()
            if piece.fate is Fate.EDITED and other is not None:
                spans = differing(text, self.diff.new[other])[0]
            yield DiffLine(
                LineKind.REMOVED if piece.fate is Fate.ONLY else LineKind.MOVED_TO,
                line + 1, None, text, None, old_spans=spans,
                partner=None if other is None else other + 1,
                counts=_counts(piece, self.diff.old_outline, line),
            )  # fmt: skip

    def _come(self, piece: Piece, low: int, high: int) -> Iterator[DiffLine]:
        for at in range(low, high):
            line = piece.start + at
            other = None if piece.other is None else piece.other + at
            text = self.diff.new[line]
            spans: Spans = ()
            if piece.fate is Fate.EDITED and other is not None:
                spans = differing(self.diff.old[other], text)[1]
            yield DiffLine(
                LineKind.ADDED if piece.fate is Fate.ONLY else LineKind.MOVED_FROM,
                None, line + 1, None, text, new_spans=spans,
                partner=None if other is None else other + 1,
                counts=_counts(piece, self.diff.new_outline, line),
            )  # fmt: skip


def _runs(diff: TextDiff) -> Iterator[Run]:
    for step in diff.steps:
        match step:
            case Gap(gone, come):
                yield from map(Went, gone)
                yield from map(Came, come)
            case _:
                yield step


def height(run: Run) -> int:
    """Return how many rows a run takes."""
    match run:
        case Same(_, _, count, _):
            return count
        case Edited():
            return 1
        case Went(piece) | Came(piece):
            return piece.count


_CHANGES = frozenset({Fate.ONLY, Fate.REORDERED, Fate.EDITED})


def _counts(piece: Piece, outline: Outline, line: int) -> bool:
    return piece.fate in _CHANGES and outline.levels[line] < TRIVIAL
