"""The audit log: who did what, from where, and whether it came about."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from netwatch.app.audit_log import acts
from netwatch.app.dates import DateError, since
from netwatch.model.act import ActOutcome
from netwatch.model.person import Role
from netwatch.store.people_values import ActFilter, ActPage
from netwatch.web.acting import over_all
from netwatch.web.asked import Admin
from netwatch.web.navigation import Nav
from netwatch.web.rendering import link

router = APIRouter()
NAV = Nav(label="Audit log", path="/audit", order=95, group="Manage", least=Role.ADMIN)

_PAGE = 50
_Text = Annotated[str, Query(max_length=200)]


@router.get("/audit")
def show(
    asked: Admin,
    who: _Text = "",
    act: _Text = "",
    subject: _Text = "",
    outcome: Annotated[str, Query(max_length=20)] = "",
    begin: Annotated[str, Query(alias="since", max_length=40)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """Show the acts that match, latest first."""
    over_all(asked)
    given = {"who": who, "act": act, "subject": subject, "outcome": outcome, "since": begin}
    wrong = None
    page = ActPage(acts=())
    try:
        wanted = ActFilter(
            who=who.strip() or None,
            act=act.strip() or None,
            subject=subject.strip() or None,
            outcome=ActOutcome(outcome) if outcome in set(ActOutcome) else None,
            since=since(begin, asked.now) if begin.strip() else None,
        )
        page = acts(asked.work, wanted, before=before, limit=_PAGE)
    except DateError as error:
        wrong = str(error)
    return asked.page(
        "audit.html",
        status=200 if wrong is None else 422,
        acts=page.acts,
        given=given,
        outcomes=list(ActOutcome),
        older=None if page.older is None else link("/audit", **given, before=page.older),
        latest=None if before is None else link("/audit", **given),
        wrong=wrong,
        now=asked.now,
    )
