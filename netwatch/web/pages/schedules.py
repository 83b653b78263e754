"""Schedules: what netwatch does by itself, how it went, and what waits to be told."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import RedirectResponse

from netwatch.app.actor import Actor
from netwatch.app.errands import Errand
from netwatch.app.schedule_board import (
    begin_running,
    let_rest,
    runs_page,
    schedule_board,
    subject_of,
)
from netwatch.model.person import Role
from netwatch.store.run_values import RunQuery, RunStatus
from netwatch.web.asked import Asked, Operator, Viewer
from netwatch.web.navigation import Nav
from netwatch.web.parameters import After, Chosen
from netwatch.web.rendering import link

router = APIRouter()
NAV = Nav(label="Schedules", path="/schedules", order=80, group="Run")

Name = Annotated[str, Path(max_length=200)]


@router.get("/schedules")
def schedules(
    asked: Viewer,
    name: Annotated[str, Query(max_length=200)] = "",
    status: Chosen[RunStatus] = None,
    after: After = "",
) -> Response:
    """Show the schedules and their runs."""
    limited = asked.visitor.person.is_limited
    board = schedule_board(asked.work, asked.now)
    statuses = () if status is None else (status,)
    query = RunQuery(schedule=name or None, statuses=statuses, after=after or None, limit=25)
    runs = runs_page(asked.work, query, limited=limited)
    errands = {each.kept.name: _errand(asked, each.kept.name) for each in board.schedules}
    here = link("/schedules", name=name, status=status, after=after)
    return asked.page(
        "schedules.html", board=board, runs=runs, errands=errands, limited=limited, name=name,
        outcome=status, statuses=tuple(RunStatus), after=after, now=asked.now, here=here,
        acts=asked.may(Role.OPERATOR) and not limited,
        busy=any(each.running for each in board.schedules) or any(map(_goes_on, errands.values())),
        following=link("/schedules", name=name, status=status, after=runs.following),
    )  # fmt: skip


@router.post("/schedules/{name}/run")
def run(asked: Operator, name: Name) -> Response:
    """Do a schedule's work now, behind the page."""
    begin_running(asked.work, asked.errands, name, _actor(asked))
    asked.note("schedule run", name)
    return RedirectResponse("/schedules", status_code=303)


@router.post("/schedules/{name}/pause")
def pause(asked: Operator, name: Name) -> Response:
    """Let a schedule rest."""
    let_rest(asked.work, name, _actor(asked), paused=True)
    asked.note("schedule paused", name)
    return RedirectResponse("/schedules", status_code=303)


@router.post("/schedules/{name}/resume")
def resume(asked: Operator, name: Name) -> Response:
    """Let a paused schedule run again."""
    let_rest(asked.work, name, _actor(asked), paused=False)
    asked.note("schedule resumed", name)
    return RedirectResponse("/schedules", status_code=303)


def _actor(asked: Asked) -> Actor:
    return Actor(name=asked.visitor.person.name, now=asked.now, limit=asked.limit())


def _errand(asked: Asked, name: str) -> Errand | None:
    return asked.errands.latest(subject_of(name))


def _goes_on(errand: Errand | None) -> bool:
    return errand is not None and errand.ended is None
