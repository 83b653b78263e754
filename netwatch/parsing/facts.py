"""Single facts out of a device's prose: what stands behind a label, and who the device is."""

import re

from netwatch.model.state import Identity
from netwatch.parsing.uptime import spoken

_LABELLED = re.compile(
    r"^[ \t]{0,8}([A-Za-z][A-Za-z0-9 ()/#-]{1,40}?)[ \t]*(?:\.{2,}|[:=])[ \t]*"
    r"(\S[^\n]{0,200}?)[ \t]*$",
    re.MULTILINE,
)
_LONGEST = 500
_CLOCK = re.compile(r"\b(\d{1,5}):(\d\d):(\d\d)\b")


def fact(text: str | None, pattern: re.Pattern[str]) -> str | None:
    """Return the first group of ``pattern`` that holds something in ``text``, else None."""
    found = pattern.search(text or "")
    return next((each for each in found.groups() if each), None) if found else None


def identified(
    hostname: str | None = None, serial: str | None = None, model: str | None = None
) -> Identity | None:
    """Return who a device says that it is; None when it told nothing of that."""
    found = Identity(hostname, serial, model)
    return found if found != Identity() else None


def labelled(text: str | None) -> dict[str, str]:
    """Return the value behind each label: ``Label : value``, ``Label = value``, ``Label... value``.

    The first mention of a label counts: a stack lists its master first.
    """
    found: dict[str, str] = {}
    for label, value in _LABELLED.findall(text or ""):
        found.setdefault(label, value)
    return found


def pairs(text: str | None, form: re.Pattern[str], most: int) -> dict[str, str]:
    """Return the value behind each name; the first of a name counts.

    ``form`` matches a whole line and finds name and value; ``most`` lines are looked at.
    """
    found: dict[str, str] = {}
    for line in (text or "").split("\n")[:most]:
        if pair := form.match(line[:_LONGEST]):
            found.setdefault(pair[1], pair[2].strip())
    return found


def uptime(text: str | None) -> int | None:
    """Return the seconds in ``2 weeks 1 day 03:43:17`` or ``0 days 4 hrs 19 mins 8 secs``."""
    if not text:
        return None
    words = spoken(text)
    clock = _CLOCK.search(text[:200])
    if words is None and clock is None:
        return None
    hours, minutes, seconds = (int(each) for each in clock.groups()) if clock else (0, 0, 0)
    return (words or 0) + hours * 3600 + minutes * 60 + seconds
