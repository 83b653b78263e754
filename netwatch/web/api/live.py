"""What moves, as server-sent events: runs on their way, visits and findings as they come."""

import asyncio
import time
from collections.abc import AsyncIterable

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from netwatch.app.live import Pulse, pulse
from netwatch.web.asked import Viewer
from netwatch.web.errors import WebError
from netwatch.web.models import Model

router = APIRouter(tags=["live"])
_EVERY_S = 2.0
_LASTS_S = 600.0
_MOST = 50
_watching: set[object] = set()


class TooManyWatchersError(WebError):
    """So many streams are open that another would cost the others."""

    status = 503


class RunModel(Model):
    """A run on its way."""

    schedule: str
    what: str
    visited: int


class PulseModel(Model):
    """Told whenever something moved; ``visits`` is the time of the last visit."""

    runs: list[RunModel]
    open: int
    visits: str


def _room() -> None:
    # Before the stream begins: once it has, there is no status left to refuse with.
    if len(_watching) >= _MOST:
        raise TooManyWatchersError("too many pages watch live; load the page again later")


@router.get("/live", response_class=EventSourceResponse, dependencies=[Depends(_room)])
async def live(asked: Viewer) -> AsyncIterable[PulseModel]:
    """Tell what moves until the stream ends by itself after ten minutes; then ask again."""
    mine = object()
    _watching.add(mine)
    try:
        last: Pulse | None = None
        until = time.monotonic() + _LASTS_S
        while time.monotonic() < until:
            now = await run_in_threadpool(_now, asked)
            if now != last:
                yield _model(now)
                last = now
            await asyncio.sleep(_EVERY_S)
    finally:
        _watching.discard(mine)


def _now(asked: Viewer) -> Pulse:
    return pulse(asked.work, asked.limit())


def _model(now: Pulse) -> PulseModel:
    runs = [
        RunModel(schedule=each.schedule, what=each.what, visited=each.visited) for each in now.runs
    ]
    return PulseModel(runs=runs, open=now.open, visits=now.visits)
