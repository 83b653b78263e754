"""A difference cut into what is worth showing: changed lines under their parents, the rest folded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from netwatch.model.difference import (
    ConfigDiff,
    DiffLine,
    Edited,
    Fate,
    Fold,
    Gap,
    Hunk,
    LineKind,
    Piece,
    Same,
    Stanza,
    TextDiff,
)
from netwatch.parsing.difference.rows import Rows, height
from netwatch.parsing.difference.tally import change_id, counts

CONTEXT = 3
MOST_ROWS = 2_000
_MOST_OF_PIECE = 200
_MOST_MOVED = 3


@dataclass(frozen=True, slots=True)
class _Range:
    """Rows ``low`` up to ``high`` worth showing, of the stanza that begins in row ``stanza``."""

    low: int
    high: int
    stanza: int


def shown(diff: TextDiff, *, context: int = CONTEXT, most: int = MOST_ROWS) -> ConfigDiff:
    """Return ``diff`` ready to be shown, with ``context`` lines around every change.

    At most about ``most`` rows are made; what is left out is folded and counted.
    """
    rows = Rows(diff)
    parts: list[Stanza | Fold] = []
    at = 0
    for group in _grouped(_widened(rows, _loud(rows), context), context):
        if at >= group[-1].high or most <= 0:
            continue
        stanza = _stanza(rows, group, at, most)
        most -= sum(1 for _ in stanza.lines())
        parts += [*_folds(rows, at, max(at, group[0].low)), stanza]
        at = group[-1].high
    parts += _folds(rows, at, len(rows))
    return ConfigDiff(diff, tuple(parts), len(rows), counts(diff), change_id(diff))


def _loud(rows: Rows) -> Iterator[_Range]:
    """Yield the rows worth showing, none that two stanzas share, in order."""
    stanza = 0
    for start, step in zip(rows.starts, rows.diff.steps, strict=False):
        match step:
            case Same(_, new, count, _):
                last = rows.diff.new_outline.levels.rfind(0, new, new + count)
                stanza = start + last - new if last >= 0 else stanza
            case Edited(_, new, _):
                stanza = start if rows.diff.new_outline.levels[new] == 0 else stanza
                yield _Range(start, start + 1, stanza)
            case Gap(gone, come):
                row = start
                for piece, levels in (
                    *((each, rows.diff.old_outline.levels) for each in gone),
                    *((each, rows.diff.new_outline.levels) for each in come),
                ):
                    for found in _of_piece(piece, levels, row, stanza):
                        stanza = found.stanza
                        if found.low < found.high:
                            yield found
                    row += piece.count


def _of_piece(piece: Piece, levels: bytes, row: int, stanza: int) -> Iterator[_Range]:
    quiet = piece.fate in (Fate.MOVED, Fate.ELSEWHERE)
    most = _MOST_MOVED if quiet else _MOST_OF_PIECE
    low, end = piece.start, piece.start + piece.count
    shift = row - piece.start
    limit = end if piece.count <= most else piece.start + most
    while low < end:
        if levels[low] == 0:
            stanza = low + shift
        after = levels.find(0, low + 1, end)
        high = after if after >= 0 else end
        yield _Range(low + shift, max(low, min(high, limit)) + shift, stanza)
        low = high


def _widened(rows: Rows, ranges: Iterable[_Range], context: int) -> Iterator[_Range]:
    """Yield the ranges with the lines around them, as far as their stanza reaches."""
    for each in ranges:
        low, high = each.low, each.high
        if _is_stanza(rows, each.stanza):
            low = max(each.stanza, low - context)
            for _ in range(context):
                if high >= len(rows) or rows.level(high) == 0:
                    break
                high += 1
        else:
            low = _back(rows, low, context)
            for _ in range(context):
                if high >= len(rows) or rows.level(high) % _TRIVIAL or _is_stanza(rows, high):
                    break
                high += 1
        yield replace(each, low=low, high=high)


_TRIVIAL = 128


def _back(rows: Rows, low: int, context: int) -> int:
    for _ in range(context):
        if low == 0 or rows.level(low - 1) % _TRIVIAL:
            break
        low -= 1
    return low


def _is_stanza(rows: Rows, row: int) -> bool:
    """Tell whether the statement in ``row`` encloses others."""
    if row >= len(rows) or rows.level(row):
        return False
    old, new = rows.sides(row)
    diff = rows.diff
    for at, levels in ((old, diff.old_outline.levels), (new, diff.new_outline.levels)):
        if at is not None and levels[at + 1 : at + 2].strip(b"\0") and levels[at + 1] % _TRIVIAL:
            return True
    return False


def _grouped(ranges: Iterable[_Range], context: int) -> Iterator[list[_Range]]:
    """Yield the ranges of one stanza together, and top-level ones that lie side by side."""
    group: list[_Range] = []
    for each in ranges:
        if group and (
            each.stanza == group[-1].stanza
            or (each.low <= group[-1].high + context and _both_alone(group[-1], each))
        ):
            group.append(each)
            continue
        if group:
            yield group
        group = [each]
    if group:
        yield group


def _both_alone(last: _Range, each: _Range) -> bool:
    return last.alone and each.alone


def _stanza(rows: Rows, group: list[_Range], at: int, most: int) -> Stanza:
    parts: list[Hunk | Fold] = []
    joined: list[tuple[int, int]] = []
    for each in group:
        low, high = max(each.low, at), each.high
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        elif low < high:
            joined.append((low, high))
    for index, (low, high) in enumerate(joined):
        if index:
            parts += _folds(rows, joined[index - 1][1], low)
        end = min(high, low + most)
        lines = tuple(rows.lines(low, end))
        most -= len(lines)
        rest = Fold(end, high - end, LineKind.CHANGED) if end < high else None
        parts.append(Hunk(low, rows.parents(low), lines, rest))
    return Stanza(_title(rows, group), tuple(parts))


def _title(rows: Rows, group: list[_Range]) -> str:
    row = group[0].stanza
    if not _is_stanza(rows, row):
        return ""
    old, new = rows.sides(row)
    return (rows.diff.new[new] if new is not None else rows.diff.old[old or 0]).strip()


def _folds(rows: Rows, low: int, high: int) -> Iterator[Fold]:
    """Yield the rows from ``low`` up to ``high`` as folds of one kind each."""
    waiting: Fold | None = None
    for index in range(rows.step(low), len(rows.diff.steps)) if low < high else ():
        start = rows.starts[index]
        if start >= high:
            break
        for kind, first, end in _kinds(rows, index):
            first, end = max(first, low), min(end, high)  # noqa: PLW2901  # cut to what is folded
            if first >= end:
                continue
            if waiting is not None and waiting.kind is kind:
                waiting = replace(waiting, count=waiting.count + end - first)
                continue
            if waiting is not None:
                yield waiting
            waiting = Fold(first, end - first, kind)
    if waiting is not None:
        yield waiting


def _kinds(rows: Rows, index: int) -> Iterator[tuple[LineKind, int, int]]:
    step, start = rows.diff.steps[index], rows.starts[index]
    match step:
        case Gap(gone, come):
            for side, pieces in (("gone", gone), ("come", come)):
                for piece in pieces:
                    yield _kind(piece, side), start, start + piece.count
                    start += piece.count
        case Edited():
            yield LineKind.CHANGED, start, start + 1
        case Same():
            yield LineKind.EQUAL, start, start + height(step)


def _kind(piece: Piece, side: str) -> LineKind:
    if piece.fate is Fate.ONLY:
        return LineKind.REMOVED if side == "gone" else LineKind.ADDED
    if piece.fate in (Fate.MOVED, Fate.ELSEWHERE):
        return LineKind.MOVED_TO if side == "gone" else LineKind.MOVED_FROM
    return LineKind.CHANGED
