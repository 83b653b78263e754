"""Search over the API."""

from typing import Annotated

from fastapi import APIRouter, Query

from netwatch.app.searching import match_shape, search
from netwatch.web.asked import Viewer
from netwatch.web.models import Model
from netwatch.web.queries import LinesAsked

router = APIRouter(prefix="/search", tags=["search"])


class ParentModel(Model):
    """A statement that a line stands under."""

    line: int
    text: str


class PlaceModel(Model):
    """Where a line stands in the newest text that has it."""

    line: int
    parents: list[ParentModel]


class MatchModel(Model):
    """A line of one configuration; ``digest`` names the newest text that has it."""

    device: str
    command: str
    text: str
    marks: list[tuple[int, int]]
    places: list[PlaceModel]
    times: int
    digest: str
    first_seen: str | None
    last_seen: str | None
    standing: bool


class MatchesModel(Model):
    """A page; ``cut``: time ended before it was full; ``pending`` visits cannot be found yet."""

    items: list[MatchModel]
    next: str | None
    cut: bool
    pending: int
    slow: str | None


@router.get("", response_model=MatchesModel)
def lines(asked: Viewer, wanted: Annotated[LinesAsked, Query()]) -> object:
    """Return the lines of configurations that have a text, ordered by device."""
    found = search(asked.work, wanted.sought(asked), asked.now)
    return {
        "items": [match_shape(each) for each in found.items],
        "next": found.following,
        "cut": found.cut,
        "pending": found.pending,
        "slow": found.slow,
    }
