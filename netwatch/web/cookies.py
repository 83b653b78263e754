"""The cookies by which a browser is known. All are HttpOnly and SameSite=Lax.

Over TLS they carry the prefix ``__Host-`` and are Secure: no neighbouring host can set one.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

SESSION: Final = "netwatch_session"
VISIT: Final = "netwatch_visit"
"""Known before anybody signed in, so that the sign-in form cannot be forged either."""
ERRAND: Final = "netwatch_errand"
"""Kept while a browser is at the OpenID provider."""
_LONGEST = 2048


def brought(request: Request, name: str) -> str | None:
    """Return the value of one of our cookies, None when there is none."""
    value = request.cookies.get(_called(request, name))
    return value[:_LONGEST] if value else None


def give(request: Request, answer: Response, name: str, value: str, *, lasts_s: int | None) -> None:
    """Have the browser keep a cookie, until it is closed when ``lasts_s`` is None."""
    answer.set_cookie(
        _called(request, name),
        value,
        max_age=lasts_s,
        path="/",
        secure=_over_tls(request),
        httponly=True,
        samesite="lax",
    )


def take(request: Request, answer: Response, name: str) -> None:
    """Have the browser forget a cookie."""
    answer.delete_cookie(
        _called(request, name), path="/", secure=_over_tls(request), httponly=True, samesite="lax"
    )


def _called(request: Request, name: str) -> str:
    return f"__Host-{name}" if _over_tls(request) else name


def _over_tls(request: Request) -> bool:
    return request.url.scheme == "https"
