"""What a page or an API operation is given: who asks, for what, and what answers rest on."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Protocol
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse

from netwatch.app.errands import Errands
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.device import Device
from netwatch.model.person import Role
from netwatch.web.errors import ForbiddenError, ForgedError, NotFoundError, NotSignedInError
from netwatch.web.gate import Gate, Visitor
from netwatch.web.rendering import render

CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Desk(Protocol):
    """Gives the workspace: one open store, the inventory and the policy as they are now."""

    def work(self) -> Workspace:
        """Return the workspace; it is not closed by whoever asks. Raises NetwatchError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """What every page rests on; it stands in the application's state."""

    desk: Desk
    gate: Gate
    clock: Callable[[], datetime] = utc_now
    errands: Errands = field(default_factory=Errands)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request of one person."""

    request: Request
    console: Console
    visitor: Visitor

    @property
    def work(self) -> Workspace:
        """Return the workspace. Raises NetwatchError."""
        return self.console.desk.work()

    @property
    def now(self) -> datetime:
        """Return the time."""
        return self.console.clock()

    @property
    def account(self) -> str:
        """Return how people's decisions name who proved to be them."""
        return f"console account {self.visitor.person.name}"

    @property
    def errands(self) -> Errands:
        """Return what is done behind the pages of this process."""
        return self.console.errands

    @property
    def came_from(self) -> str:
        """Return the path of the page the request came from, for the way back after a form."""
        before = urlsplit(self.request.headers.get("referer", ""))
        ours = before.netloc == self.request.url.netloc and before.path.startswith("/")
        if not ours or before.path.startswith("//"):
            return "/"
        return before.path + (f"?{before.query}" if before.query else "")

    def may(self, least: Role) -> bool:
        """Tell whether the person has ``least`` or a greater role."""
        return self.visitor.person.may(least)

    def device(self, name: str) -> Device | None:
        """Return the inventory's device, None for one that only the store knows.

        Raises NotFoundError when the person may not see it; whether it exists then stays hidden.
        """
        device = self.work.inventory.device(name)
        if not self.visitor.person.sees(device):
            raise NotFoundError(f"no device {name!r} that you may see")
        return device

    def limit(self) -> frozenset[str] | None:
        """Return the names of the devices the person may see, None for all."""
        person = self.visitor.person
        if not person.is_limited:
            return None
        return frozenset(each.name for each in self.work.inventory.devices if person.sees(each))

    def note(self, act: str, subject: str, said: str = "") -> None:
        """Keep in the audit log what the person did."""
        self.console.gate.note(self.request, self.visitor, act, subject, said)

    def page(self, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """Return the page; ``values`` are what the template names."""
        return render(self.request, self.visitor, template, status=status, **values)


def needs(least: Role) -> Callable[[Request], Awaitable[Asked]]:
    """Return the dependency that lets in whoever has ``least``, and no forged form."""

    async def admitted(request: Request) -> Asked:
        console: Console = request.app.state.console
        visitor = await run_in_threadpool(console.gate.visitor, request)
        if visitor is None:
            raise NotSignedInError("sign in first")
        request.state.visitor = visitor
        if not visitor.person.may(least):
            role = visitor.person.role.value
            raise ForbiddenError(f"that takes the role {least.value}; you have {role}")
        if request.method not in _SAFE:
            await _prove(request, visitor)
        return Asked(request=request, console=console, visitor=visitor)

    return admitted


async def _prove(request: Request, visitor: Visitor) -> None:
    """Raise ForgedError unless the request carries the session's own token."""
    if visitor.csrf is None:
        return
    given: object = request.headers.get(CSRF_HEADER)
    if given is None and "form" in request.headers.get("content-type", ""):
        given = (await request.form()).get(CSRF_FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), visitor.csrf.encode()):
        raise ForgedError("this form is no longer valid; load the page again and repeat")


Viewer = Annotated[Asked, Depends(needs(Role.VIEWER))]
Operator = Annotated[Asked, Depends(needs(Role.OPERATOR))]
Approver = Annotated[Asked, Depends(needs(Role.APPROVER))]
Admin = Annotated[Asked, Depends(needs(Role.ADMIN))]
