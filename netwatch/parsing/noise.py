"""Volatile pieces of a device's answer, blanked so that they are no difference."""

import re
from functools import cache

from netwatch.model.platform import Noise


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def blank(text: str, noise: tuple[Noise, ...], topic: str) -> str:
    """Return ``text`` with every noise of ``topic`` replaced; line numbers stay true.

    Patterns are MULTILINE and must not span lines: a replacement that would drop a line end
    keeps it.
    """
    for each in noise:
        if each.topic in (None, topic):
            text = _compiled(each.pattern).sub(each.replacement, text)
    return text
