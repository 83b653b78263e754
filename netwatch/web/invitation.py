"""The page an invitation leads to: a password is set, once."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response

from netwatch.app.accounts import invitation, redeem
from netwatch.app.signing_in import open_session
from netwatch.identity.errors import IdentityError, PasswordError
from netwatch.web.errors import NotFoundError
from netwatch.web.strangers import Stranger, Unknown

router = APIRouter()

_Code = Annotated[str, Query(max_length=200)]
_Sent = Annotated[str, Form(max_length=200)]
_Password = Annotated[str, Form(max_length=1024)]


@router.get("/invitation")
def show(asked: Unknown, code: _Code = "") -> Response:
    """Show the form to set a password."""
    return _page(asked, code)


@router.post("/invitation")
def accept(
    asked: Unknown, code: _Sent, password: _Password, again: _Password, csrf: _Sent = ""
) -> Response:
    """Set the password and let its person in."""
    asked.prove(csrf)
    if password != again:
        return _page(asked, code, wrong="the two passwords differ", status=422)
    try:
        account = redeem(asked.work, code, password, asked.address, asked.now)
    except PasswordError as error:
        return _page(asked, code, wrong=str(error), status=422)
    except IdentityError as error:
        return _page(asked, code, wrong=str(error), status=503)
    return asked.let_in(open_session(asked.work, account, asked.address, asked.now), "/")


def _page(asked: Stranger, code: str, *, wrong: str | None = None, status: int = 200) -> Response:
    invited = invitation(asked.work, code, asked.now)
    if invited is None:
        raise NotFoundError(
            "this invitation was used, replaced or has run out; ask an admin for another"
        )
    return asked.page(
        "invitation.html", status=status, code=code, wrong=wrong, invited=invited, now=asked.now
    )
