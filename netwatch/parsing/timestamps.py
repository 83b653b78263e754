"""Times as log records write them -> UTC; a time without a zone is taken for UTC."""

from datetime import UTC, datetime

_EARLIEST, _LATEST = 946_684_800.0, 4_102_444_800.0  # the years 2000 to 2100
_THOUSANDS = (1.0, 1e3, 1e6, 1e9)


def moment(text: str | None) -> datetime | None:
    """Return the time of ISO 8601 text, or of seconds, milli-, micro- or nanoseconds since 1970.

    None for anything else, and for a time no log of ours can be from.
    """
    if text is None:
        return None
    try:
        return _of_number(float(text))
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _of_number(value: float) -> datetime | None:
    for scale in _THOUSANDS:
        seconds = value / scale
        if _EARLIEST <= seconds <= _LATEST:
            return datetime.fromtimestamp(seconds, UTC)
    return None
