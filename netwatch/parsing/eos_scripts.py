"""Scripts inside an EOS configuration: `action bash` text that runs until a line `EOF`."""

import re

_OPENER = re.compile(r"\s+action bash\s*$", re.IGNORECASE)
_MAX_LINES = 500
_INDENT = " " * 6


def indent_scripts(text: str) -> str:
    """Return ``text`` with the lines of a script indented below its event-handler.

    A script's own lines may start at the margin and would be read as configuration. Line
    numbers stay; a script without `EOF` within 500 lines is left as it is.
    """
    if "action bash" not in text:
        return text
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        at += 1
        if not _OPENER.match(lines[at - 1][:200]):
            continue
        window = range(at, min(len(lines), at + _MAX_LINES))
        end = next((i for i in window if lines[i].strip() == "EOF"), None)
        if end is not None:
            lines[at : end + 1] = [_INDENT + each.lstrip() for each in lines[at : end + 1]]
            at = end + 1
    return "\n".join(lines)
