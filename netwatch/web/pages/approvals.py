"""Approvals: what is allowed, by whom, until when; requests that wait come first."""

from fastapi import APIRouter, Response

from netwatch.app.approval_board import approval_board
from netwatch.web.asked import Viewer
from netwatch.web.navigation import Nav

router = APIRouter()
NAV = Nav(label="Approvals", path="/approvals", order=14)
_MOST = 1000


@router.get("/approvals")
def approvals(asked: Viewer) -> Response:
    """Show every approval that speaks of a device the person may see."""
    found = approval_board(asked.work, asked.now, asked.limit())
    return asked.page("approvals.html", found=found[:_MOST], total=len(found), now=asked.now)
