"""Sweeps on a schedule, in one process, with the schedule in memory only.

APScheduler's own job stores keep pickles and silently drop what they cannot load; a sweep that
vanishes is a blind spot. So nothing is stored: the schedule is made anew from the settings at
every start, and when the last sweep is older than the schedule allows, one is made up for at once.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.events import (
    EVENT_JOB_ERROR,
    EVENT_JOB_MAX_INSTANCES,
    EVENT_JOB_MISSED,
    JobExecutionEvent,
)
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from netwatch.model.errors import NetwatchError

SWEEP = "sweep"
_TROUBLE = EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES


class ScheduleError(NetwatchError):
    """The schedule cannot be understood."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to sweep: ``cron`` has five fields, read in the time zone ``zone``."""

    cron: str = "0 2 * * *"
    zone: str = "UTC"
    jitter_s: int = 0

    def trigger(self) -> CronTrigger:
        """Return the trigger. Raises ScheduleError naming what is wrong."""
        try:
            return CronTrigger.from_crontab(self.cron, timezone=ZoneInfo(self.zone))
        except (ValueError, KeyError) as error:
            raise ScheduleError(
                f"schedule {self.cron!r} in {self.zone!r}: {error}; five cron fields and a time "
                "zone such as Europe/Berlin are wanted"
            ) from None


def overdue(schedule: Schedule, last: datetime | None, now: datetime) -> bool:
    """Tell whether a sweep should have run since ``last`` (None: never). Raises ScheduleError."""
    if last is None:
        return True
    due = schedule.trigger().get_next_fire_time(last, last + timedelta(microseconds=1))
    return due is not None and due <= now


class Service:
    """Runs ``work`` by ``schedule`` until it is stopped; one run at a time, none dropped as late.

    ``trouble`` hears in a sentence when a run failed, was missed, or was still busy when the next
    was due: each is a blind spot somebody must learn of.
    """

    def __init__(
        self, schedule: Schedule, work: Callable[[], None], trouble: Callable[[str], None]
    ) -> None:
        self._trouble = trouble
        self._ended = threading.Event()
        self._scheduler = BackgroundScheduler(
            timezone=ZoneInfo("UTC"), executors={"default": ThreadPoolExecutor(1)}
        )
        # Its own words would tell the same thing twice, with a traceback.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL + 1)
        trigger = schedule.trigger()
        trigger.jitter = schedule.jitter_s or None
        self._scheduler.add_job(
            work, trigger, id=SWEEP, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._scheduler.add_listener(self._heard, _TROUBLE)

    @property
    def next_run(self) -> datetime | None:
        """When the next sweep is due, once started."""
        job = self._scheduler.get_job(SWEEP)
        return job.next_run_time if job else None

    def start(self, *, at_once: bool) -> None:
        """Start the clock; ``at_once`` makes up for a sweep that is overdue."""
        self._scheduler.start()
        if at_once:
            self._scheduler.modify_job(SWEEP, next_run_time=datetime.now(ZoneInfo("UTC")))

    def wait(self) -> None:
        """Return when ``stop`` was called."""
        self._ended.wait()

    def stop(self) -> None:
        """Let a running sweep finish, start none, and end ``wait``."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._ended.set()

    def _heard(self, event: JobExecutionEvent) -> None:
        if event.code == EVENT_JOB_ERROR:
            self._trouble(f"a sweep failed: {event.exception}")
        elif event.code == EVENT_JOB_MAX_INSTANCES:
            self._trouble("a sweep was due while the last one still ran; it was left out")
        else:
            self._trouble("a sweep was missed; the machine was asleep or busy")
