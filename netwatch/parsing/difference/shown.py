"""A difference cut into what is worth showing: changes under their parents, the rest folded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from netwatch.model.difference import (
    TRIVIAL,
    ConfigDiff,
    Edited,
    Fate,
    Fold,
    Hunk,
    LineKind,
    Piece,
    Same,
    Stanza,
    TextDiff,
)
from netwatch.parsing.difference.rows import Came, Rows, Run, Went
from netwatch.parsing.difference.tally import change_id, counts

CONTEXT = 3
MOST_ROWS = 2_000
_MOST_OF_PIECE = 200
_MOST_MOVED = 3


@dataclass(frozen=True, slots=True)
class _Range:
    """Rows ``low`` up to ``high`` worth showing, of the stanza that begins in row ``stanza``.

    ``alone`` tells that the stanza is one statement at the top level that encloses none.
    """

    low: int
    high: int
    stanza: int
    alone: bool = False


def shown(diff: TextDiff, *, context: int = CONTEXT, most: int = MOST_ROWS) -> ConfigDiff:
    """Return ``diff`` ready to be shown, with ``context`` lines around every change.

    At most about ``most`` rows are made; what is left out is folded and counted.
    """
    rows = Rows(diff)
    parts: list[Stanza | Fold] = []
    at = 0
    for group in _grouped(_widened(rows, _loud(rows), context), context, most):
        if most <= 0:
            break
        if at >= group[-1].high:
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
    old, new = rows.diff.old_outline.levels, rows.diff.new_outline.levels
    for start, run in zip(rows.starts, rows.runs, strict=False):
        match run:
            case Same(_, line, count, _):
                last = new.rfind(0, line, line + count)
                stanza = start + last - line if last >= 0 else stanza
            case Edited(_, line, _):
                stanza = start if new[line] == 0 else stanza
                yield _Range(start, start + 1, stanza)
            case Went(piece) | Came(piece):
                levels = old if isinstance(run, Went) else new
                for found in _of_piece(piece, levels, start, stanza):
                    stanza = found.stanza
                    if found.low < found.high:
                        yield found


def _of_piece(piece: Piece, levels: bytes, row: int, stanza: int) -> Iterator[_Range]:
    quiet = piece.fate in (Fate.MOVED, Fate.ELSEWHERE)
    most = _MOST_MOVED if quiet else _MOST_OF_PIECE
    low, end = piece.start, piece.start + piece.count
    limit = end if piece.count <= most else low + most
    shift = row - low
    while low < limit:
        if levels[low] == 0:
            stanza = low + shift
        after = levels.find(0, low + 1, limit)
        high = after if after >= 0 else limit
        yield _Range(low + shift, high + shift, stanza)
        low = high
    last = levels.rfind(0, limit, end)
    if last >= 0:
        yield _Range(end + shift, end + shift, last + shift)


def _widened(rows: Rows, ranges: Iterable[_Range], context: int) -> Iterator[_Range]:
    """Yield the ranges with the lines around them, as far as their stanza reaches."""
    for each in ranges:
        low, high = each.low, each.high
        alone = not _is_stanza(rows, each.stanza)
        if not alone:
            low = max(each.stanza, low - context)
            for _ in range(context):
                if high >= len(rows) or rows.level(high) == 0:
                    break
                high += 1
        else:
            low = _back(rows, low, context)
            for _ in range(context):
                if high >= len(rows) or rows.level(high) % TRIVIAL or _is_stanza(rows, high):
                    break
                high += 1
        yield replace(each, low=low, high=high, alone=alone)


def _back(rows: Rows, low: int, context: int) -> int:
    for _ in range(context):
        if low == 0 or rows.level(low - 1) % TRIVIAL:
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
        below = b"" if at is None else levels[at + 1 : at + 2]
        if below and below[0] % TRIVIAL:
            return True
    return False


def _grouped(ranges: Iterable[_Range], context: int, most: int) -> Iterator[list[_Range]]:
    """Yield the ranges of one stanza together, and top-level ones that lie side by side.

    A group ends after ``most`` ranges: no more rows than that are shown.
    """
    group: list[_Range] = []
    for each in ranges:
        if 0 < len(group) < most and (
            each.stanza == group[-1].stanza
            or (each.alone and group[-1].alone and each.low <= group[-1].high + context)
        ):
            group.append(each)
            continue
        if group:
            yield group
        group = [each]
    if group:
        yield group


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
    index = rows.run(low)
    while low < high:
        end, kind = min(high, rows.starts[index + 1]), _kind(rows.runs[index])
        if waiting is not None and waiting.kind is kind:
            waiting = replace(waiting, count=waiting.count + end - low)
        else:
            if waiting is not None:
                yield waiting
            waiting = Fold(low, end - low, kind)
        low, index = end, index + 1
    if waiting is not None:
        yield waiting


def _kind(run: Run) -> LineKind:
    match run:
        case Same():
            return LineKind.EQUAL
        case Went(Piece(fate=Fate.ONLY)):
            return LineKind.REMOVED
        case Came(Piece(fate=Fate.ONLY)):
            return LineKind.ADDED
        case Went(Piece(fate=Fate.MOVED | Fate.ELSEWHERE)):
            return LineKind.MOVED_TO
        case Came(Piece(fate=Fate.MOVED | Fate.ELSEWHERE)):
            return LineKind.MOVED_FROM
        case _:
            return LineKind.CHANGED
