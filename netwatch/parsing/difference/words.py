"""Two lines -> which of their words differ."""

import re
from collections import Counter

from netwatch.parsing.difference.alignment import Budget, aligned

Spans = tuple[tuple[int, int], ...]

_TOKEN = re.compile(r"<secret:[0-9a-z]{1,80}>|\s+|[\w.:/-]+|.", re.DOTALL)
_SECRET = re.compile(r"<secret:[0-9a-z]{1,80}>")
_MOST_TOKENS = 400
_MOST_CHARS = 4_000
_COMPARED = 60


def without_secrets(text: str) -> str:
    """Return ``text`` with one mark for every secret, so that only the rest is compared."""
    return _SECRET.sub("<secret>", text) if "<secret:" in text else text


def alike(old: str, new: str) -> float:
    """Return from 0 to 1 how many words two statements share, secrets aside."""
    ours = Counter(without_secrets(old[:_MOST_CHARS]).split()[:_COMPARED])
    theirs = Counter(without_secrets(new[:_MOST_CHARS]).split()[:_COMPARED])
    count = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / count if count else 0.0


def differing(old: str, new: str) -> tuple[Spans, Spans]:
    """Return the (start, end) of what differs in each line.

    Word by word for lines of ordinary length; of a longer one, all between what the lines share at
    either end.
    """
    if max(len(old), len(new)) > _MOST_CHARS:
        return _middle(old, new)
    ours, theirs = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(ours), len(theirs)) > _MOST_TOKENS:
        return _middle(old, new)
    pairs = aligned(ours, theirs, Budget(50_000))
    return _spans(ours, {one for one, _ in pairs}), _spans(theirs, {two for _, two in pairs})


def _spans(tokens: list[str], shared: set[int]) -> Spans:
    """Return the ranges of the tokens not shared; a blank between two of them is one of them."""
    found: list[tuple[int, int]] = []
    at = 0
    bridge = False
    for index, token in enumerate(tokens):
        end = at + len(token)
        if index not in shared:
            if found and (found[-1][1] == at or bridge):
                found[-1] = (found[-1][0], end)
            else:
                found.append((at, end))
            bridge = False
        else:
            bridge = bool(found) and found[-1][1] == at and token.isspace()
        at = end
    return tuple(found)


def _middle(old: str, new: str) -> tuple[Spans, Spans]:
    least = min(len(old), len(new))
    start = _shared(old, new, least)
    end = _shared(old[::-1], new[::-1], least - start)
    spans = (start, len(old) - end), (start, len(new) - end)
    return tuple(((low, high),) if low < high else () for low, high in spans)  # type: ignore[return-value]  # two of them


def _shared(old: str, new: str, most: int) -> int:
    """Return how many of the first ``most`` characters are the same, by halving."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
