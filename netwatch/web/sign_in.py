"""The pages by which people sign in and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response
from starlette.responses import RedirectResponse

from netwatch.app.signing_in import SignInError, ThrottledError, sign_in, sign_out
from netwatch.identity.errors import IdentityError
from netwatch.web.acting import actor
from netwatch.web.asked import Viewer
from netwatch.web.cookies import SESSION, brought, take
from netwatch.web.gate import SIGN_IN
from netwatch.web.strangers import Stranger, Unknown, safe_way

router = APIRouter()

_Back = Annotated[str, Query(alias="next", max_length=1000)]
_Text = Annotated[str, Form(max_length=200)]
_Password = Annotated[str, Form(max_length=1024)]
_SENT = Annotated[str, Form(alias="next", max_length=1000)]


@router.get(SIGN_IN)
def show(asked: Unknown, back: _Back = "/") -> Response:
    """Show the form, or the way to the first account."""
    if asked.console.gate.visitor(asked.request) is not None:
        return RedirectResponse(safe_way(back), status_code=303)
    return _page(asked, safe_way(back))


@router.post(SIGN_IN)
def enter(
    asked: Unknown, name: _Text, password: _Password, csrf: _Text = "", back: _SENT = "/"
) -> Response:
    """Let in whoever knows the password."""
    asked.prove(csrf)
    back = safe_way(back)
    try:
        signed_in = sign_in(asked.work, name, password, asked.address, asked.now)
    except ThrottledError as error:
        answer = _page(asked, back, wrong=str(error), status=429)
        answer.headers["retry-after"] = str(error.wait_s)
        return answer
    except SignInError as error:
        return _page(asked, back, wrong=str(error), status=401)
    except IdentityError as error:
        return _page(asked, back, wrong=str(error), status=503)
    return asked.let_in(signed_in, back)


@router.post("/sign-out")
def leave(asked: Viewer) -> Response:
    """End the session."""
    secret = brought(asked.request, SESSION)
    if secret is not None:
        sign_out(asked.work, secret, actor(asked), asked.now)
    answer = RedirectResponse(SIGN_IN, status_code=303)
    take(asked.request, answer, SESSION)
    return answer


def _page(asked: Stranger, back: str, *, wrong: str | None = None, status: int = 200) -> Response:
    settings = asked.work.settings
    first = not asked.work.store.people.accounts.any()
    single = settings.oidc_issuer is not None
    passwords = not first or settings.ldap_url is not None
    return asked.page(
        "sign_in.html",
        status=status,
        back=back,
        wrong=wrong,
        first=first,
        single=single,
        passwords=passwords,
    )
