"""Approvals over the API: all of them, and the end of one."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import Field

from netwatch.app.approval_board import Listed, approval_board
from netwatch.app.approving import revoke
from netwatch.shapes import when
from netwatch.web.asked import Approver, Viewer
from netwatch.web.errors import NotFoundError
from netwatch.web.models import Model, Page

router = APIRouter(prefix="/approvals", tags=["approvals"])
_MOST = 1000


class ApprovalRow(Model):
    """One approval; ``number`` is null for one that stands in the policy."""

    number: int | None
    place: str
    standing: str
    permits: str
    until: str | None
    owner: str | None
    ticket: str | None
    reason: str | None
    findings: list[str]
    requested_by: str | None
    granted_by: str | None
    revoked_by: str | None


class Ending(Model):
    """Why an approval ends: kept with it."""

    reason: Annotated[str, Field(min_length=1, max_length=4000)]


@router.get("")
def several(asked: Viewer) -> Page[ApprovalRow]:
    """Return the approvals, requests first, at most 1,000."""
    found = approval_board(asked.work, asked.now, asked.limit())
    return Page(items=[_row(each) for each in found[:_MOST]], total=len(found))


@router.post("/{number}/revoke")
def end(
    asked: Approver, number: Annotated[int, InPath(ge=1, le=2**53)], said: Ending
) -> ApprovalRow:
    """End an approval, or turn a request down; returns it as it stands then."""
    _of(asked, number)
    by = asked.visitor.person.name
    revoke(asked.work, (number,), by, said.reason, asked.now, asked.account)
    asked.note("approval revoked", f"approval {number}", said.reason)
    return _row(_of(asked, number))


def _of(asked: Approver, number: int) -> Listed:
    for each in approval_board(asked.work, asked.now, asked.limit()):
        if each.kept is not None and each.kept.number == number:
            return each
    raise NotFoundError(f"no approval {number} that you may see")


def _row(listed: Listed) -> ApprovalRow:
    kept, given = listed.kept, listed.permission
    return ApprovalRow(
        number=kept.number if kept else None,
        place=listed.place,
        standing=listed.standing.value,
        permits=listed.says,
        until=when(given.expires),
        owner=given.owner,
        ticket=given.ticket,
        reason=given.reason,
        findings=list(kept.findings) if kept else [],
        requested_by=kept.requested.actor if kept else None,
        granted_by=kept.granted.actor if kept and kept.granted else None,
        revoked_by=kept.revoked.actor if kept and kept.revoked else None,
    )
