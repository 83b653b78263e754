"""The overview: what needs an eye now."""

from fastapi import APIRouter, Response

from netwatch.app.overview import board
from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.web.asked import Viewer
from netwatch.web.charts import trend
from netwatch.web.navigation import Nav

router = APIRouter()
NAV = Nav(label="Overview", path="/", order=0)


@router.get("/")
def overview(asked: Viewer) -> Response:
    """Show how things stand."""
    found = board(asked.work, asked.now, asked.limit())
    counts = [
        (each, found.numbers.findings.get((each, Status.OPEN), 0))
        for each in sorted(Severity, reverse=True)
    ]
    return asked.page(
        "overview.html", board=found, counts=counts, trend=trend(found.trend), now=asked.now
    )
