"""Configurations as the search sees them: lines, in pieces where they are very long. Pure."""

import hashlib
import re
from collections.abc import Iterator

LONGEST = 4096
OVERLAP = 256
"""Characters of a text looked for; whatever is no longer lies whole in one of the pieces."""

_DIGEST = 16
# PostgreSQL keeps no NUL in a text, and neither database a half of a surrogate pair.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def keepable(text: str) -> str:
    """Return ``text`` with U+FFFD for each character that no database keeps."""
    return _UNKEEPABLE.sub("\ufffd", text)


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Return number (1-based) and text of every line that is not blank.

    A line above 4096 characters comes as several pieces that overlap by 256.
    """
    for number, line in enumerate(keepable(text).split("\n"), 1):
        if line and not line.isspace():
            for piece in pieces(line):
                yield number, piece


def pieces(line: str) -> tuple[str, ...]:
    """Return the line, cut into overlapping pieces where it is very long."""
    if len(line) <= LONGEST:
        return (line,)
    step = LONGEST - OVERLAP
    return tuple(line[begin : begin + LONGEST] for begin in range(0, len(line) - OVERLAP, step))


def by_digest(text: str) -> dict[bytes, str]:
    """Return every distinct line or piece of ``text`` under its digest."""
    return {digest(line): line for line in dict.fromkeys(line for _, line in lines(text))}


def digest(line: str) -> bytes:
    """Return the first 16 bytes of the SHA-256 of ``line``."""
    return hashlib.sha256(line.encode()).digest()[:_DIGEST]
