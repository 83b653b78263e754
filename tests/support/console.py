"""The web console as a browser meets it, without the people's part: a given person is let in."""

from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.testclient import TestClient

from netwatch.app.workspace import Workspace
from netwatch.model.person import Person, Role
from netwatch.web.app import create_app
from netwatch.web.asked import CSRF_HEADER, Console
from netwatch.web.gate import Visitor
from netwatch.web.machine import Served

CSRF = "csrf-of-the-test"
ADMIN = Person(name="ada", role=Role.ADMIN)


@dataclass
class FixedGate:
    """Lets ``person`` in, None nobody; keeps what was noted."""

    person: Person | None = ADMIN
    routers: tuple[APIRouter, ...] = ()
    noted: list[tuple[str, str, str]] = field(default_factory=list)

    def visitor(self, request):
        return Visitor(person=self.person, csrf=CSRF) if self.person else None

    def note(self, request, visitor, act, subject, said):
        self.noted.append((act, subject, said))


@dataclass
class FixedDesk:
    """Gives one workspace."""

    given: Workspace

    def work(self):
        return self.given


def browser(work, person=ADMIN, *, gate=None, csrf=True):
    """Return a client that is signed in as ``person`` and sends the CSRF header by itself."""
    console = Console(desk=FixedDesk(work), gate=gate or FixedGate(person))
    served = Served(troubles=tuple, metrics=str, hooks={})
    headers = {CSRF_HEADER: CSRF} if csrf else {}
    return TestClient(create_app(served, console), headers=headers, follow_redirects=False)
