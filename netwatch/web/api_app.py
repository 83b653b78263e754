"""The API under ``/api/v1``: an application of its own, with its OpenAPI document."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from netwatch._version import __version__
from netwatch.model.errors import NetwatchError
from netwatch.web.asked import Console
from netwatch.web.errors import NotSignedInError, message_of, status_of
from netwatch.web.models import Problem
from netwatch.web.navigation import routers

_ABOUT = (
    "What the pages show and do. Send `Authorization: Bearer nw_...`; "
    "`netwatch users token create` makes a token."
)
_PROBLEM = "application/problem+json"
_REFUSALS = {
    401: "Nobody known asks.",
    403: "The role, or the limit to sites and tags, does not allow it.",
    404: "There is no such thing, or none that may be seen.",
    422: "What was sent cannot be used.",
    503: "The store cannot answer now.",
}


def create_api(console: Console) -> FastAPI:
    """Return the API; every file of ``netwatch.web.api`` adds its operations."""
    schema = {_PROBLEM: {"schema": Problem.model_json_schema()}}
    api = FastAPI(
        title="netwatch",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        responses={
            status: {"description": said, "content": schema} for status, said in _REFUSALS.items()
        },
    )
    api.state.console = console
    api.add_exception_handler(NetwatchError, _problem)
    api.add_exception_handler(HTTPException, _problem)
    api.add_exception_handler(RequestValidationError, _problem)
    api.add_exception_handler(Exception, _problem)
    for router in routers("api"):
        api.include_router(router)
    return api


async def _problem(_request: Request, error: Exception) -> Response:
    """Return the refusal as RFC 9457 says."""
    status = status_of(error)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, NotSignedInError) else None
    body = {"type": "about:blank", "status": status, "detail": message_of(error)}
    return JSONResponse(body, status_code=status, headers=headers, media_type=_PROBLEM)
