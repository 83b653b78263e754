"""The application: what machines ask, and, with a console, the pages and the API of people."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from netwatch.model.errors import NetwatchError
from netwatch.web.api_app import create_api, refuse
from netwatch.web.asked import Console
from netwatch.web.errors import NotSignedInError, WebError, message_of, status_of
from netwatch.web.gate import SIGN_IN
from netwatch.web.guard import Guard
from netwatch.web.headers import Headers
from netwatch.web.machine import Served, machine_router
from netwatch.web.navigation import routers
from netwatch.web.rendering import STATIC, link, render

_MACHINES = ("/healthz", "/metrics", "/hooks/")


def create_app(
    served: Served, console: Console | None = None, *, hosts: frozenset[str] | None = None
) -> FastAPI:
    """Return the application; without ``console`` it answers machines alone.

    ``hosts`` are the names it answers to, None any (``guard.known_hosts``).
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=_ending(console))
    app.add_middleware(Guard, hosts=hosts)
    app.add_middleware(Headers)
    app.include_router(machine_router(served))
    app.add_exception_handler(NetwatchError, _refused)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_exception_handler(Exception, _refused)  # the server logs its traceback
    if console is not None:
        app.state.console = console
        app.mount("/static", StaticFiles(directory=STATIC), name="static")
        app.state.api = create_api(console)
        app.mount("/api/v1", app.state.api, name="api")
        for router in (*console.gate.routers, *routers("pages")):
            app.include_router(router, include_in_schema=False)
    return app


def _ending(console: Console | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return what lets the errands of the pages end when the server does."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if console is not None:
            await run_in_threadpool(console.errands.stop)

    return life


async def _refused(request: Request, error: Exception) -> Response:
    status = status_of(error)
    if request.url.path.startswith(_MACHINES) or not hasattr(request.app.state, "console"):
        # Whatever a machine is not given, it learns as before: in JSON, and 503 for a broken part.
        known = isinstance(error, (WebError, HTTPException))
        return JSONResponse({"error": message_of(error)}, status_code=status if known else 503)
    if request.url.path.startswith("/api/"):
        return await refuse(request, error)  # a path no mount takes: one with a line's end in it
    if isinstance(error, NotSignedInError):
        return _to_sign_in(request)
    visitor = getattr(request.state, "visitor", None)
    said = message_of(error)
    return render(request, visitor, "error.html", status=status, message=said, code=status)


def _to_sign_in(request: Request) -> Response:
    back = request.url.path if request.method == "GET" else "/"
    if request.url.query and back != "/":
        back = f"{back}?{request.url.query}"
    target = link(SIGN_IN, next=None if back == "/" else back)
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": target})
    return RedirectResponse(target, status_code=303)
