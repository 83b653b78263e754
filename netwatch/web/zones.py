"""The time zones a form offers."""

from functools import cache
from zoneinfo import available_timezones


@cache
def zones() -> tuple[str, ...]:
    """Return UTC, then every zone that is called by a place, by name."""
    places = sorted(each for each in available_timezones() if "/" in each and each[:4] != "Etc/")
    return ("UTC", *(each for each in places if not each.startswith(("posix/", "right/"))))
