"""Schedules, their runs, and the alerts that wait."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from netwatch.app.actor import Actor
from netwatch.app.schedule_board import (
    ScheduleNow,
    begin_running,
    let_rest,
    runs_page,
    schedule_board,
    subject_of,
    untold,
)
from netwatch.app.schedules import run_data
from netwatch.shapes import when
from netwatch.store.run_values import RunQuery, RunStatus
from netwatch.web.asked import Asked, Operator, Viewer
from netwatch.web.errands_out import ErrandOut, errand_out
from netwatch.web.models import Model, Page
from netwatch.web.parameters import After, Limit

router = APIRouter(prefix="/schedules", tags=["schedules"])

Name = Annotated[str, Path(max_length=64, description="The schedule's name.")]


class ScheduleOut(Model):
    """One schedule; `last` and `running` are runs, `trouble` what was not mended since."""

    name: str
    what: str
    plan: str
    paused: bool
    next_run: str
    last_run: str | None
    last: dict[str, Any] | None
    running: dict[str, Any] | None
    trouble: str | None
    errand: ErrandOut | None


class TallyOut(Model):
    """How one receiver of alerts stands."""

    sink: str
    waiting: int
    dead: int
    failing_since: str | None
    said: str | None


class Board(Model):
    """Every schedule by name, and what waits to be told."""

    schedules: list[ScheduleOut]
    alerts: list[TallyOut]


@router.get("")
def show(asked: Viewer) -> Board:
    """Return how the schedules and the alerts stand."""
    board = schedule_board(asked.work, asked.now)
    return Board(
        schedules=[_schedule(asked, each) for each in board.schedules],
        alerts=[
            TallyOut(
                sink=each.sink, waiting=each.waiting, dead=each.dead,
                failing_since=when(each.failing_since), said=each.said,
            )
            for each in board.alerts
        ],
    )  # fmt: skip


@router.get("/runs")
def runs(
    asked: Viewer,
    schedule: Annotated[str | None, Query(max_length=64)] = None,
    status: RunStatus | None = None,
    after: After = "",
    limit: Limit = 50,
) -> Page[dict[str, Any]]:
    """List runs, the one due last first."""
    query = RunQuery(
        schedule=schedule and schedule.replace("\0", ""),
        statuses=() if status is None else (status,),
        after=after or None,
        limit=limit,
    )
    page = runs_page(asked.work, query, limited=asked.visitor.person.is_limited)
    items = [dict(run_data(each)) for each in page.items]
    return Page(items=items, total=page.total, next=page.following)


@router.post("/{name}/run", status_code=202)
def run(asked: Operator, name: Name) -> ErrandOut:
    """Do a schedule's work now, behind; it counts as its latest run."""
    errand = begin_running(asked.work, asked.errands, name, _actor(asked))
    asked.note("schedule run", name)
    return errand_out(errand)


@router.post("/{name}/pause", status_code=204)
def pause(asked: Operator, name: Name) -> None:
    """Let a schedule rest."""
    let_rest(asked.work, name, _actor(asked), paused=True)
    asked.note("schedule paused", name)


@router.post("/{name}/resume", status_code=204)
def resume(asked: Operator, name: Name) -> None:
    """Let a paused schedule run again."""
    let_rest(asked.work, name, _actor(asked), paused=False)
    asked.note("schedule resumed", name)


def _schedule(asked: Asked, each: ScheduleNow) -> ScheduleOut:
    limited = asked.visitor.person.is_limited
    last, running = each.last, each.running
    if limited:
        last, running = last and untold(last), running and untold(running)
    errand = asked.errands.latest(subject_of(each.kept.name))
    return ScheduleOut(
        name=each.kept.name,
        what=each.kept.what,
        plan=each.kept.plan,
        paused=each.kept.paused,
        next_run=each.kept.next_run.isoformat(),
        last_run=when(each.kept.last_run),
        last=None if last is None else dict(run_data(last)),
        running=None if running is None else dict(run_data(running)),
        trouble=each.trouble.trouble.value if each.trouble else None,
        errand=None if errand is None or limited else errand_out(errand),
    )


def _actor(asked: Asked) -> Actor:
    return Actor(name=asked.visitor.person.name, now=asked.now, limit=asked.limit())
