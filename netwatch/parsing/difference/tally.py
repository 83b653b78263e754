"""What a difference amounts to: how many statements it touches, and a name for the change."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice

from netwatch.model.difference import (
    TRIVIAL,
    Counts,
    Edited,
    Fate,
    Gap,
    Outline,
    Piece,
    Same,
    TextDiff,
)
from netwatch.parsing.difference.words import without_secrets

_ID_LENGTH = 16
_MOST_NAMED = 20_000


def counts(diff: TextDiff) -> Counts:
    """Return how many statements ``diff`` touches."""
    found = dict.fromkeys(Counts.__dataclass_fields__, 0)
    for step in diff.steps:
        match step:
            case Same(_, _, count, spaced):
                found["spaced"] += count if spaced else 0
            case Edited(_, _, secret):
                found["secrets" if secret else "changed"] += 1
            case Gap(gone, come):
                for piece in gone:
                    _tally(found, piece, diff.old_outline, went=True)
                for piece in come:
                    _tally(found, piece, diff.new_outline, went=False)
    return Counts(**found)


def _tally(found: dict[str, int], piece: Piece, outline: Outline, *, went: bool) -> None:
    levels = outline.levels[piece.start : piece.start + piece.count]
    remarks = sum(map(TRIVIAL.__le__, levels))
    statements = piece.count - remarks
    match piece.fate:
        case Fate.ONLY:
            found["removed" if went else "added"] += statements
            found["remarks"] += remarks
        case _ if went:
            return  # told once, where the line stands now
        case Fate.REORDERED:
            found["reordered"] += statements
        case Fate.EDITED:
            found["changed"] += statements
        case Fate.MOVED | Fate.ELSEWHERE:
            found["moved"] += statements


def change_id(diff: TextDiff) -> str:
    """Return a name that the same change has on every device.

    "" for no change, and for one of more than 20,000 statements.
    It is a hash of the statements that came and went with their parents, whatever their lines'
    numbers and the secrets in them.
    """
    said = list(islice(_said(diff), _MOST_NAMED + 1))
    if not said or len(said) > _MOST_NAMED:
        return ""
    said.sort()
    whole = hashlib.sha256("\n".join(said).encode(errors="backslashreplace"))
    return whole.hexdigest()[:_ID_LENGTH]


def _said(diff: TextDiff) -> Iterator[str]:
    for step in diff.steps:
        match step:
            case Same():
                pass
            case Edited(old, new, _):
                yield from _signed("-", diff.old, diff.old_outline, Piece(old, 1))
                yield from _signed("+", diff.new, diff.new_outline, Piece(new, 1))
            case Gap(gone, come):
                for piece in gone:
                    yield from _signed("-", diff.old, diff.old_outline, piece)
                for piece in come:
                    yield from _signed("+", diff.new, diff.new_outline, piece)


_SIGNS = {Fate.ONLY: "", Fate.EDITED: "", Fate.REORDERED: "~"}


def _signed(sign: str, lines: Sequence[str], outline: Outline, piece: Piece) -> Iterator[str]:
    if piece.fate not in _SIGNS:
        return
    above = [_words(lines[each]) for each in outline.parents(piece.start)]
    for at in range(piece.start, piece.start + piece.count):
        level = outline.levels[at]
        if level >= TRIVIAL:
            continue
        said = _words(lines[at])
        above = above[:level]
        yield f"{_SIGNS[piece.fate]}{sign}" + "\x1f".join((*above, said))
        above.append(said)


def _words(line: str) -> str:
    return without_secrets(" ".join(line.split()))
