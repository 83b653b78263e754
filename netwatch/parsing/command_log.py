"""Logs of typed commands -> what was typed about mirroring: a session may come and go unseen.

IOS layout of ``show archive log config all`` as seen in real output; NX-OS layout of
``show accounting log`` from memory. Both logs are the device's own: an intruder may switch them
off (``archive``, ``log config``), and an empty log proves nothing.
"""

import re

from netwatch.model.state import LoggedCommand

_KEPT = 500
_ABOUT = re.compile(r"\bmonitor (?:session|capture)\b|\bip traffic-export\b", re.IGNORECASE)
_ARCHIVED = re.compile(r"\s{0,10}(\d{1,10})\s{1,20}(\d{1,10})\s{1,40}(\S{1,120})\s{0,40}\|(.*)")
_ACCOUNTED = re.compile(
    r"(\w{3} \w{3} {1,2}\d{1,2} [\d:]{8} \d{4}):type=update:id=([^:]{1,80}):user=([^:]{1,80}):"
    r"cmd=(.*)"
)


def archived(text: str | None) -> tuple[LoggedCommand, ...] | None:
    """Return the commands about mirroring in an IOS archive log, oldest first; None unanswered."""
    if text is None:
        return None
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        row = _ARCHIVED.fullmatch(line) if _ABOUT.search(line) else None
        if row:
            found.append(LoggedCommand(row[1], row[3], row[4].strip(), number))
    return tuple(found[-_KEPT:])


def accounted(text: str | None) -> tuple[LoggedCommand, ...] | None:
    """Return the commands about mirroring in an NX-OS accounting log; None unanswered."""
    if text is None:
        return None
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        row = _ACCOUNTED.fullmatch(line.strip()) if _ABOUT.search(line) else None
        if row:
            typed = row[4].rpartition(" ; ")[2].removesuffix(" (SUCCESS)")
            found.append(LoggedCommand(row[1], f"{row[3]} from {row[2]}", typed.strip(), number))
    return tuple(found[-_KEPT:])
