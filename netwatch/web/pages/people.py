"""Who may use the console: invited, changed and disabled by an admin."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from netwatch.app.accounts import (
    Invited,
    add,
    change_limits,
    change_role,
    disable,
    enable,
    proper_name,
    reset,
)
from netwatch.app.people_views import account_state
from netwatch.model.errors import NetwatchError
from netwatch.model.person import Limits, Role
from netwatch.store.people_values import NewAccount
from netwatch.web.acting import actor, over_all
from netwatch.web.asked import Admin, Asked
from netwatch.web.navigation import Nav

router = APIRouter()
NAV = Nav(label="People", path="/people", order=90, group="Manage", least=Role.ADMIN)

_HERE = "/people"
_Names = Annotated[str, Form(max_length=2000)]


@router.get(_HERE)
def show(asked: Admin) -> Response:
    """Show every account."""
    return _page(asked)


@router.post(_HERE)
def invite(
    asked: Admin,
    name: Annotated[str, Form(max_length=200)],
    role: Annotated[Role, Form()],
    sites: _Names = "",
    tags: _Names = "",
) -> Response:
    """Add an account and show its invitation, this once."""
    over_all(asked)
    try:
        new = NewAccount(name=proper_name(name), role=role, limits=_limits(sites, tags))
        invited = add(asked.work, new, actor(asked), asked.now)
    except NetwatchError as error:
        return _page(asked, wrong=str(error))
    return _page(asked, invited=invited)


@router.post(f"{_HERE}/{{name}}/role")
def new_role(asked: Admin, name: str, role: Annotated[Role, Form()]) -> Response:
    """Give an account another role."""
    over_all(asked)
    try:
        change_role(asked.work, name, role, actor(asked), asked.now)
    except NetwatchError as error:
        return _page(asked, wrong=str(error))
    return RedirectResponse(_HERE, status_code=303)


@router.post(f"{_HERE}/{{name}}/limits")
def new_limits(asked: Admin, name: str, sites: _Names = "", tags: _Names = "") -> Response:
    """Say which devices an account sees."""
    over_all(asked)
    change_limits(asked.work, name, _limits(sites, tags), actor(asked), asked.now)
    return RedirectResponse(_HERE, status_code=303)


@router.post(f"{_HERE}/{{name}}/disable")
def shut_out(asked: Admin, name: str) -> Response:
    """Let an account in no longer."""
    over_all(asked)
    try:
        disable(asked.work, name, actor(asked), asked.now)
    except NetwatchError as error:
        return _page(asked, wrong=str(error))
    return RedirectResponse(_HERE, status_code=303)


@router.post(f"{_HERE}/{{name}}/enable")
def let_in(asked: Admin, name: str) -> Response:
    """Let a disabled account in again."""
    over_all(asked)
    enable(asked.work, name, actor(asked), asked.now)
    return RedirectResponse(_HERE, status_code=303)


@router.post(f"{_HERE}/{{name}}/reset")
def invite_again(asked: Admin, name: str) -> Response:
    """Show a new invitation to set an account's password, this once."""
    over_all(asked)
    try:
        invited = reset(asked.work, name, actor(asked), asked.now)
    except NetwatchError as error:
        return _page(asked, wrong=str(error))
    return _page(asked, invited=invited)


def _page(asked: Asked, *, wrong: str | None = None, invited: Invited | None = None) -> Response:
    over_all(asked)
    accounts = asked.work.store.people.accounts.all()
    devices = asked.work.inventory.devices
    base = asked.work.settings.public_url or str(asked.request.base_url).rstrip("/")
    return asked.page(
        "people.html",
        status=200 if wrong is None else 422,
        accounts=[(each, account_state(each)) for each in accounts],
        roles=list(Role),
        sites=sorted({each.site for each in devices if each.site}),
        tags=sorted({tag for each in devices for tag in each.tags}),
        wrong=wrong,
        invited=invited,
        way=None if invited is None else f"{base}/invitation?code={invited.code}",
        now=asked.now,
    )


def _limits(sites: str, tags: str) -> Limits:
    """Return limits as typed: names parted by commas."""
    return Limits(sites=_parted(sites), tags=_parted(tags))


def _parted(text: str) -> frozenset[str]:
    return frozenset(each.strip() for each in text.split(",") if each.strip())
