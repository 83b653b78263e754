"""A time as people write it -> a moment, with a clear answer to hours that a zone skips or repeats.

Pure: the zone is given.
"""

from datetime import UTC, datetime, tzinfo


class MomentError(ValueError):
    """The text is no moment; the message says what to write."""


def read_moment(text: str, zone: tzinfo) -> datetime:
    """Return the moment ``text`` (ISO 8601) names, in UTC.

    Without a zone of its own it is local time in ``zone``. Raises MomentError for an hour that does
    not exist there or exists twice.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise MomentError(
            f"{text[:60]!r} is no time: write 2026-03-01T22:00, or with its zone "
            "2026-03-01T22:00+01:00"
        ) from None
    return in_utc(moment, zone)


def in_utc(moment: datetime, zone: tzinfo) -> datetime:
    """Return a moment in UTC, one without zone taken as local time in ``zone``.

    Raises MomentError as ``read_moment`` does.
    """
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        first, second = (moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        is_real = first.astimezone(zone).replace(tzinfo=None, fold=0) == moment.replace(fold=0)
    except (OverflowError, ValueError):
        raise MomentError(f"{moment.isoformat()} is out of range") from None
    if not is_real:
        raise MomentError(
            f"{moment:%Y-%m-%d %H:%M} does not exist in {zone}: the clocks are put forward then; "
            f"write {second.isoformat()} or {first.isoformat()}"
        )
    if first != second:
        raise MomentError(
            f"{moment:%Y-%m-%d %H:%M} exists twice in {zone}: the clocks are put back then; write "
            f"{first.isoformat()} or {second.isoformat()}"
        )
    return first
