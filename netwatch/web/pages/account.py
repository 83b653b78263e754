"""One's own account: password, sessions, API tokens."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from netwatch.app.api_tokens import Created, Wanted, create, revoke
from netwatch.app.signing_in import change_password, end_session, session_of
from netwatch.model.errors import NetwatchError
from netwatch.model.person import Role
from netwatch.web.acting import actor
from netwatch.web.asked import Asked, Viewer
from netwatch.web.cookies import SESSION, brought
from netwatch.web.errors import NotFoundError
from netwatch.web.gate import SIGN_IN

router = APIRouter()

_HERE = "/account"
_Password = Annotated[str, Form(max_length=1024)]


@router.get(_HERE)
def show(asked: Viewer) -> Response:
    """Show what belongs to whoever asks."""
    return _page(asked)


@router.post(f"{_HERE}/password")
def new_password(asked: Viewer, old: _Password, new: _Password, again: _Password) -> Response:
    """Take another password; every session ends, this one too."""
    try:
        if new != again:
            return _page(asked, wrong="the two new passwords differ")
        change_password(asked.work, actor(asked), old, new, asked.now)
    except NetwatchError as error:
        return _page(asked, wrong=str(error))
    return RedirectResponse(SIGN_IN, status_code=303)


@router.post(f"{_HERE}/sessions/{{number}}/end")
def end(asked: Viewer, number: int) -> Response:
    """End one of one's own sessions."""
    end_session(asked.work, asked.visitor.person.name, number, actor(asked), asked.now)
    return RedirectResponse(_HERE, status_code=303)


@router.post(f"{_HERE}/tokens")
def new_token(
    asked: Viewer,
    purpose: Annotated[str, Form(max_length=80)],
    role: Annotated[Role, Form()],
    days: Annotated[int, Form(ge=1, le=366)],
) -> Response:
    """Create a token of one's own and show it, this once."""
    person = asked.visitor.person
    wanted = Wanted(name=purpose, role=role, lasts=timedelta(days=days), limits=person.limits)
    try:
        created = create(asked.work, person.name, wanted, actor(asked), asked.now)
    except NetwatchError as error:
        return _page(asked, wrong=str(error))
    return _page(asked, created=created)


@router.post(f"{_HERE}/tokens/{{number}}/revoke")
def end_token(asked: Viewer, number: int) -> Response:
    """End one of one's own tokens."""
    own = asked.visitor.person.name
    revoke(asked.work, number, actor(asked), asked.now, owner=own)
    return RedirectResponse(_HERE, status_code=303)


def _page(asked: Asked, *, wrong: str | None = None, created: Created | None = None) -> Response:
    people, name = asked.work.store.people, asked.visitor.person.name
    account = people.accounts.find(name)
    if account is None:
        raise NotFoundError(f"no account {name!r}")
    here = session_of(asked.work, brought(asked.request, SESSION) or "", asked.now)
    tokens = [each for each in people.tokens.of(name) if each.revoked is None]
    return asked.page(
        "account.html",
        status=200 if wrong is None else 422,
        account=account,
        sessions=people.sessions.of(name, asked.now, asked.work.settings.session_idle),
        here=None if here is None else here.number,
        tokens=tokens,
        roles=[each for each in Role if asked.may(each)],
        wrong=wrong,
        created=created,
        now=asked.now,
    )
