"""What every answer carries so that a browser does no more with it than we meant."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_FOREVER = "public, max-age=31536000, immutable"
_YEAR = "max-age=31536000"


class Headers:
    """ASGI middleware that adds the headers, and has nothing but static files kept by browsers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the wrapped application does, with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), scope, message["status"])
            await send(message)

        await self._app(scope, receive, sent)


def _add(headers: MutableHeaders, scope: Scope, status: int) -> None:
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    static = scope["path"].startswith("/static/") and status in {200, 304}
    headers.setdefault("cache-control", _FOREVER if static else "no-store")
    if scope["scheme"] == "https":
        headers.setdefault("strict-transport-security", _YEAR)
