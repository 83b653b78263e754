"""Times as people type them, in UTC."""

import re
from datetime import UTC, date, datetime, timedelta

from netwatch.inventory.policy_file import end_of
from netwatch.model.errors import NetwatchError

_SPAN = re.compile(r"(\d{1,5})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_FORMS = "write 2026-12-31, 2026-12-31T18:00, or a span such as 12h, 30d or 8w"


class DateError(NetwatchError):
    """A time could not be understood or cannot be used."""


def until(text: str, now: datetime) -> datetime:
    """Return when something that lasts until ``text`` ends; a bare date includes its whole day.

    Raises DateError, also when that is over already.
    """
    moment = _span(text, now, 1) or _in_utc(text, end_of(_parsed(text)))
    if moment <= now:
        raise DateError(f"{text} is over already: name a time to come")
    return moment


def since(text: str, now: datetime) -> datetime:
    """Return the moment ``text`` names; a bare date is its midnight. Raises DateError."""
    parsed = _span(text, now, -1) or _parsed(text)
    if not isinstance(parsed, datetime):
        parsed = datetime.combine(parsed, datetime.min.time())
    return _in_utc(text, parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC))


def _span(text: str, now: datetime, sign: int) -> datetime | None:
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None:
        return None
    return now + sign * int(found[1]) * _UNITS[found[2]]


def _in_utc(text: str, moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise DateError(f"{text} is too far away: {_FORMS}") from None


def _parsed(text: str) -> datetime | date:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(text.strip())
        except ValueError:
            continue
    raise DateError(f"{text!r} is no time: {_FORMS}")
