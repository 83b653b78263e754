"""schedules.yaml -> Timetable: what netwatch does by itself, and when it keeps away."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from netwatch.inventory.announced import AnnouncementError
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.yaml_text import Lines, line_of, load
from netwatch.model.device import Window
from netwatch.model.schedule import Blackout, Dated, Schedule, Timetable, Weekly

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,6})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LEAST = timedelta(minutes=1)
_HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d"


def _span(value: object) -> timedelta:
    found = _SPAN.fullmatch(str(value).strip())
    if found is None:
        raise ValueError("write a number and m, h, d or w: 15m, 4h, 1d, 2w")
    span = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if span < _LEAST:
        raise ValueError("once a minute is the most")
    return span


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone {value!r}; Europe/Berlin is one") from None
    return value


def _day(value: object) -> int:
    day = str(value).strip().lower()[:3]
    if day not in _DAYS:
        raise ValueError(f"no day {value!r}; write {', '.join(_DAYS)}")
    return _DAYS.index(day)


Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^\w[\w.-]*$")]
Span = Annotated[timedelta, BeforeValidator(_span)]
Zone = Annotated[str, AfterValidator(_zone)]
Day = Annotated[int, BeforeValidator(_day)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Schedule(_Strict):
    name: Name
    what: Name = "sweep"
    cron: Annotated[str, Field(max_length=200)] | None = None
    every: Span | None = None
    timezone: Zone | None = None
    jitter: Annotated[int, Field(ge=0, le=3600)] = 0
    devices: tuple[str, ...] = ()
    form: Annotated[Name, Field(alias="format")] = "json"
    output: str | None = None


class _Maintenance(_Strict):
    sites: tuple[str, ...] = ()
    reason: str = ""
    days: tuple[Day, ...] = ()
    hours: Annotated[str, Field(pattern=rf"^{_HOUR}-{_HOUR}$")] = "00:00-00:00"
    begin: datetime | None = None
    end: datetime | None = None
    calendar: str | None = None
    timezone: Zone | None = None


class _File(_Strict):
    schedules: tuple[_Schedule, ...] = ()
    maintenance: tuple[_Maintenance, ...] = ()


def read_schedules(path: Path, *, kinds: Iterable[str], zone: str, now: datetime) -> Timetable:
    """Return the timetable in ``path``; ``zone`` is the time zone where none is named.

    ``kinds`` are the kinds of work there are; of calendars, what lies around ``now`` is read.
    Raises InventoryError naming file, line and remedy.
    """
    data, lines = load(path, kind="schedule file")
    try:
        parsed = _File.model_validate(data or {})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        raise InventoryError(f"{path}:{line_of(lines, first['loc'])}: {where}: {message}") from None
    _check_schedules(path, parsed, lines, tuple(kinds))
    return Timetable(
        schedules=tuple(_schedule(each, zone) for each in parsed.schedules),
        blackouts=tuple(_all_blackouts(path, parsed, zone, lines, now)),
    )


def _check_schedules(path: Path, parsed: _File, lines: Lines, kinds: tuple[str, ...]) -> None:
    names: set[str] = set()
    for index, each in enumerate(parsed.schedules):
        if problem := _problem(each, names, kinds):
            line = line_of(lines, ("schedules", index))
            raise InventoryError(f"{path}:{line}: {each.name}: {problem}")
        names.add(each.name)


def _problem(each: _Schedule, names: set[str], kinds: tuple[str, ...]) -> str | None:
    if each.name in names:
        return "this name is used twice"
    if each.what not in kinds:
        return f"no kind of work {each.what!r}; there are {', '.join(kinds)}"
    if (each.cron is None) is (each.every is None):
        return "give either cron (five fields) or every (4h)"
    if each.what == "report" and each.output is None:
        return "a report needs `output:`, the file it is written to"
    return None


def _schedule(given: _Schedule, zone: str) -> Schedule:
    return Schedule(
        name=given.name,
        what=given.what,
        cron=given.cron,
        every=given.every,
        zone=given.timezone or zone,
        jitter_s=given.jitter,
        devices=given.devices,
        form=given.form,
        output=given.output,
    )


def _all_blackouts(
    path: Path, parsed: _File, zone: str, lines: Lines, now: datetime
) -> Iterator[Blackout]:
    for index, each in enumerate(parsed.maintenance):
        yield from _blackouts(path, each, zone, line_of(lines, ("maintenance", index)), now)


def _blackouts(
    path: Path, given: _Maintenance, zone: str, line: int | None, now: datetime
) -> tuple[Blackout, ...]:
    own = given.timezone or zone
    ways = (bool(given.days), given.begin is not None and given.end is not None, given.calendar)
    half = (given.begin is None) is not (given.end is None)
    if half or sum(map(bool, ways)) != 1:
        raise InventoryError(
            f"{path}:{line}: maintenance: give either days (and hours), begin and end, or calendar"
        )
    periods: tuple[Weekly | Dated, ...]
    if given.calendar:
        periods = _from_calendar(path.parent / given.calendar, own, f"{path}:{line}", now)
    elif given.days:
        hours = Window(*map(time.fromisoformat, given.hours.split("-")))
        periods = (Weekly(days=given.days, hours=hours, zone=own),)
    else:
        periods = (_dated(given, own),)
    return tuple(Blackout(period=each, sites=given.sites, reason=given.reason) for each in periods)


def _dated(given: _Maintenance, zone: str) -> Dated:
    assert given.begin is not None
    assert given.end is not None
    return Dated(begin=_at(given.begin, zone), end=_at(given.end, zone))


def _from_calendar(path: Path, zone: str, where: str, now: datetime) -> tuple[Dated, ...]:
    try:
        told = path.stat()
        stamp = (told.st_mtime_ns, told.st_size)
        times = _told_out(path, stamp, zone, now.replace(minute=0, second=0, microsecond=0))
    except (OSError, AnnouncementError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise InventoryError(f"{where}: maintenance: calendar {path}: {said}") from None
    return tuple(Dated(begin=begin, end=end) for begin, end in times)


@lru_cache(maxsize=64)
def _told_out(
    path: Path, _stamp: tuple[int, int], zone: str, hour: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Return the events of a calendar; told out once an hour, for the service asks all the time."""
    from netwatch.inventory.calendar_file import MAX_BYTES, busy_times

    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    return busy_times(raw, name=str(path), now=hour, zone=ZoneInfo(zone))


def _at(moment: datetime, zone: str) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
