"""The gate that knows people: by the cookie of their session, or by an API token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request

from netwatch.app.api_tokens import bearer
from netwatch.app.audit_log import record
from netwatch.app.one_time import derived
from netwatch.app.signing_in import session_of
from netwatch.app.workspace import utc_now
from netwatch.web import invitation, sign_in, single_sign_on
from netwatch.web.acting import actor_of
from netwatch.web.asked import Desk
from netwatch.web.cookies import SESSION, brought
from netwatch.web.gate import Gate, Visitor

_API = "/api/"
_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class PeopleGate(Gate):
    """See ``Gate``."""

    desk: Desk
    clock: Callable[[], datetime] = utc_now
    routers: tuple[APIRouter, ...] = (sign_in.router, invitation.router, single_sign_on.router)

    def visitor(self, request: Request) -> Visitor | None:
        """See ``Gate.visitor``; a token counts for the API alone, and then no cookie does."""
        said = request.headers.get("authorization")
        if said is not None and request.url.path.startswith(_API):
            return self._by_token(said)
        secret = brought(request, SESSION)
        if secret is None:
            return None
        session = session_of(self.desk.work(), secret, self.clock())
        if session is None:
            return None
        return Visitor(person=session.account.person, csrf=derived(secret, "csrf"))

    def note(self, request: Request, visitor: Visitor, act: str, subject: str, said: str) -> None:
        """See ``Gate.note``."""
        by = actor_of(request, visitor)
        record(self.desk.work(), by, act, subject, said, self.clock())

    def _by_token(self, said: str) -> Visitor | None:
        if said[: len(_BEARER)].lower() != _BEARER:
            return None
        text = said[len(_BEARER) :].strip()
        person = bearer(self.desk.work(), text, self.clock())
        return None if person is None else Visitor(person=person, csrf=None, via="token")
