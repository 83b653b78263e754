"""How long a device says it has been up, in seconds."""

import re

_SECONDS = {
    "year": 365 * 86400,
    "week": 7 * 86400,
    "day": 86400,
    "hour": 3600,
    "hr": 3600,
    "minute": 60,
    "second": 1,
    "min": 60,
    "sec": 1,
}
_PART = re.compile(r"(\d{1,9}) ?(year|week|day|hour|hr|minute|second|min|sec)(?:\(s\)|s)?\b")


def spoken(text: str) -> int | None:
    """Return the seconds in ``1 year, 2 weeks, 3 days, 4 hours, 5 minutes``, None without a part.

    Layout of ``show version`` on IOS, NX-OS (``12 day(s)``) and EOS (seen in real output).
    """
    parts = _PART.findall(text[:200])
    if not parts:
        return None
    return sum(int(count) * _SECONDS[unit] for count, unit in parts)
