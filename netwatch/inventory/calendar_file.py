"""iCalendar (RFC 5545) -> planned change windows; docs/change-windows.md has the form.

Recurring events are told out up to a horizon. Events that name no devices are no windows.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from netwatch.inventory.announced import AnnouncementError, checked
from netwatch.model.window import ChangeWindow
from netwatch.parsing.moment import MomentError, in_utc

MAX_BYTES = 2 * 1024 * 1024
HORIZON = timedelta(days=60)
MOST_EVENTS = 2000

_DEVICES = "X-NETWATCH-DEVICES"
_EXPECT = "X-NETWATCH-EXPECT"
_NAME = "X-NETWATCH-WINDOW"
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_EARLIEST = 1970
_LINE = re.compile(r"\s*(devices|expect)\s*:\s*(\S.*)", re.IGNORECASE)
_UNFIT = re.compile(r"[^A-Za-z0-9._:@+-]+")
_ESCAPED = re.compile(r"\\([,;\\])")
_LONGEST_UID = 80


class CalendarError(AnnouncementError):
    """The file is no calendar netwatch can use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What a calendar announces: windows, the uids of cancelled ones, and what was passed over."""

    windows: tuple[ChangeWindow, ...]
    cancelled: tuple[ChangeWindow, ...]
    ignored: int
    remarks: tuple[str, ...]


def read_calendar(raw: bytes, *, name: str, now: datetime, zone: tzinfo) -> Calendar:
    """Return the windows of a calendar that are not over by ``now``, up to the horizon.

    Times without zone are local time in ``zone``. An event that cannot be used is a remark and
    costs only itself. Raises CalendarError for a file that is no calendar.
    """
    events, recurring, listed = _events(raw, name, now, _devices)
    windows: list[ChangeWindow] = []
    cancelled: list[ChangeWindow] = []
    remarks = [f"{_text(each, 'UID')[:60]}: it ends before it begins" for each in listed.turned]
    for event in events:
        try:
            window = _window(event, name, zone, recurring=_text(event, "UID") in recurring)
        except (AnnouncementError, MomentError, ValueError, TypeError, AttributeError) as error:
            remarks.append(f"{_text(event, 'UID')[:60]}: {error}")
            continue
        if window.ends > now:
            is_off = _text(event, "STATUS").upper() == "CANCELLED"
            (cancelled if is_off else windows).append(window)
    return Calendar(
        windows=tuple(windows),
        cancelled=tuple(cancelled),
        ignored=listed.ignored,
        remarks=tuple(remarks),
    )


def busy_times(
    raw: bytes, *, name: str, now: datetime, zone: tzinfo
) -> tuple[tuple[datetime, datetime], ...]:
    """Return begin and end of every event of a calendar, cancelled ones left out, in UTC.

    From yesterday up to the horizon; times without zone are local time in ``zone``. An event that
    cannot be placed is left out. Raises CalendarError for a file that is no calendar.
    """
    events, _, _ = _events(raw, name, now, lambda _event: [name])
    found: list[tuple[datetime, datetime]] = []
    for event in events:
        if _text(event, "STATUS").upper() != "CANCELLED":
            with suppress(MomentError, ValueError, TypeError, AttributeError):
                found.append(tuple(_moment(event[each].dt, zone) for each in ("DTSTART", "DTEND")))  # type: ignore[arg-type]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Listed:
    """The events as they stand: those of netwatch, those turned round, and the number of others."""

    ours: list[Any]
    turned: list[Any]
    ignored: int


def _events(
    raw: bytes, name: str, now: datetime, is_ours: Callable[[Any], list[str]]
) -> tuple[list[Any], set[str], _Listed]:
    """Return the events told out, the uids of those that recur, and the events as they stand."""
    if len(raw) > MAX_BYTES:
        raise CalendarError(f"{name}: larger than {MAX_BYTES // 2**20} MB")
    import icalendar
    import recurring_ical_events

    try:
        calendar = icalendar.Calendar.from_ical(raw)
        listed = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CalendarError(f"{name}: no iCalendar file: {str(error)[:100]}") from None
    named = [each for each in listed if is_ours(each)]
    turned = [each for each in named if _is_turned(each)]
    ours = [each for each in named if not _is_turned(each)]
    for each in ours:
        _bounded(each, name)
    calendar.subcomponents = [
        each
        for each in calendar.subcomponents
        if each.name != "VEVENT" or any(each is one for one in ours)
    ]
    try:
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        found: list[Any] = list(query.between(now - timedelta(days=1), now + HORIZON))
    except Exception as error:  # noqa: BLE001  # a library given hostile text
        raise CalendarError(
            f"{name}: its events cannot be told out ({type(error).__name__}: {str(error)[:80]})"
        ) from None
    if len(found) > MOST_EVENTS:
        raise CalendarError(f"{name}: more than {MOST_EVENTS} events in {HORIZON.days} days")
    # Told out, each event has a recurrence id, a single one too.
    marks = ("RRULE", "RDATE", "RECURRENCE-ID")
    recurring = {_text(e, "UID") for e in ours if any(e.get(mark) is not None for mark in marks)}
    return found, recurring, _Listed(ours, turned, len(listed) - len(named))


def _bounded(event: Any, name: str) -> None:  # noqa: ANN401  # icalendar's own type
    """Refuse what would take long to tell out: a rule by the minute, one from the year 1."""
    for rule in _listed(event.get("RRULE")):
        often = {str(each).upper() for each in rule.get("FREQ", ())} if hasattr(rule, "get") else ()
        if _TOO_OFTEN.intersection(often):
            raise CalendarError(
                f"{name}: an event repeats {', '.join(often).lower()}: no change window"
            )
    start = event.get("DTSTART")
    if start is not None and getattr(start.dt, "year", _EARLIEST) < _EARLIEST:
        raise CalendarError(f"{name}: an event begins before {_EARLIEST}")


def _is_turned(event: Any) -> bool:  # noqa: ANN401
    """Tell whether an event ends before it begins: the library would turn it round."""
    starts, ends = (getattr(event.get(each), "dt", None) for each in ("DTSTART", "DTEND"))
    try:
        return starts is not None and ends is not None and bool(ends < starts)
    except TypeError:
        return False


def _window(
    event: Any,  # noqa: ANN401
    origin: str,
    zone: tzinfo,
    *,
    recurring: bool,
) -> ChangeWindow:
    starts = _moment(event["DTSTART"].dt, zone)
    ends = _moment(event.end, zone)
    if ends <= starts:
        raise CalendarError("it has no end after its beginning")
    uid = _text(event, "UID")
    recurrence = event.get("RECURRENCE-ID") if recurring else None
    mark = "" if recurrence is None else f"/{_moment(recurrence.dt, zone):%Y%m%dT%H%MZ}"
    name = _text(event, _NAME) or _UNFIT.sub("-", uid).strip("-")[:_LONGEST_UID]
    window = ChangeWindow(
        name=f"{name}{mark}",
        starts=starts,
        ends=ends,
        devices=tuple(_devices(event)),
        title=_text(event, "SUMMARY"),
        origin=f"calendar {origin}",
        uid=f"{uid}{mark}",
    )
    return checked(window, _expectations(event))


def _moment(value: date, zone: tzinfo) -> datetime:
    if not isinstance(value, datetime):  # a whole day
        value = datetime.combine(value, time())
    return in_utc(value, zone).astimezone(UTC)


def _devices(event: Any) -> list[str]:  # noqa: ANN401
    given = (*_texts(event, _DEVICES), *_lines(event, "devices"))
    return [each.strip() for text in given for each in text.split(",") if each.strip()]


def _expectations(event: Any) -> list[str]:  # noqa: ANN401
    return [*_texts(event, _EXPECT), *_lines(event, "expect")]


def _lines(event: Any, word: str) -> Iterator[str]:  # noqa: ANN401
    for line in _text(event, "DESCRIPTION").splitlines():
        found = _LINE.fullmatch(line)
        if found and found[1].lower() == word:
            yield found[2]


def _text(event: Any, name: str) -> str:  # noqa: ANN401
    return next(iter(_texts(event, name)), "")


def _texts(event: Any, name: str) -> Iterable[str]:  # noqa: ANN401
    given = (str(each) for each in _listed(event.get(name)))
    # The library undoes the escapes of properties it knows, and only of those.
    return tuple(_ESCAPED.sub(r"\1", each) if name.startswith("X-") else each for each in given)


def _listed(value: Any) -> list[Any]:  # noqa: ANN401
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
