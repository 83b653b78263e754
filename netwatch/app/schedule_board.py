"""What netwatch does by itself: each schedule with where it stands, its runs, alerts that wait."""

from dataclasses import dataclass, replace
from datetime import datetime

from netwatch.app.actor import Actor, NotAllOfItError
from netwatch.app.alerting import troubles as alert_troubles
from netwatch.app.errands import Errand, Errands, Task
from netwatch.app.logs import current_log
from netwatch.app.schedules import RunningError, pause, planned, run_now, scheduled
from netwatch.app.staleness import troubles
from netwatch.app.timetable import timetable
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.errors import NetwatchError
from netwatch.model.schedule import Blackout, Schedule
from netwatch.model.sight import Due
from netwatch.store.letters import Tally
from netwatch.store.present_values import Page
from netwatch.store.run_values import KeptSchedule, Run, RunQuery, RunStatus


class RunFailedError(NetwatchError):
    """The run did not end well; the message says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleNow:
    """One schedule: what it says, where it stands, its last run that is over, the one that goes on.

    ``trouble`` is what went wrong last and was not mended by a later run.
    """

    said: Schedule | None
    kept: KeptSchedule
    last: Run | None = None
    running: Run | None = None
    trouble: Due | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleBoard:
    """Every schedule by name, what waits for each receiver, and when sites are left alone.

    ``alert_troubles`` are sentences about receivers that took nothing for long.
    """

    schedules: tuple[ScheduleNow, ...]
    alerts: tuple[Tally, ...] = ()
    alert_troubles: tuple[str, ...] = ()
    blackouts: tuple[Blackout, ...] = ()


def schedule_board(work: Workspace, now: datetime) -> ScheduleBoard:
    """Return how the schedules stand; nothing is written. Raises NetwatchError."""
    said = timetable(work.settings)
    kept = planned(work, said, now)
    latest = work.store.schedules.latest()
    running = {each.schedule: each for each in work.store.schedules.unfinished()}
    wrong = {each.schedule: each for each in troubles(kept, latest, running, now)}
    return ScheduleBoard(
        schedules=tuple(
            ScheduleNow(
                said=said.schedule(each.name),
                kept=each,
                last=latest.get(each.name),
                running=running.get(each.name),
                trouble=wrong.get(each.name),
            )
            for each in kept
        ),
        alerts=work.store.outbox.tallies(),
        alert_troubles=alert_troubles(work),
        blackouts=said.blackouts,
    )


def runs_page(work: Workspace, wanted: RunQuery, *, limited: bool) -> Page[Run]:
    """Return a page of runs, the one due last first; to whom sees some devices only, not more.

    How a run ended is then told without its words, which speak of every device. Raises CursorError.
    """
    page = work.store.schedules.page(wanted)
    if not limited:
        return page
    return replace(page, items=tuple(untold(each) for each in page.items))


def untold(run: Run) -> Run:
    """Return a run without what it says of devices."""
    return replace(run, detail=None, devices=0)


def let_rest(work: Workspace, name: str, actor: Actor, *, paused: bool) -> None:
    """Pause or resume a schedule. Raises NoScheduleError, NotAllOfItError, StoreError."""
    _allowed(name, actor)
    pause(work, name, paused=paused)


def begin_running(work: Workspace, errands: Errands, name: str, actor: Actor) -> Errand:
    """Do a schedule's work now, behind the page; it counts as its latest run.

    Raises NoScheduleError, RunningError, NotAllOfItError, BusyError.
    """
    _allowed(name, actor)
    schedule, _, _ = scheduled(work, name)
    if any(each.schedule == name for each in work.store.schedules.unfinished()):
        raise RunningError(f"{name} is running or waits to be taken up")
    settings, environment = work.settings, work.environment

    def running(task: Task) -> str:
        with Workspace(settings, environment) as fresh:
            status = run_now(fresh, name, task.halt, current_log())
            last = fresh.store.schedules.runs(name, limit=1)
        said = (last[0].detail if last else None) or status.value
        if status is RunStatus.RUNNING:
            raise RunFailedError("it was put down and is taken up again when netwatch serves")
        if status is not RunStatus.DONE:
            raise RunFailedError(said)
        return said

    errand = Errand(
        subject=subject_of(name), act=f"running {schedule.what}", by=actor.name, began=utc_now(),
        total=0,
    )  # fmt: skip
    return errands.start(errand, running)


def subject_of(name: str) -> str:
    """Return what errands about the schedule ``name`` are kept under."""
    return f"schedule {name}"


def _allowed(name: str, actor: Actor) -> None:
    if actor.limit is not None:
        raise NotAllOfItError(
            f"{name} is about devices that you may not see: somebody who sees all decides about it"
        )
