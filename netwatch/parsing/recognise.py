"""Which platform wrote this configuration? Told from the text alone, or honestly not at all."""

import re
from collections.abc import Iterable
from functools import cache

from netwatch.model.platform import Platform

# A signature found weighs 1 (shared by a family) to 5 (nobody else prints it).
_ENOUGH = 5
_LOOKED_AT = 400_000
_START = re.compile(r"(?:(?<=\|)|\A)\^")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # `^` is tried at every character; a line end is sought as fast as memory is read.
    return re.compile(_START.sub(r"\\n", pattern), re.MULTILINE)


def score(text: str, platform: Platform) -> int:
    """Return the weight of the platform's signatures that occur in ``text``."""
    return _score(_head(text), platform)


def _head(text: str) -> str:
    return f"\n{text[:_LOOKED_AT]}"


def _score(head: str, platform: Platform) -> int:
    return sum(weight for pattern, weight in platform.signature if _compiled(pattern).search(head))


def recognise(text: str, platforms: Iterable[Platform]) -> str | None:
    """Return the name of the platform ``text`` was printed by.

    None when no platform's signatures weigh enough, or when two weigh the same.
    """
    head = _head(text)
    ranked = sorted(((_score(head, each), each.name) for each in platforms), reverse=True)
    if not ranked or ranked[0][0] < _ENOUGH:
        return None
    if len(ranked) > 1 and ranked[1][0] == ranked[0][0]:
        return None
    return ranked[0][1]
