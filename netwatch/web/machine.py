"""What machines ask the service: health, metrics, webhooks. No request of theirs may be large."""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from netwatch.app.hooks import HookError

_LARGEST = 64 * 1024
_METRICS = "text/plain; version=0.0.4; charset=utf-8"


Hook = Callable[[object, str], dict[str, object]]
"""Takes the JSON of a webhook and its sender's address; returns what the sender is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What the pages rest on; each is called in a thread of its own and may raise NetwatchError.

    ``troubles`` are sentences about parts that are not well, ``hooks`` take the JSON a webhook
    brought and return what is told to its sender. ``token`` is what the sender must bring.
    """

    troubles: Callable[[], tuple[str, ...]]
    metrics: Callable[[], str]
    hooks: dict[str, Hook]
    token: str | None = None


def machine_router(served: Served) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    def health() -> Response:
        troubles = served.troubles()
        body = {"status": "trouble" if troubles else "ok", "troubles": list(troubles)}
        return JSONResponse(body, status_code=503 if troubles else 200)

    @router.get("/metrics")
    def metrics() -> Response:
        return PlainTextResponse(served.metrics(), media_type=_METRICS)

    @router.post("/hooks/{name}")
    async def hook(request: Request, name: str) -> Response:
        return await _hooked(served, request, name)

    return router


async def _hooked(served: Served, request: Request, name: str) -> Response:
    try:
        take, data = _hook(served, request, name), await _json(request)
    except _RefusedError as refused:
        return JSONResponse({"error": str(refused)}, status_code=refused.status)
    sender = request.client.host if request.client else ""
    try:
        return JSONResponse(await run_in_threadpool(take, data, sender), status_code=202)
    except HookError as error:
        return JSONResponse({"error": str(error)}, status_code=422)


class _RefusedError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def _hook(served: Served, request: Request, name: str) -> Hook:
    if served.token is None:
        raise _RefusedError(403, "webhooks are off; set NETWATCH_WEB_TOKEN")
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {served.token}".encode()):
        raise _RefusedError(401, "the token is missing or wrong")
    take = served.hooks.get(name)
    if take is None:
        known = ", ".join(sorted(served.hooks))
        raise _RefusedError(404, f"no webhook of that name; there are {known}")
    return take


async def _json(request: Request) -> object:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _LARGEST:
            raise _RefusedError(413, "more than 64 kB")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise _RefusedError(400, "the body is not JSON") from None
