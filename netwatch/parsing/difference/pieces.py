"""Steps and pieces of a difference put together: neighbours that tell the same become one."""

from collections.abc import Iterator, Sequence

from netwatch.model.difference import Edited, Fate, Gap, Piece, Same, Step


def pieces(start: int, stop: int) -> tuple[Piece, ...]:
    """Return the lines from ``start`` up to ``stop`` as one piece, none for no lines."""
    return (Piece(start, stop - start),) if stop > start else ()


def merged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return ``pieces`` with neighbours that tell the same joined into one."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and _continues(last, piece):
            found[-1] = Piece(last.start, last.count + piece.count, last.fate, last.other)
        else:
            found.append(piece)
    return tuple(found)


def _continues(last: Piece, piece: Piece) -> bool:
    if last.fate is not piece.fate or last.start + last.count != piece.start:
        return False
    if last.other is None or piece.other is None:
        return last.other is piece.other
    return last.other + last.count == piece.other


def as_pieces(steps: tuple[Step, ...], fate: Fate) -> tuple[list[Piece], list[Piece]]:
    """Return the steps inside a stanza that moved as what stands at its old and its new place."""
    gone: list[Piece] = []
    come: list[Piece] = []
    for step in steps:
        match step:
            case Same(old, new, count, _):
                gone.append(Piece(old, count, fate, new))
                come.append(Piece(new, count, fate, old))
            case Edited(old, new, _):
                gone.append(Piece(old, 1, Fate.EDITED, new))
                come.append(Piece(new, 1, Fate.EDITED, old))
            case Gap(old_pieces, new_pieces):
                gone += old_pieces
                come += new_pieces
    return gone, come


def joined(steps: Iterator[Step]) -> Iterator[Step]:
    """Yield the steps without empty ones, equal runs in one piece."""
    waiting: Same | None = None
    for step in steps:
        match step:
            case Same(_, _, 0, _) | Gap((), ()):
                continue
            case Same(old, new, count, spaced) if waiting is not None and (
                waiting.spaced == spaced
                and (waiting.old + waiting.count, waiting.new + waiting.count) == (old, new)
            ):
                waiting = Same(waiting.old, waiting.new, waiting.count + count, spaced)
                continue
            case _:
                pass
        if waiting is not None:
            yield waiting
            waiting = None
        if isinstance(step, Same):
            waiting = step
        else:
            yield step
    if waiting is not None:
        yield waiting
