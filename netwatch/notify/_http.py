"""One HTTP request, bounded in time and size, that follows nobody and names no secret."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from netwatch.model.alert import Delivered, Failed, Fault, Limits, Secrets, SinkSettings
from netwatch.model.errors import NetwatchError
from netwatch.model.inventory import SecretRef
from netwatch.notify._sockets import in_words, tls_context
from netwatch.parsing.text import one_line

_OK = range(200, 300)
_REDIRECTS = range(300, 400)
# The receiver understood whom it speaks to, and does not like this one message.
_ABOUT_MESSAGE = (400, 413, 422)
_ANSWER_SHOWN = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings(SinkSettings):
    """Where to post, and how to get there; ``plaintext`` allows http:// beyond this machine."""

    url: str | SecretRef
    ca_file: str | None = None
    proxy: str | None = None
    plaintext: bool = False

    def __post_init__(self) -> None:
        """Raise AddressError for an address that cannot be used safely."""
        check_url(self.url, plaintext=self.plaintext, proxy=self.proxy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send where; ``ca_file`` replaces the system's authorities, ``proxy`` is a URL."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    ca_file: str | None = None
    proxy: str | None = None
    auth: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; ``retry_after`` as the receiver asked."""

    status: int
    text: str
    host: str
    retry_after: timedelta | None = None
    moved_to: str | None = None

    @property
    def ok(self) -> bool:
        """Tell whether the receiver took it."""
        return self.status in _OK

    def outcome(self) -> Delivered | Failed:
        """Return what the status means."""
        said = one_line(self.text.strip(), _ANSWER_SHOWN)
        answer = f"{self.host} answered {self.status}" + (f": {said}" if said else "")
        if self.ok:
            return Delivered(answer)
        if self.status in _REDIRECTS:
            return Failed(
                f"{self.host} answered {self.status}, a redirect to {self.moved_to or 'nowhere'}; "
                "netwatch follows none: write the final address into alerts.yaml"
            )
        fault = Fault.MESSAGE if self.status in _ABOUT_MESSAGE else Fault.SINK
        return Failed(answer, fault, self.retry_after)


class AddressError(NetwatchError, ValueError):
    """An address cannot be used safely; the text never holds the address."""


def check_url(url: str | SecretRef, *, plaintext: bool, proxy: str | None = None) -> None:
    """Raise AddressError for an address that cannot be used safely, without quoting it."""
    for each in (url, proxy):
        if not isinstance(each, str):
            continue
        parts = _parts(each)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AddressError("an address begins with https:// and a host")
        if parts.username or parts.password:
            raise AddressError("no user or password belongs into an address; use {env: NAME}")
    if plaintext or not isinstance(url, str):
        return
    if _parts(url).scheme == "http" and not is_loopback(_parts(url).hostname or ""):
        raise AddressError(
            "http:// sends findings and secrets in the clear; use https://, or say "
            "`plaintext: true` if that is meant"
        )


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # whose text quotes the address
        raise AddressError("an address begins with https:// and a host") from None


def is_loopback(host: str) -> bool:
    """Tell whether the host is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def address(url: str | SecretRef, secrets: Secrets, *, plaintext: bool) -> str:
    """Return the address itself, looked up when it is a secret. Raises AddressError."""
    if isinstance(url, str):
        return url
    found = secrets(url)
    check_url(found, plaintext=plaintext)
    return found


def post(request: Request, limits: Limits) -> Reply | Failed:
    """Send one POST and return the reply, or why there is none."""
    host = _host(request.url)
    try:
        return asyncio.run(_post(request, host, limits))
    except TimeoutError:
        return Failed(f"{host} did not answer in full within {limits.seconds:g} s")
    except ssl.SSLError as error:
        return Failed(f"{host}: no trusted TLS connection ({_tls(error)})")
    except OSError as error:
        return Failed(f"{host}: {in_words(error)}")


async def _post(request: Request, host: str, limits: Limits) -> Reply | Failed:
    import httpx

    try:
        # One clock over everything: a receiver that drips bytes renews every smaller one.
        async with asyncio.timeout(limits.seconds):
            context = tls_context(request.ca_file)
            async with (
                httpx.AsyncClient(
                    verify=context,
                    trust_env=False,
                    follow_redirects=False,
                    proxy=request.proxy,
                    timeout=limits.seconds,
                    auth=request.auth,
                ) as client,
                client.stream(
                    "POST",
                    request.url,
                    content=request.body,
                    headers={"Accept-Encoding": "identity", **request.headers},
                ) as response,
            ):
                return await _reply(response, host, limits)
    except httpx.TimeoutException:
        return Failed(f"{host} did not answer within {limits.seconds:g} s")
    except httpx.HTTPError as error:
        return Failed(f"{host}: {_cause(error)}")
    except httpx.InvalidURL:
        return Failed("the address is none; look at alerts.yaml", Fault.SINK)


async def _reply(response: "httpx.Response", host: str, limits: Limits) -> Reply:  # type: ignore[name-defined]  # noqa: F821  # imported when used
    read = bytearray()
    async for chunk in response.aiter_raw(8192):
        read += chunk
        if len(read) >= limits.reply_bytes:
            break
    return Reply(
        status=response.status_code,
        text=bytes(read[: limits.reply_bytes]).decode("utf-8", "replace"),
        host=host,
        retry_after=_retry_after(response.headers),
        moved_to=_host(response.headers.get("location", "")) or None,
    )


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """RFC 9110: seconds, or a date, which is measured against the receiver's own clock."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return timedelta(seconds=min(int(value[:9]), 10**6))
    try:
        until = parsedate_to_datetime(value)
        sent = parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    zoned = (each if each.tzinfo else each.replace(tzinfo=UTC) for each in (until, sent))
    first, second = zoned
    return max(first - second, timedelta(0)) if isinstance(first, datetime) else None


def _host(url: str) -> str:
    """Return host and port of an address: paths and queries may hold secrets."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the receiver"
    return one_line(f"{parts.hostname or ''}{port}", 255)


def _cause(error: BaseException) -> str:
    """Return what went wrong at the bottom; httpx's own words may quote the address."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return f"no trusted TLS connection ({_tls(seen)})"
        if isinstance(seen, OSError) and seen.errno is not None:
            return in_words(seen)
        seen = seen.__cause__ or seen.__context__
    return f"no connection or no HTTP ({type(error).__name__})"


def _tls(error: ssl.SSLError) -> str:
    return getattr(error, "verify_message", "") or error.reason or type(error).__name__
