"""The table of schedules, kept in step with the schedule file, and what a person does with it."""

from dataclasses import replace
from datetime import datetime

from netwatch.app.logs import Log
from netwatch.app.process import owner
from netwatch.app.runs import perform
from netwatch.app.timetable import SWEEP, next_due, timetable
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.deadline import Halt
from netwatch.model.document import Document, Table
from netwatch.model.errors import MissingError, NetwatchError
from netwatch.model.schedule import Schedule, Timetable
from netwatch.shapes import when
from netwatch.store.run_values import KeptSchedule, Run, RunStatus

_SHOWN = 10


class NoScheduleError(MissingError):
    """There is no schedule of that name."""


class RunningError(NetwatchError):
    """The schedule is running already."""


def sync(work: Workspace, wanted: Timetable, now: datetime) -> None:
    """Make the table ``schedule`` hold exactly the schedules of ``wanted``. Raises StoreError."""
    rows = planned(work, wanted, now)
    if set(rows) != set(work.store.schedules.all()):
        work.store.schedules.sync(rows)


def planned(work: Workspace, wanted: Timetable, now: datetime) -> tuple[KeptSchedule, ...]:
    """Return the schedules of ``wanted`` with where they stand, by name; nothing is written."""
    kept = {each.name: each for each in work.store.schedules.all()}
    rows = (_row(work, each, kept.get(each.name), now) for each in wanted.schedules)
    return tuple(sorted(rows, key=lambda each: each.name))


def _row(
    work: Workspace, schedule: Schedule, kept: KeptSchedule | None, now: datetime
) -> KeptSchedule:
    if kept is None:
        return KeptSchedule(
            name=schedule.name,
            what=schedule.what,
            plan=schedule.plan,
            next_run=_first_due(work, schedule, now),
        )
    if (kept.what, kept.plan) == (schedule.what, schedule.plan):
        return kept
    # What is overdue stays overdue whatever the new times are.
    next_run = kept.next_run if kept.next_run <= now else next_due(schedule, now)
    return replace(kept, what=schedule.what, plan=schedule.plan, next_run=next_run)


def _first_due(work: Workspace, schedule: Schedule, now: datetime) -> datetime:
    """Return when a new schedule is first due: a sweep at once if the last visit is too old."""
    if schedule.what == SWEEP:
        last = _last_visit(work)
        if last is None or next_due(schedule, last) <= now:
            return now
    return next_due(schedule, now)


def _last_visit(work: Workspace) -> datetime | None:
    """Return when any device of the inventory was last visited, None before the first time."""
    wanted = {each.name for each in work.inventory.devices}
    visits = [each.last_visit for each in work.store.devices() if each.name in wanted]
    return max(visits, default=None)


def pause(work: Workspace, name: str, *, paused: bool) -> None:
    """Pause or resume a schedule. Raises NoScheduleError, StoreError."""
    scheduled(work, name)
    work.store.schedules.pause(name, paused=paused)


def run_now(work: Workspace, name: str, halt: Halt, log: Log) -> RunStatus:
    """Do the work of the schedule ``name`` now, in this process; it counts as its latest run.

    Raises NoScheduleError, RunningError, and what the work's beginning raises.
    """
    schedule, kept, said = scheduled(work, name)
    if any(each.schedule == name for each in work.store.schedules.unfinished()):
        raise RunningError(
            f"{name} is running or waits to be taken up; see netwatch schedules list"
        )
    now = utc_now()
    claim = work.store.schedules.claim(kept, now, next_due(schedule, now), owner=owner(), now=now)
    if claim is None:
        raise RunningError(f"{name} was started by another process this moment")
    return perform(work, said, schedule, claim, halt, log)


def scheduled(work: Workspace, name: str) -> tuple[Schedule, KeptSchedule, Timetable]:
    """Return the schedule ``name``, its row in the table, and the timetable they are of.

    Raises NoScheduleError, and what reading the timetable raises.
    """
    said = timetable(work.settings)
    sync(work, said, utc_now())
    schedule = said.schedule(name)
    kept = next((each for each in work.store.schedules.all() if each.name == name), None)
    if schedule is None or kept is None:
        known = ", ".join(each.name for each in said.schedules)
        raise NoScheduleError(f"no schedule {name!r} (known: {known})")
    return schedule, kept, said


def schedules_view(work: Workspace) -> Document:
    """Return every schedule with where it stands, and the latest runs."""
    # Looking must not make schedules stand in the table: then they would be missed.
    kept = planned(work, timetable(work.settings), utc_now())
    runs = work.store.schedules.runs(limit=_SHOWN)
    latest = {
        each.name: next(iter(work.store.schedules.runs(each.name, limit=1)), None) for each in kept
    }
    rows = tuple(
        (
            each.name, each.what, each.plan, "paused" if each.paused else _said(each.next_run),
            _said(each.last_run), _outcome(latest[each.name]),
        )
        for each in kept
    )  # fmt: skip
    past = tuple(
        (
            each.schedule, _said(each.scheduled_for), _said(each.started_at),
            _said(each.finished_at), each.status.value, str(each.devices), each.detail or "",
        )
        for each in runs
    )  # fmt: skip
    data = {
        "schedules": [
            {
                "name": each.name,
                "what": each.what,
                "plan": each.plan,
                "paused": each.paused,
                "next_run": when(each.next_run),
                "last_run": when(each.last_run),
                "outcome": _outcome(latest[each.name]) or None,
            }
            for each in kept
        ],
        "runs": [run_data(each) for each in runs],
    }
    columns = ("schedule", "due", "started", "finished", "status", "devices", "said")
    return Document(
        data=data,
        tables=(
            Table("Schedules", ("name", "what", "when", "next", "last", "outcome"), rows),
            Table("Latest runs", columns, past),
        ),
    )


def run_data(run: Run) -> dict[str, object]:
    """Return one run as JSON has it."""
    return {
        "schedule": run.schedule,
        "what": run.what,
        "scheduled_for": when(run.scheduled_for),
        "started_at": when(run.started_at),
        "finished_at": when(run.finished_at),
        "status": run.status.value,
        "devices": run.devices,
        "detail": run.detail,
    }


def _outcome(run: Run | None) -> str:
    return "" if run is None else run.status.value


def _said(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}Z"
