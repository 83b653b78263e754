"""One device: who it is, what it copies, what it runs, and what happened to it."""

from fastapi import APIRouter, Response

from netwatch.app.device_file import FACETS, device_file
from netwatch.judgement.flows.telling import size_words
from netwatch.web.asked import Viewer

router = APIRouter()


@router.get("/devices/{name}")
def show(asked: Viewer, name: str) -> Response:
    """Show one device."""
    asked.device(name)
    found = device_file(asked.work, name, asked.now, asked.limit())
    return asked.page("device.html", file=found, facets=FACETS, size=size_words, now=asked.now)
