"""Findings: filters in the address, equal ones of several devices as one row, page by page."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import RedirectResponse

from netwatch.app.finding_acts import Deed, Word, act
from netwatch.app.finding_views import MANY
from netwatch.app.selection import sites, tags
from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.model.person import Role
from netwatch.store.present_values import FindingOrder
from netwatch.web.asked import Operator, Viewer
from netwatch.web.navigation import Nav
from netwatch.web.queries import FindingsAsked, choices
from netwatch.web.rendering import link

router = APIRouter()
NAV = Nav(label="Findings", path="/findings", order=10)

_AT_ONCE = 200


class _Shown(FindingsAsked):
    """The page's own choice: ``together`` makes one row of equal findings."""

    together: bool = False


@router.get("/findings")
def findings(asked: Viewer, wanted: Annotated[_Shown, Query()]) -> Response:
    """Show the findings that are asked for."""
    query = wanted.query(asked)
    pages = asked.work.store.finding_pages
    page = pages.groups(query, least=MANY) if wanted.together else pages.page(query)
    given = choices(wanted)
    limit = asked.limit()
    return asked.page(
        "findings.html",
        page=page,
        wanted=wanted,
        given=given,
        facets=pages.facets(query),
        next_link=link("/findings", **{**given, "after": page.following})
        if page.following
        else None,
        statuses=tuple(Status),
        severities=sorted(Severity, reverse=True),
        orders=tuple(FindingOrder),
        sites=sites(asked.work, limit),
        tags=tags(asked.work, limit),
        may_act=asked.may(Role.OPERATOR),
        now=asked.now,
    )


@router.post("/findings")
def acknowledge(
    asked: Operator,
    fingerprint: Annotated[list[str], Form(max_length=_AT_ONCE)],
    note: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Acknowledge those that were ticked; one that may not be seen ends it all."""
    kept = asked.work.store.finding_pages.named(fingerprint)
    for each in kept:
        asked.device(each.finding.device)
    names = tuple(each.finding.fingerprint for each in kept if each.status is Status.OPEN)
    word = Word(by=asked.visitor.person.name, account=asked.account, note=note)
    act(asked.work, Deed.ACKNOWLEDGE, names, word, asked.now)
    for name in names:
        asked.note("finding acknowledge", name, note)
    return RedirectResponse(asked.came_from, status_code=303)
