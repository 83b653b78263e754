"""Incidents: the stories that standing findings tell together."""

from fastapi import APIRouter, Response

from netwatch.web.asked import Viewer
from netwatch.web.navigation import Nav

router = APIRouter()
NAV = Nav(label="Incidents", path="/incidents", order=12)
_MOST = 100


@router.get("/incidents")
def incidents(asked: Viewer) -> Response:
    """Show the worst incidents, with the findings that tell them."""
    told = asked.work.boards.incidents.told(asked.work.store, asked.limit())
    shown = told[:_MOST]
    names = {name for each in shown for name in each.findings}
    kept = {each.finding.fingerprint: each for each in asked.work.store.finding_pages.named(names)}
    return asked.page("incidents.html", told=shown, total=len(told), kept=kept, now=asked.now)
