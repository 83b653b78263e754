"""When a device says that its configuration was last changed, as a number that only grows."""

import calendar
import re
from datetime import datetime

from netwatch.model.evidence import Evidence
from netwatch.model.platform import CONFIG
from netwatch.model.posture import Counter

_HEAD = 4000
_VERSION = 20_000
_LINE = re.compile(
    r"^(?:!!? ?(?:Last configuration change at|Running configuration last done at:)"
    r"|Configuration last modified by \S{1,64} at) [*.]?(?P<words>[^\n]{1,80})$",
    re.MULTILINE,
)
_TIME = re.compile(r"\b\d\d:\d\d:\d\d\b")
_DAY = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2}\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?<= )(?:19|20)\d\d\b")


def last_change(text: str | None, topic: str = CONFIG) -> tuple[Counter, ...] | None:
    """Return when the configuration was last changed, by the device's clock and its own zone.

    IOS, IOS XR and NX-OS say it above the configuration, an ASA in ``show version``; who it was
    stands in the evidence. None without the text, empty where it does not say.
    """
    if text is None:
        return None
    line = _LINE.search(text[: _HEAD if topic == CONFIG else _VERSION])
    when = seconds(line["words"]) if line else None
    if line is None or when is None:
        return ()
    number = text.count("\n", 0, line.start()) + 1
    return (Counter("config changed at", when, (Evidence(topic, number, line[0]),)),)


def without_last_change(config: str | None) -> str | None:
    """Return the configuration as it is kept: that line is read, and is no statement of it."""
    line = _LINE.search(config[:_HEAD]) if config is not None else None
    return config[: line.start()] + config[line.end() :] if config is not None and line else config


def seconds(words: str) -> int | None:
    """Return the seconds since 1970 of a time of day, month, day and year in any order; or None."""
    time, day, year = (each.search(words) for each in (_TIME, _DAY, _YEAR))
    if time is None or day is None or year is None:
        return None
    text = " ".join((year[0], *day[0].split(), time[0]))
    try:
        moment = datetime.strptime(text, "%Y %b %d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None
    return calendar.timegm(moment.timetuple())
