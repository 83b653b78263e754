"""Runs the schedules, in one process, for one leader among several.

APScheduler's own job stores keep pickles and silently drop what they cannot load; a sweep that
vanishes is a blind spot. So its job store is in memory, filled from our table ``schedule`` at
every tick, and holds nothing but names and times.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from netwatch.app.logs import Log
from netwatch.app.process import gone, owner
from netwatch.app.runs import perform
from netwatch.app.schedules import sync
from netwatch.app.staleness import LATE, watch_over
from netwatch.app.timetable import jitter, next_due, timetable
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.deadline import Halt
from netwatch.model.errors import NetwatchError
from netwatch.model.schedule import Schedule, Timetable
from netwatch.store.run_values import Claim, KeptSchedule, Run, RunStatus

_TICK_S = 5.0
_WATCH = timedelta(minutes=5)
_HUNG_S = 120.0
_CUT_S = 5.0
_LAST_TICK_S = 15.0
_AT_ONCE = 8
# A run that took its process down so often would do so again.
_ATTEMPTS = 3
_TROUBLE = EVENT_JOB_ERROR | EVENT_JOB_MAX_INSTANCES


@dataclass(frozen=True)
class _Active:
    """A run this process works on; ``taken_up`` when another process began it."""

    name: str
    due: datetime
    taken_up: bool = False
    halt: Halt = field(default_factory=Halt)


class SchedulerPart:
    """The part of the service that runs the schedules while it leads, and waits while it does not.

    Both a leader and one that waits judge what netwatch does not see any more, so that a leader
    that hangs is noticed.
    """

    name = "scheduler"

    def __init__(self, work: Workspace, log: Log, now: Callable[[], datetime] = utc_now) -> None:
        self._work, self._log, self._now = work, log, now
        self._owner = owner()
        self._leader = work.store.leader()
        self._timetable = Timetable()
        self._scheduler: BackgroundScheduler | None = None
        self._active: dict[int, _Active] = {}
        self._idle = threading.Condition()
        self._claiming = threading.Lock()
        self._ending = threading.Event()
        self._watched_at: datetime | None = None
        self._told: str | None = None
        self._ticked = time.monotonic()
        self._thread = threading.Thread(target=self._tick_on, name="scheduler", daemon=True)

    @property
    def leads(self) -> bool:
        """Tell whether this process runs the schedules now."""
        return self._scheduler is not None

    @property
    def busy(self) -> bool:
        """Tell whether a run is going on in this process."""
        with self._claiming:
            return bool(self._active)

    def start(self) -> None:
        """Begin. Raises NetwatchError when the schedules or the inventory cannot be read."""
        self._timetable = timetable(self._work.settings)
        self._log.info("watching", devices=len(self._work.inventory.devices))
        self._thread.start()

    def stop(self) -> None:
        """Start no run, let visits in flight end within the grace, then cut them."""
        self._ending.set()
        self._wind_down()
        if self._thread.ident is not None:
            self._thread.join(_LAST_TICK_S)
        self._step_back()
        self._wind_down()
        if not self._wait_idle(self._work.settings.stop_grace_s):
            for each in tuple(self._active.values()):
                each.halt.now()
            self._wait_idle(_CUT_S)
        self._leader.step_down()
        self._log.info("stopped")

    def trouble(self) -> str | None:
        """See ``Part``."""
        quiet = time.monotonic() - self._ticked
        if not self._thread.is_alive():
            return "the clock's thread has ended"
        return f"the clock has stood still for {quiet:.0f} s" if quiet > _HUNG_S else None

    def tick(self) -> None:
        """Look once: who leads, what is due, what was left behind. Raises NetwatchError."""
        now = self._now()
        if self._leader.lead():
            if self._scheduler is None:
                self._take_over()
            self._sync(now)
            if self._watch_due(now):
                watch_over(self._fresh(), now)
            # First what was left behind: what is due of the same schedule waits for it.
            self._take_up(now)
            self._plan(now)
        else:
            self._step_back()
            if self._watch_due(now):
                watch_over(self._fresh(), now)

    def _tick_on(self) -> None:
        while True:
            try:
                self.tick()
                self._told = None
            except NetwatchError as error:
                self._say_once(str(error))
                # Who cannot reach the database cannot know whether it still leads.
                self._step_back()
            self._ticked = time.monotonic()
            if self._ending.wait(_TICK_S):
                return

    def _say_once(self, message: str) -> None:
        if message != self._told:
            self._told = message
            self._log.error(message)

    def _watch_due(self, now: datetime) -> bool:
        if self._watched_at is not None and now - self._watched_at < _WATCH:
            return False
        self._watched_at = now
        return True

    def _fresh(self) -> Workspace:
        """Return a workspace that reads inventory and policy anew and shares the open store."""
        fresh = Workspace(self._work.settings, self._work.environment)
        fresh.__dict__["store"] = self._work.store
        return fresh

    def _take_over(self) -> None:
        scheduler = BackgroundScheduler(
            timezone=UTC, executors={"default": ThreadPoolExecutor(_AT_ONCE)}
        )
        scheduler.add_listener(self._heard, _TROUBLE)
        scheduler.start()
        self._scheduler = scheduler
        self._log.info("this server leads: it runs the schedules")

    def _step_back(self) -> None:
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            self._put_down_waiting(scheduler)
            # A run that goes on is safe: its claim is checked at every visit that is kept.
            scheduler.shutdown(wait=False)
            if not self._ending.is_set():
                self._log.warning("this server does not lead any more")

    def _put_down_waiting(self, scheduler: BackgroundScheduler) -> None:
        """Let go of runs that were taken up and have not gone on yet."""
        for run_id in tuple(self._active):
            with suppress(JobLookupError):
                scheduler.remove_job(_job_of(run_id))
                del self._active[run_id]
                with suppress(NetwatchError):
                    self._work.store.schedules.put_down(Claim(run_id=run_id, owner=self._owner))

    def _sync(self, now: datetime) -> None:
        """Make the table say what the schedule file says."""
        try:
            self._timetable = timetable(self._work.settings)
        except NetwatchError as error:
            self._say_once(f"{error}; the schedules stay as they were")
        sync(self._fresh(), self._timetable, now)

    def _plan(self, now: datetime) -> None:
        """Give APScheduler a job for every schedule, at the time the table says."""
        assert self._scheduler is not None
        for kept in self._work.store.schedules.all():
            schedule = self._timetable.schedule(kept.name)
            if schedule is None or kept.paused:
                with suppress(JobLookupError):
                    self._scheduler.remove_job(kept.name)
                continue
            at = max(kept.next_run + jitter(schedule, kept.next_run), now)
            job = self._scheduler.get_job(kept.name)
            if job is not None and (job.next_run_time == at or job.next_run_time <= now):
                continue
            self._scheduler.add_job(
                dispatch,
                "date",
                run_date=at,
                args=(self, kept.name),
                id=kept.name,
                replace_existing=True,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def run_due(self, name: str) -> None:
        """Run the schedule ``name`` if it is due and nobody has: what a job does."""
        schedule = self._timetable.schedule(name)
        if schedule is None:
            return
        with self._claiming:
            claim = self._claim_due(schedule)
        if claim is not None:
            self.work_on(schedule, claim)

    def _claim_due(self, schedule: Schedule) -> Claim | None:
        now, schedules = self._now(), self._work.store.schedules
        kept = next((each for each in schedules.all() if each.name == schedule.name), None)
        if kept is None or kept.paused:
            return None
        due = kept.next_run
        if due + jitter(schedule, due) > now:
            return None
        upcoming = next_due(schedule, now)
        if self._is_active(schedule.name):
            self._left_out(kept, due, upcoming, now)
            return None
        if any(each.schedule == schedule.name for each in schedules.unfinished()):
            return None
        claim = schedules.claim(kept, due, upcoming, owner=self._owner, now=now)
        if claim is not None:
            self._active[claim.run_id] = _Active(schedule.name, due)
            if now - due > LATE:
                self._log.warning("a run is made up for", schedule=kept.name, due=due.isoformat())
        return claim

    def _left_out(
        self, kept: KeptSchedule, due: datetime, upcoming: datetime, now: datetime
    ) -> None:
        active = [each for each in self._active.values() if each.name == kept.name]
        begun = max(each.due for each in active)
        if due <= begun or any(each.taken_up for each in active):
            return
        why = f"the run that was due at {begun:%Y-%m-%d %H:%M}Z still ran"
        self._work.store.schedules.skip(kept, due, upcoming, why=why, now=now)
        self._log.warning("a run was left out", schedule=kept.name, why=why)

    def _take_up(self, now: datetime) -> None:
        """Go on with the runs whose process is gone."""
        # Claimed and not yet noted as active, a run of ours would look like one left behind.
        with self._claiming:
            for run in self._work.store.schedules.unfinished():
                ours = run.owner == self._owner
                if self._is_active(run.schedule) or not (ours or gone(run, now)):
                    continue
                claim = self._work.store.schedules.take_up(run, owner=self._owner, now=now)
                if claim is not None:
                    self._resume(run, claim, now)

    def _resume(self, run: Run, claim: Claim, now: datetime) -> None:
        assert self._scheduler is not None
        schedule = self._timetable.schedule(run.schedule)
        why = None
        if schedule is None:
            why = "the schedule is gone"
        elif run.attempts >= _ATTEMPTS and run.owner:
            why = f"it ended its process {run.attempts} times"
        if schedule is None or why is not None:
            self._work.store.schedules.finish(claim, RunStatus.FAILED, str(why), now)
            self._log.error("a run is given up", schedule=run.schedule, why=str(why))
            return
        self._log.warning("a run is taken up again", schedule=run.schedule, run=run.run_id)
        self._active[claim.run_id] = _Active(run.schedule, run.scheduled_for, taken_up=True)
        self._scheduler.add_job(
            resume,
            "date",
            run_date=now,
            args=(self, schedule, claim),
            id=_job_of(run.run_id),
            misfire_grace_time=None,
        )

    def work_on(self, schedule: Schedule, claim: Claim) -> None:
        """Do a run that is claimed."""
        halt = self._active[claim.run_id].halt
        if self._ending.is_set():
            halt.wind_down()
        try:
            perform(self._work, self._timetable, schedule, claim, halt, self._log, self._now)
        finally:
            with self._idle:
                del self._active[claim.run_id]
                self._idle.notify_all()

    def _wind_down(self) -> None:
        for each in tuple(self._active.values()):
            each.halt.wind_down()

    def _wait_idle(self, seconds: float) -> bool:
        with self._idle:
            return self._idle.wait_for(lambda: not self._active, seconds)

    def _heard(self, event: JobEvent) -> None:
        if event.code == EVENT_JOB_ERROR:
            self._log.error("a run broke off", job=event.job_id, why=str(event.exception))
            return
        schedule = self._timetable.schedule(event.job_id)
        if schedule is not None:
            with suppress(NetwatchError), self._claiming:
                # In APScheduler's own thread: only to write down what is left out, never to run.
                if self._is_active(schedule.name):
                    self._claim_due(schedule)

    def _is_active(self, name: str) -> bool:
        return any(each.name == name for each in self._active.values())


def _job_of(run_id: int) -> str:
    """Return the id of the job that goes on with a run; no schedule can be called so."""
    return f"run {run_id}"


def dispatch(part: SchedulerPart, name: str) -> None:
    """Run one schedule: the only function APScheduler is ever given for what is due."""
    part.run_due(name)


def resume(part: SchedulerPart, schedule: Schedule, claim: Claim) -> None:
    """Go on with a run that was taken up."""
    part.work_on(schedule, claim)
