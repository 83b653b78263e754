"""Behind a declared proxy: who really asks, and that they ask over TLS."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_LONGEST = 64


class Forwarded:
    """ASGI middleware for when ``web_behind_proxy`` is set, and never otherwise.

    The last address of X-Forwarded-For is the one the proxy itself saw; whatever stands before it
    is what the sender claims. The proxy speaks TLS by declaration, so cookies are for TLS alone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the wrapped application does."""
        if scope["type"] == "http":
            named = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
            last = named.rpartition(",")[2].strip()[:_LONGEST]
            client = (last, 0) if last else scope.get("client")
            scope = {**scope, "scheme": "https", "client": client}
        await self._app(scope, receive, send)
