"""Which schedules there are, and when each is due."""

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from netwatch import registry
from netwatch.app.settings import Settings
from netwatch.app.workspace import utc_now
from netwatch.model.errors import NetwatchError
from netwatch.model.schedule import Schedule, Timetable

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

SWEEP = "sweep"
_WEEK = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_INSTANT = timedelta(microseconds=1)
_FIELDS = 5


class ScheduleError(NetwatchError):
    """The schedule cannot be understood."""


def kinds() -> tuple[str, ...]:
    """Return the kinds of work a schedule may name."""
    return registry.names("app.jobs")


def timetable(settings: Settings) -> Timetable:
    """Return the schedules: those of the schedule file, and a nightly sweep when it has none.

    Raises InventoryError, ScheduleError.
    """
    from netwatch.inventory.schedule_file import read_schedules

    said = Timetable()
    if settings.schedules is not None or settings.schedules_path.exists():
        said = read_schedules(
            settings.schedules_path, kinds=kinds(), zone=settings.timezone, now=utc_now()
        )
    schedules = said.schedules
    if not any(each.what == SWEEP for each in schedules):
        nightly = Schedule(
            name="nightly",
            what=SWEEP,
            cron=settings.schedule,
            zone=settings.timezone,
            jitter_s=settings.jitter_s,
        )
        schedules = (nightly, *schedules)
    for each in schedules:
        if each.cron is not None:
            _trigger(each)
    return Timetable(schedules=schedules, blackouts=said.blackouts)


def next_due(schedule: Schedule, after: datetime) -> datetime:
    """Return the first time later than ``after`` at which ``schedule`` is due, without jitter.

    A fixed hour that the clock skips in spring comes once, as the hour after; one that comes twice
    in autumn counts once, the first time. Raises ScheduleError for a time that never comes.
    """
    if schedule.every is not None:
        # Counted from a fixed moment, so that every server has the same times.
        zero = datetime(1970, 1, 1, tzinfo=after.tzinfo)
        return zero + ((after - zero) // schedule.every + 1) * schedule.every
    trigger = _trigger(schedule)
    hourly = str(schedule.cron).split()[1].startswith("*")
    moment = after
    while True:
        due: datetime | None = trigger.get_next_fire_time(None, moment + _INSTANT)
        if due is None:
            raise ScheduleError(f"schedule {schedule.name}: {schedule.cron!r} never comes")
        moment = due.astimezone(after.tzinfo)
        if moment > after and (hourly or not due.fold or not _ambiguous(due)):
            return moment


def jitter(schedule: Schedule, due: datetime) -> timedelta:
    """Return how much later the run ``due`` starts: the same on every server."""
    drawn = random.Random(f"{schedule.name} {due.timestamp()}").random()  # noqa: S311  # no secret
    return timedelta(seconds=drawn * schedule.jitter_s)


def _ambiguous(due: datetime) -> bool:
    """Tell whether the clock shows the time ``due`` twice that day."""
    return due.replace(fold=0).utcoffset() != due.replace(fold=1).utcoffset()


def _trigger(schedule: Schedule) -> "CronTrigger":
    from apscheduler.triggers.cron import CronTrigger

    cron, zone = str(schedule.cron), schedule.zone
    try:
        fields = cron.split()
        if len(fields) != _FIELDS:
            raise ValueError(f"{len(fields)} fields")  # noqa: TRY301  # told as the others are
        fields[4] = _weekdays(fields[4])
        return CronTrigger.from_crontab(" ".join(fields), timezone=ZoneInfo(zone))
    except (ValueError, KeyError, ZoneInfoNotFoundError) as error:
        raise ScheduleError(
            f"schedule {cron!r} in {zone!r}: {error}; five cron fields and a time "
            "zone such as Europe/Berlin are wanted"
        ) from None


def _weekdays(field: str) -> str:
    """Return cron's days of the week by name: in cron 0 and 7 are Sunday, in APScheduler Monday."""
    return ",".join(_named(each) for each in field.lower().split(","))


def _named(part: str) -> str:
    span, _, step = part.partition("/")
    first, dash, last = span.partition("-")
    if not first.isdigit():
        return part
    begin, end = int(first), int(last or first)
    if not begin <= end <= len(_WEEK) or (step and not dash):
        raise ValueError(f"no days of the week {part!r}")
    days = range(begin, end + 1, int(step or 1))
    return ",".join(dict.fromkeys(_WEEK[each % len(_WEEK)] for each in days))
