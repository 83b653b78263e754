"""Accounts and what belongs to them, as plain values: nothing of SQL, and never a secret."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from netwatch.model.act import Act, ActOutcome
from netwatch.model.errors import MissingError
from netwatch.model.person import EVERYTHING, Limits, Origin, Person, Role
from netwatch.store.errors import StoreError


class PeopleError(StoreError):
    """An account, token or invitation cannot take this step; the message says why."""


class NoAccountError(PeopleError, MissingError):
    """There is no account of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody netwatch knows.

    ``subject`` is who they are to the provider or directory that vouches for them, None for a
    local account.
    """

    name: str
    role: Role
    limits: Limits
    origin: Origin
    created: datetime
    subject: str | None = None
    disabled: bool = False
    has_password: bool = False
    last_sign_in: datetime | None = None

    @property
    def person(self) -> Person:
        """Return the person this account stands for."""
        return Person(
            name=self.name,
            role=self.role,
            sites=self.limits.sites,
            tags=self.limits.tags,
            origin=self.origin,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account begins with."""

    name: str
    role: Role
    limits: Limits = EVERYTHING
    origin: Origin = Origin.LOCAL
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody signed in with one browser; ``number`` names it to people."""

    number: int
    account: Account
    created: datetime
    last_used: datetime
    expires: datetime
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """What an API token is given: whose it is and what it may do at most."""

    account: str
    name: str
    role: Role
    limits: Limits
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """An API token; its text is known only to whoever created it."""

    number: int
    account: Account
    name: str
    role: Role
    limits: Limits
    created: datetime
    expires: datetime
    last_used: datetime | None = None
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A one-time right to set the password of an account."""

    account: Account
    expires: datetime
    used: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What attempts to sign in have in common, and how long so many failures make it wait."""

    digest: bytes
    wait: Callable[[int], timedelta]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFilter:
    """Which acts are wanted; the empty filter gives all. ``act`` may be the beginning: account."""

    who: str | None = None
    act: str | None = None
    subject: str | None = None
    outcome: ActOutcome | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAct:
    """An act with its number, which only grows."""

    number: int
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPage:
    """Some acts, the latest first; ``older`` is where the next page starts, None at the end."""

    acts: tuple[KeptAct, ...]
    older: int | None = None
