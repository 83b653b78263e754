"""A clock that stands until it is put forward, for APScheduler and for the service's part."""

import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

_PATIENCE_S = 240.0
_TICK_S = 1.0


class Clock:
    """``clock()`` is the time."""

    def __init__(self, moment):
        self.moment = moment

    def __call__(self):
        return self.moment

    def forward(self, **step):
        self.moment += timedelta(**step)


@contextmanager
def standing(clock):
    """Let APScheduler read ``clock`` instead of the machine's."""

    class Stood(datetime):
        @classmethod
        def now(cls, tz=None):
            return clock.moment.astimezone(tz)

    with patch("apscheduler.schedulers.base.datetime", Stood):
        yield


def settle(part):
    """Let ``part`` look at the time and wait until everything that is due has been done."""
    part.tick()
    until = time.monotonic() + _PATIENCE_S
    again = time.monotonic() + _TICK_S
    while time.monotonic() < until:
        if not part.leads:
            return
        if (
            time.monotonic() >= again
        ):  # as the service does: what waited for another run is taken up
            part.tick()
            again = time.monotonic() + _TICK_S
        part._scheduler.wakeup()
        pending = [
            each
            for each in part._scheduler.get_jobs()
            if each.next_run_time is not None and each.next_run_time <= part._now()
        ]
        if not pending and not part.busy and not _due(part):
            return
        time.sleep(0.005)
    raise AssertionError("what was due was not done")


def _due(part):
    from netwatch.app.timetable import jitter

    for kept in part._work.store.schedules.all():
        schedule = part._timetable.schedule(kept.name)
        at_rest = schedule is None or kept.paused
        if not at_rest and kept.next_run + jitter(schedule, kept.next_run) <= part._now():
            return True
    return False


class Heard:
    """A log that remembers."""

    def __init__(self):
        self.lines = []

    def _say(self, event, **facts):
        self.lines.append((event, facts))

    info = warning = error = _say

    def events(self):
        return [event for event, _ in self.lines]
