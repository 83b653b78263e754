"""A device's timeline: versions, findings, windows and what it sent, on one line of time."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from netwatch.store.present_values import FindingStep, HeardWord, VisitRun, WindowSpan
from netwatch.web.asked import Viewer
from netwatch.web.queries import Cursor
from netwatch.web.rendering import link, segment

router = APIRouter()
_KINDS = {VisitRun: "visits", FindingStep: "finding", WindowSpan: "window", HeardWord: "heard"}


@router.get("/devices/{name}/timeline")
def timeline(asked: Viewer, name: str, after: Annotated[Cursor, Query()] = "") -> Response:
    """Show what happened to the device, latest first."""
    asked.device(name)
    found = asked.work.store.timeline(name, until=asked.now, after=after or None)
    path = f"/devices/{segment(name)}/timeline"
    return asked.page(
        "timeline.html",
        name=name,
        moments=tuple((_KINDS[type(each)], each) for each in found.moments),
        earlier=link(path, after=found.following) if found.following else None,
        latest=link(path) if after else None,
        now=asked.now,
    )
