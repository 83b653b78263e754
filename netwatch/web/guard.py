"""What is turned away before any handler: other names for us, other sites' requests, huge bodies.

The token of each form is the first line against forged requests (``asked.py``); this is the second.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 1024 * 1024
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Whoever watches over us asks by address.
_ANY_HOST = frozenset({"/healthz"})


def known_hosts(
    bound: str, public_url: str | None, named: tuple[str, ...], *, in_clear: bool
) -> frozenset[str] | None:
    """Return the host names we answer to, None for any.

    A page of another site whose name is made to resolve to us has that name in its Host header.
    Under TLS no browser gets so far, for the certificate is not that name's; in clear, only the
    names of where we are ``bound`` are ours.
    """
    hosts = {each.lower() for each in named}
    if public_url:
        hosts.add(urlsplit(public_url).hostname or "")
    if not hosts and not in_clear:
        return None
    return frozenset({*hosts, bound.lower(), *_LOOPBACK})


class Guard:
    """ASGI middleware; ``hosts`` are the names we answer to (None: any), ``largest`` in bytes."""

    def __init__(
        self, app: ASGIApp, hosts: frozenset[str] | None = None, largest: int = LARGEST
    ) -> None:
        self._app, self._hosts, self._largest = app, hosts, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the wrapped application does, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        left = self._largest

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, "the request is too large")
            return message

        await self._app(scope, bounded, send)

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        known = self._hosts is None or scope["path"] in _ANY_HOST
        if not known and _name(headers.get("host", "")) not in (self._hosts or ()):
            said = "this is not a name of this console; an admin can add it to web_hosts"
            return PlainTextResponse(said, status_code=421)
        if scope["method"] not in _SAFE and _from_elsewhere(headers, self._hosts):
            return PlainTextResponse("this request comes from another site", status_code=403)
        return None


def _from_elsewhere(headers: Headers, hosts: frozenset[str] | None) -> bool:
    """Tell whether a browser says that another site's page sent this."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return False
    sender = urlsplit(origin)
    if sender.netloc.lower() == headers.get("host", "").lower():
        return False
    # A proxy may have put another name in Host; the names of ours are known then.
    return hosts is None or sender.hostname not in hosts


def _name(host: str) -> str:
    """Return the name in a Host header, without port and brackets."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
