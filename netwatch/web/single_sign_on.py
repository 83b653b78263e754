"""The way to the OpenID provider and back.

A link leads there and not a form: a browser holds a form's redirects to ``form-action 'self'``.
"""

from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Query, Response
from starlette.responses import RedirectResponse

from netwatch.app.signing_in import SignInError
from netwatch.app.single_sign_on import AWAY_FOR, BACK, Return, come_back, send
from netwatch.model.errors import NetwatchError
from netwatch.web.cookies import ERRAND, brought, give, take
from netwatch.web.strangers import Stranger, Unknown, safe_way

router = APIRouter()

_Way = Annotated[str, Query(alias="next", max_length=1000)]
_Given = Annotated[str, Query(max_length=4000)]


@router.get("/sign-in/oidc")
def leave(asked: Unknown, back: _Way = "/") -> Response:
    """Send the browser to the provider."""
    try:
        errand = send(asked.work, asked.now)
    except NetwatchError as error:
        return _failed(asked, str(error), 503)
    answer = RedirectResponse(errand.address, status_code=303)
    kept = f"{errand.secret}|{quote(safe_way(back), safe='')}"
    give(asked.request, answer, ERRAND, kept, lasts_s=int(AWAY_FOR.total_seconds()))
    return answer


@router.get(BACK)
def arrive(
    asked: Unknown,
    state: _Given = "",
    code: _Given = "",
    iss: _Given | None = None,
    error: _Given = "",
) -> Response:
    """Let in whoever the provider vouches for."""
    secret, _, back = (brought(asked.request, ERRAND) or "").partition("|")
    if error or not code:
        return _failed(asked, "the provider did not let you in; begin again, or ask an admin", 401)
    try:
        given = Return(secret=secret, state=state, code=code, issuer=iss)
        signed_in = come_back(asked.work, given, asked.address, asked.now)
    except SignInError as refusal:
        return _failed(asked, str(refusal), 401)
    answer = asked.let_in(signed_in, safe_way(unquote(back)))
    take(asked.request, answer, ERRAND)
    return answer


def _failed(asked: Stranger, said: str, status: int) -> Response:
    answer = asked.page("not_signed_in.html", status=status, wrong=said)
    take(asked.request, answer, ERRAND)
    return answer
