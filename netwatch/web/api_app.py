"""The API under ``/api/v1``: an application of its own, with its OpenAPI document."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from netwatch._version import __version__
from netwatch.model.errors import NetwatchError
from netwatch.web.asked import Console
from netwatch.web.errors import NotSignedInError, message_of, status_of
from netwatch.web.navigation import routers
from netwatch.web.problems import PROBLEM, Ascii, refusals

_ABOUT = (
    "What the pages show and do. Send `Authorization: Bearer nw_...`; "
    "`netwatch users token create` makes a token."
)


def create_api(console: Console) -> FastAPI:
    """Return the API; every file of ``netwatch.web.api`` adds its operations."""
    api = FastAPI(
        title="netwatch",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        responses=refusals(),
        default_response_class=Ascii,
    )
    api.state.console = console
    api.add_exception_handler(NetwatchError, refuse)
    api.add_exception_handler(HTTPException, refuse)
    api.add_exception_handler(RequestValidationError, refuse)
    api.add_exception_handler(Exception, refuse)
    for router in routers("api"):
        api.include_router(router)
    return api


async def refuse(_request: Request, error: Exception) -> Response:
    """Return the refusal as RFC 9457 says."""
    status = status_of(error)
    headers = dict(getattr(error, "headers", None) or {})
    if isinstance(error, NotSignedInError):
        headers["WWW-Authenticate"] = "Bearer"
    body = {"type": "about:blank", "status": status, "detail": message_of(error)}
    return Ascii(body, status_code=status, headers=headers, media_type=PROBLEM)
