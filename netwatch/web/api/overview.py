"""The overview and the incidents over the API."""

from fastapi import APIRouter

from netwatch.app.overview import board
from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.shapes import incident_shape, when
from netwatch.web.asked import Viewer
from netwatch.web.models import IncidentModel, Model, Page

router = APIRouter(tags=["overview"])
_MOST = 200


class DayModel(Model):
    """One day, UTC."""

    day: str
    opened: int
    resolved: int
    observed: int


class BlindModel(Model):
    """What the latest visit to a device could not observe, and since when."""

    device: str
    facet: str
    since: str | None
    seen_at: str | None


class OverviewModel(Model):
    """How things stand; ``never`` are the inventory's devices that no visit ever reached."""

    devices: int
    outcomes: dict[str, int]
    never: list[str]
    last_visit: str | None
    oldest_visit: str | None
    mirrors: int
    mirroring: int
    hidden: int
    open: dict[str, int]
    new_destinations: int
    contradictions: int
    incidents: int
    blind: list[BlindModel]
    blind_total: int
    trend: list[DayModel]


@router.get("/overview")
def overview(asked: Viewer) -> OverviewModel:
    """Return the numbers of the first page."""
    found = board(asked.work, asked.now, asked.limit())
    numbers = found.numbers
    return OverviewModel(
        devices=numbers.devices,
        outcomes={each.value: number for each, number in numbers.outcomes.items()},
        never=list(found.never),
        last_visit=when(numbers.last_visit),
        oldest_visit=when(numbers.oldest_visit),
        mirrors=numbers.mirrors,
        mirroring=numbers.mirroring,
        hidden=numbers.hidden,
        open={each.label: numbers.findings.get((each, Status.OPEN), 0) for each in Severity},
        new_destinations=found.destinations.total,
        contradictions=found.contradictions.total,
        incidents=len(found.told),
        blind=[
            BlindModel(
                device=each.device,
                facet=each.facet,
                since=when(each.since),
                seen_at=when(each.seen_at),
            )
            for each in found.blind.items
        ],
        blind_total=found.blind.total,
        trend=[
            DayModel(
                day=each.day.isoformat(),
                opened=each.opened,
                resolved=each.resolved,
                observed=each.observed,
            )
            for each in found.trend
        ],
    )


@router.get("/incidents", response_model=Page[IncidentModel])
def incidents(asked: Viewer) -> object:
    """Return the worst incidents, at most 200."""
    told = asked.work.boards.incidents.told(asked.work.store, asked.limit())
    return {"items": [incident_shape(each) for each in told[:_MOST]], "total": len(told)}
