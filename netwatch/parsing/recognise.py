"""Which platform wrote this configuration? Told from the text alone, or honestly not at all."""

import re
from collections.abc import Iterable
from functools import cache

from netwatch.model.platform import Platform

# A signature found weighs 1 (shared by a family) to 5 (nobody else prints it).
_ENOUGH = 5
_LOOKED_AT = 400_000


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def score(text: str, platform: Platform) -> int:
    """Return the weight of the platform's signatures that occur in ``text``."""
    head = text[:_LOOKED_AT]
    return sum(weight for pattern, weight in platform.signature if _compiled(pattern).search(head))


def recognise(text: str, platforms: Iterable[Platform]) -> str | None:
    """Return the name of the platform ``text`` was printed by.

    None when no platform's signatures weigh enough, or when two weigh the same.
    """
    ranked = sorted(((score(text, each), each.name) for each in platforms), reverse=True)
    if not ranked or ranked[0][0] < _ENOUGH:
        return None
    if len(ranked) > 1 and ranked[1][0] == ranked[0][0]:
        return None
    return ranked[0][1]
