"""The overview: what needs an eye now."""

from fastapi import APIRouter, Response

from netwatch.app.status import standing
from netwatch.web.asked import Viewer
from netwatch.web.navigation import Nav

router = APIRouter()
NAV = Nav(label="Overview", path="/", order=0)


@router.get("/")
def overview(asked: Viewer) -> Response:
    """Show how things stand."""
    return asked.page("overview.html", here=standing(asked.work, asked.now), now=asked.now)
