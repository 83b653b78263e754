"""Accounts over the API, for an admin without limits."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from pydantic import Field

from netwatch.app.accounts import (
    add,
    change_limits,
    change_role,
    disable,
    enable,
    proper_name,
    reset,
)
from netwatch.app.people_views import account_shape, invited_shape
from netwatch.model.person import Limits, Role
from netwatch.store.people_values import NewAccount
from netwatch.web.acting import actor, over_all
from netwatch.web.asked import Admin, Asked
from netwatch.web.models import Model

router = APIRouter(prefix="/people", tags=["people"])

Name = Annotated[str, InPath(pattern=r"^[a-z0-9][a-z0-9._@+-]{0,63}$")]
Names = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=200)]


class AccountModel(Model):
    """Somebody who may use netwatch."""

    name: str
    role: str
    sites: list[str]
    tags: list[str]
    origin: str
    disabled: bool
    has_password: bool
    created: str
    last_sign_in: str | None


class InvitedModel(Model):
    """An account and the way to set its password, once."""

    schema_: Annotated[str, Field(alias="schema")]
    account: AccountModel
    path: str
    link: str | None
    expires: str


class LimitsModel(Model):
    """Which devices are seen: of these sites, or with these tags; neither is everything."""

    sites: Names = Field(default_factory=list)
    tags: Names = Field(default_factory=list)

    def limits(self) -> Limits:
        """Return them as a value."""
        return Limits(sites=frozenset(self.sites), tags=frozenset(self.tags))


class Invite(LimitsModel):
    """A new account."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    role: Role = Role.VIEWER


class RoleModel(Model):
    """What somebody may do."""

    role: Role


@router.get("", response_model=list[AccountModel])
def everybody(asked: Admin) -> object:
    """Return every account."""
    over_all(asked)
    return [account_shape(each) for each in asked.work.store.people.accounts.all()]


@router.post("", status_code=201, response_model=InvitedModel)
def invite(asked: Admin, said: Invite) -> object:
    """Add an account; the answer holds the way to set its password, this once."""
    over_all(asked)
    new = NewAccount(name=proper_name(said.name), role=said.role, limits=said.limits())
    invited = add(asked.work, new, actor(asked), asked.now)
    return invited_shape(invited, asked.work.settings.console_url)


@router.post("/{name}/invitation", status_code=201, response_model=InvitedModel)
def invite_again(asked: Admin, name: Name) -> object:
    """Return a new way to set an account's password, this once."""
    over_all(asked)
    invited = reset(asked.work, name, actor(asked), asked.now)
    return invited_shape(invited, asked.work.settings.console_url)


@router.put("/{name}/role", response_model=AccountModel)
def set_role(asked: Admin, name: Name, said: RoleModel) -> object:
    """Give an account another role; its sessions end."""
    over_all(asked)
    change_role(asked.work, name, said.role, actor(asked), asked.now)
    return _shape(asked, name)


@router.put("/{name}/limits", response_model=AccountModel)
def set_limits(asked: Admin, name: Name, said: LimitsModel) -> object:
    """Say which devices an account sees."""
    over_all(asked)
    change_limits(asked.work, name, said.limits(), actor(asked), asked.now)
    return _shape(asked, name)


@router.post("/{name}/disable", response_model=AccountModel)
def shut_out(asked: Admin, name: Name) -> object:
    """Let an account in no longer."""
    over_all(asked)
    disable(asked.work, name, actor(asked), asked.now)
    return _shape(asked, name)


@router.post("/{name}/enable", response_model=AccountModel)
def let_in(asked: Admin, name: Name) -> object:
    """Let a disabled account in again."""
    over_all(asked)
    enable(asked.work, name, actor(asked), asked.now)
    return _shape(asked, name)


def _shape(asked: Asked, name: str) -> object:
    return account_shape(asked.work.store.people.accounts.get(name))
