"""What people do with netwatch, as the audit log keeps it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class How(StrEnum):
    """By what right somebody acted."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105  # a word, no secret
    CLI = "cli"
    NONE = "none"
    """Nobody was known yet: an attempt to sign in, an invitation being redeemed."""


class ActOutcome(StrEnum):
    """Whether the act came about."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a name, by what right, and from which address ("" on the machine itself)."""

    name: str
    how: How
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act, written once.

    ``act`` is a word such as ``account role``, ``subject`` what it was done to, ``detail`` the
    rest in words; neither ever holds a secret.
    """

    at: datetime
    actor: Actor
    act: str
    subject: str = ""
    detail: str = ""
    outcome: ActOutcome = ActOutcome.DONE
