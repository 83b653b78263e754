"""Scripts inside a configuration whose own lines stand at the margin."""

import re
from bisect import bisect_left

_MAX_LINES = 500
_INDENT = " " * 6


def indent_scripts(text: str, opener: re.Pattern[str], closer: str) -> str:
    """Return ``text`` with the lines from ``opener`` to the line ``closer`` indented below it.

    They would be read as configuration otherwise. Line numbers stay; a script without its last
    line within 500 lines is left as it is.
    """
    if closer not in text:
        return text
    lines = text.split("\n")
    ends = [index for index, line in enumerate(lines) if line.strip() == closer]
    at = 0
    while at < len(lines):
        at += 1
        if not opener.match(lines[at - 1][:200]):
            continue
        nearest = bisect_left(ends, at)
        if nearest < len(ends) and ends[nearest] < at + _MAX_LINES:
            end = ends[nearest]
            lines[at : end + 1] = [_INDENT + each.lstrip() for each in lines[at : end + 1]]
            at = end + 1
    return "\n".join(lines)
