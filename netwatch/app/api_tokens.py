"""API tokens: what a program brings in place of a password, never more than its owner may."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from netwatch.app.accounts import limits_text
from netwatch.app.one_time import digest_of, fresh
from netwatch.app.workspace import Workspace
from netwatch.model.act import Act, Actor
from netwatch.model.errors import NetwatchError
from netwatch.model.person import EVERYTHING, Limits, Person, Role
from netwatch.store.people_values import ApiToken, NewToken, PeopleError

PREFIX = "nw_"
LONGEST = timedelta(days=366)
_LONGEST_NAME = 80


class TokenError(NetwatchError):
    """A token cannot be given as asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A token as asked for: the most it may do and see, and how long it lasts."""

    name: str
    role: Role
    lasts: timedelta
    limits: Limits = EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A new token, and its text, which nobody can be shown again."""

    token: ApiToken
    text: str = field(repr=False)


def create(work: Workspace, owner: str, wanted: Wanted, by: Actor, now: datetime) -> Created:
    """Keep a token of the account ``owner``. Raises TokenError, PeopleError."""
    account = work.store.people.accounts.get(owner)
    name = wanted.name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise TokenError("say in up to 80 characters what the token is for")
    if not timedelta(0) < wanted.lasts <= LONGEST:
        raise TokenError(f"a token lasts up to {LONGEST.days} days; choose a shorter time")
    if wanted.role.rank > account.role.rank:
        raise TokenError(
            f"{owner} has the role {account.role.value}; a token may not do more than its owner"
        )
    if wanted.limits.within(account.limits) is None:
        raise TokenError(f"{owner} sees none of these sites and tags; choose among their own")
    new = NewToken(
        account=owner,
        name=name,
        role=wanted.role,
        limits=wanted.limits,
        expires=now + wanted.lasts,
    )
    secret = fresh(PREFIX)
    said = f"{name}: role {wanted.role.value}, sees {limits_text(wanted.limits)}"
    act = Act(at=now, actor=by, act="token create", subject=owner, detail=said)
    return Created(token=work.store.people.tokens.add(new, secret.digest, act), text=secret.text)


def bearer(work: Workspace, text: str, now: datetime) -> Person | None:
    """Return whom a token stands for now, None when it is none, over, or shows nothing any more."""
    if not text.startswith(PREFIX):
        return None
    token = work.store.people.tokens.find(digest_of(text), now)
    if token is None:
        return None
    limits = token.limits.within(token.account.limits)
    if limits is None:
        return None
    return Person(
        name=token.account.name,
        role=token.account.role.capped(token.role),
        sites=limits.sites,
        tags=limits.tags,
        origin=token.account.origin,
    )


def revoke(
    work: Workspace, number: int, by: Actor, now: datetime, *, owner: str | None = None
) -> None:
    """End a token, only one of ``owner``'s when given. Raises PeopleError."""
    token = work.store.people.tokens.get(number)
    if owner is not None and token.account.name != owner:
        raise PeopleError(f"{owner} has no token {number}")
    said = f"{token.name} (token {number})"
    act = Act(at=now, actor=by, act="token revoke", subject=token.account.name, detail=said)
    work.store.people.tokens.revoke(number, act)
