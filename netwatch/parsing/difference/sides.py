"""Lines of a difference put side by side, as unified text, and cut into what is highlighted."""

from collections.abc import Iterable, Iterator, Sequence

from netwatch.model.difference import DiffLine, LineKind, TextDiff
from netwatch.parsing.difference.rows import Rows

Pair = tuple[DiffLine | None, DiffLine | None]
_BOTH = frozenset({LineKind.EQUAL, LineKind.SPACED, LineKind.CHANGED, LineKind.SECRET})
_SIGNS = {
    LineKind.EQUAL: " ",
    LineKind.SPACED: " ",
    LineKind.ADDED: "+",
    LineKind.REMOVED: "-",
    LineKind.CHANGED: "~",
    LineKind.SECRET: "~",
    LineKind.MOVED_FROM: ">",
    LineKind.MOVED_TO: "<",
}
_CONTEXT = 3
_MOST_UNIFIED = 50_000


def sign(line: DiffLine) -> str:
    """Return the character that tells what a line is: ``+ - ~ > <`` or a blank."""
    return _SIGNS[line.kind]


def paired(lines: Iterable[DiffLine]) -> Iterator[Pair]:
    """Yield the lines as (old, new), what went beside what came; None where a side has none."""
    gone: list[DiffLine] = []
    come: list[DiffLine] = []
    for line in lines:
        if line.kind not in _BOTH and (line.new is not None or not come):
            (gone if line.new is None else come).append(line)
            continue
        yield from _beside(gone, come)
        gone, come = [], []
        if line.kind in _BOTH:
            yield line, line
        else:
            gone.append(line)
    yield from _beside(gone, come)


def _beside(gone: Sequence[DiffLine], come: Sequence[DiffLine]) -> Iterator[Pair]:
    for at in range(max(len(gone), len(come))):
        yield gone[at] if at < len(gone) else None, come[at] if at < len(come) else None


def segments(
    text: str, spans: Sequence[tuple[int, int]], most: int
) -> tuple[tuple[str, bool], ...]:
    """Return ``text`` up to ``most`` characters as pieces, each with whether it is highlighted."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        found += [(text[at : min(start, most)], False), (text[start : min(end, most)], True)]
        at = end
    found.append((text[at:most], False))
    return tuple((piece, marked) for piece, marked in found if piece)


def unified(diff: TextDiff, old_name: str, new_name: str) -> Iterator[str]:
    """Yield the difference as ``diff -u`` prints it, the enclosing statement beside each range.

    Made of whole lines alone, so that ``patch`` takes it: a line that moved goes and comes.
    Ends after 50,000 lines, and says so.
    """
    rows = Rows(diff)
    ranges = list(_ranges(rows))
    if not ranges:
        return
    yield f"--- {old_name}"
    yield f"+++ {new_name}"
    told = 0
    for low, high in ranges:
        if told > _MOST_UNIFIED:
            yield f"... and {len(rows) - low} more lines"
            return
        lines = list(_plain(rows.lines(low, min(high, low + _MOST_UNIFIED))))
        told += len(lines)
        yield _range_of(rows, low, lines)
        yield from lines


def _ranges(rows: Rows) -> Iterator[tuple[int, int]]:
    """Yield where lines differ, with three equal ones around, as ranges that do not touch."""
    last: tuple[int, int] | None = None
    for index, run in enumerate(rows.runs):
        if getattr(run, "spaced", None) is False:
            continue
        low = max(0, rows.starts[index] - _CONTEXT)
        high = min(len(rows), rows.starts[index + 1] + _CONTEXT)
        if last is not None and low <= last[1]:
            last = last[0], high
            continue
        if last is not None:
            yield last
        last = low, high
    if last is not None:
        yield last


def _plain(lines: Iterable[DiffLine]) -> Iterator[str]:
    for line in lines:
        if line.kind is LineKind.EQUAL:
            yield f" {line.new_text}"
            continue
        if line.old_text is not None:
            yield f"-{line.old_text}"
        if line.new_text is not None:
            yield f"+{line.new_text}"


def _range_of(rows: Rows, low: int, lines: Sequence[str]) -> str:
    old, new = _before(rows, low)
    was = sum(each[0] != "+" for each in lines)
    now = sum(each[0] != "-" for each in lines)
    parents = rows.parents(low)
    where = f" {parents[-1].text.strip()}" if parents else ""
    return f"@@ -{_span(old, was)} +{_span(new, now)} @@{where}"


def _before(rows: Rows, low: int) -> tuple[int, int]:
    """Return how many lines of either side stand in the rows before ``low``."""
    last = [0, 0]
    for back in range(low - 1, -1, -1):
        for side, at in enumerate(rows.sides(back)):
            if at is not None and not last[side]:
                last[side] = at + 1
        if all(last):
            break
    return last[0], last[1]


def _span(before: int, count: int) -> str:
    if count == 1:
        return str(before + 1)
    return f"{before + 1 if count else before},{count}"
