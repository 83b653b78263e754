"""The seam between pages and people: who is behind a request."""

from dataclasses import dataclass
from typing import Protocol

from fastapi import APIRouter, Request

from netwatch.model.person import Person

SIGN_IN = "/sign-in"
"""Where a browser without a session is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks, and what a form of theirs must bring.

    ``csrf`` is None when no cookie let them in (an API token): nobody can borrow such a request.
    ``via`` says how they came in: ``session``, ``token``.
    """

    person: Person
    csrf: str | None
    via: str = "session"


class Gate(Protocol):
    """Knows people. Its methods are called in a thread of their own and may raise NetwatchError."""

    routers: tuple[APIRouter, ...]
    """The pages by which people come in and out."""

    def visitor(self, request: Request) -> Visitor | None:
        """Return who asks, None for nobody known."""

    def note(self, request: Request, visitor: Visitor, act: str, subject: str, said: str) -> None:
        """Keep in the audit log that ``visitor`` did ``act`` to ``subject``."""
