"""Search: a part of a line, in every configuration of now and of any time."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from netwatch.app.searching import Matches, search
from netwatch.app.selection import sites, tags
from netwatch.model.errors import NetwatchError
from netwatch.web.asked import Viewer
from netwatch.web.navigation import Nav
from netwatch.web.queries import LinesAsked, choices
from netwatch.web.rendering import link

router = APIRouter()
NAV = Nav(label="Search", path="/search", order=35)


@router.get("/search")
def lines(asked: Viewer, wanted: Annotated[LinesAsked, Query()]) -> Response:
    """Show the form, and the lines that match."""
    found, wrong = None, None
    try:
        found = search(asked.work, wanted.sought(asked), asked.now) if wanted.text else None
    except NetwatchError as error:
        wrong = str(error)
    given = choices(wanted)
    limit = asked.limit()
    return asked.page(
        "search.html",
        status=422 if wrong and not asked.request.headers.get("hx-request") else 200,
        found=found,
        wrong=wrong,
        wanted=wanted,
        given=given,
        next_link=_next(found, given),
        sites=sites(asked.work, limit),
        tags=tags(asked.work, limit),
        now=asked.now,
    )


def _next(found: Matches | None, given: dict[str, object]) -> str | None:
    if found is None or found.following is None:
        return None
    return link("/search", **{**given, "after": found.following})
