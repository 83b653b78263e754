"""The audit log over the API, for an admin without limits."""

from typing import Annotated

from fastapi import APIRouter, Query

from netwatch.app.audit_log import acts
from netwatch.app.dates import since
from netwatch.app.people_views import act_shape
from netwatch.model.act import ActOutcome
from netwatch.store.people_values import ActFilter
from netwatch.web.acting import over_all
from netwatch.web.asked import Admin
from netwatch.web.models import Model, Page

router = APIRouter(prefix="/audit", tags=["audit"])

_Text = Annotated[str, Query(max_length=200)]


class ActModel(Model):
    """What somebody did; ``address`` is "" for the machine netwatch runs on."""

    id: int
    at: str
    who: str
    how: str
    address: str
    act: str
    subject: str
    detail: str
    outcome: str


@router.get("", response_model=Page[ActModel])
def log(
    asked: Admin,
    *,
    who: _Text = "",
    act: _Text = "",
    subject: _Text = "",
    outcome: ActOutcome | None = None,
    begin: Annotated[str, Query(alias="since", max_length=40)] = "",
    after: Annotated[int | None, Query(ge=1, le=2**62, description="`next` of a page")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> object:
    """Return acts, the latest first."""
    over_all(asked)
    wanted = ActFilter(
        who=who or None,
        act=act or None,
        subject=subject or None,
        outcome=outcome,
        since=since(begin, asked.now) if begin else None,
    )
    page = acts(asked.work, wanted, before=after, limit=limit)
    following = None if page.older is None else str(page.older)
    return {"items": [act_shape(each) for each in page.acts], "total": None, "next": following}
