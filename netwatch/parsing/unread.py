"""Lines that mention mirroring and that no reader understood: they are told, never dropped."""

import re
from collections.abc import Collection

from netwatch.model.evidence import Evidence

_MAX_SEARCHED = 4000


def mentions(
    text: str,
    topic: str,
    *,
    word: re.Pattern[str],
    read: Collection[int],
    lookalike: re.Pattern[str] | None = None,
) -> tuple[Evidence, ...]:
    """Return the lines of ``text`` that hold ``word``, are not in ``read`` and no ``lookalike``.

    ``lookalike`` is matched at the start of the stripped line. Comments (``!``, ``#``) and
    descriptions are never configuration.
    """
    found = []
    for number, raw in enumerate(text.split("\n"), 1):
        if number in read:
            continue
        line = raw.strip()[:_MAX_SEARCHED]
        if not line or line[0] in "!#" or not word.search(line):
            continue
        if line.startswith(("description ", "comment ", "name ", "remark ")):
            continue
        if lookalike is None or not lookalike.match(line):
            found.append(Evidence(topic, number, line))
    return tuple(found)
