"""Dates as devices print them in file listings -> time; without a zone, UTC is meant."""

import re
from datetime import UTC, datetime

_LONGEST = 80
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)(?::\d\d)?\b")
_YEAR = re.compile(r"\b(\d{4})\b")
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]{{0,6}}\b", re.IGNORECASE)
_DAY = re.compile(r"(?<![\d:])(\d{1,2})(?![\d:])")


def printed_time(text: str) -> datetime | None:
    """Return the time ``text`` names to the minute, None when it names none whole.

    ``2026-03-01 10:00``, ``Mar 01 2026 10:00:00 +00:00`` and ``10:00:00 Mar 1 2026`` are known.
    """
    short = text[:_LONGEST]
    iso = _ISO.search(short)
    if iso:
        return _moment(*(int(each) for each in iso.groups()))
    found = [each.search(short) for each in (_YEAR, _MONTH, _CLOCK)]
    year, month, clock = found
    if year is None or month is None or clock is None:
        return None
    rest = _YEAR.sub(" ", _CLOCK.sub(" ", re.sub(r"[+-]\d\d:?\d\d", " ", short)))
    day = _DAY.search(rest)
    number = _MONTHS.index(month[1].lower()[:3]) + 1
    return _moment(int(year[1]), number, int(day[1]), int(clock[1]), int(clock[2])) if day else None


def _moment(year: int, month: int, day: int, hour: int, minute: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
