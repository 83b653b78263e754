"""What a page for people who are not signed in yet is given."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from netwatch.app.one_time import derived, fresh
from netwatch.app.signing_in import SignedIn, sign_out
from netwatch.app.workspace import Workspace
from netwatch.model.act import Actor, How
from netwatch.web.asked import Console
from netwatch.web.cookies import SESSION, VISIT, brought, give, take
from netwatch.web.errors import ForgedError
from netwatch.web.rendering import render


@dataclass(frozen=True, slots=True)
class Form:
    """What a form of somebody unknown must bring."""

    csrf: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """One request of a browser; ``visit`` is what it is known by for as long as it is open."""

    request: Request
    console: Console
    visit: str

    @property
    def work(self) -> Workspace:
        """Return the workspace. Raises NetwatchError."""
        return self.console.desk.work()

    @property
    def now(self) -> datetime:
        """Return the time."""
        return self.console.clock()

    @property
    def address(self) -> str:
        """Return the address asked from."""
        return self.request.client.host if self.request.client else ""

    def page(self, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """Return a page whose forms carry this browser's token as ``form``."""
        form = Form(derived(self.visit, "csrf"))
        answer = render(self.request, None, template, status=status, form=form, **values)
        if brought(self.request, VISIT) != self.visit:
            give(self.request, answer, VISIT, self.visit, lasts_s=None)
        return answer

    def prove(self, csrf: str) -> None:
        """Raise ForgedError unless ``csrf`` comes from a form this browser was given."""
        known = brought(self.request, VISIT)
        expected = derived(known or "", "csrf")
        if known is None or not hmac.compare_digest(csrf.encode(), expected.encode()):
            raise ForgedError("this form is no longer valid; load the page again and repeat")

    def let_in(self, signed_in: SignedIn, back: str) -> Response:
        """Return the way to ``back`` with the new session; an older one of this browser ends.

        The session's name is new with every sign-in: one that somebody planted is worth nothing.
        """
        earlier = brought(self.request, SESSION)
        if earlier is not None:
            name = signed_in.session.account.name
            by = Actor(name=name, how=How.SESSION, address=self.address)
            sign_out(self.work, earlier, by, self.now)
        answer = RedirectResponse(back, status_code=303)
        lasts = signed_in.session.expires - signed_in.session.created
        give(self.request, answer, SESSION, signed_in.secret, lasts_s=int(lasts.total_seconds()))
        take(self.request, answer, VISIT)
        return answer


def safe_way(back: str) -> str:
    """Return ``back`` when it is a path of ours, else the overview: no sign-in leads elsewhere."""
    plain = back.startswith("/") and not back.startswith(("//", "/\\"))
    return back if plain and all(" " < each < "\x7f" and each != "\\" for each in back) else "/"


def _stranger(request: Request) -> Stranger:
    visit = brought(request, VISIT) or fresh().text
    return Stranger(request=request, console=request.app.state.console, visit=visit)


Unknown = Annotated[Stranger, Depends(_stranger)]
