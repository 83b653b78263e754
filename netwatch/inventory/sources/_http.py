"""JSON from a REST API: bounded in time, size and pages, and the token goes to one place only."""

import json
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from netwatch.inventory.errors import InventoryError
from netwatch.model.source import SourceSettings

_MAX_BYTES = 64 * 1024 * 1024
_MAX_PAGES = 10_000
_MAX_DEVICES = 500_000
_SECONDS = 60.0
_PAGE = 200
_SAID = 200
_OK = 200

Json = Any  # what a server sends, looked at piece by piece


def base_of(source: SourceSettings) -> str:
    """Return the server's address without a slash at its end. Raises InventoryError."""
    parts = urlsplit(source.url or "")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InventoryError(f"the {source.kind} source needs a `url:` such as https://host")
    if parts.username or parts.password:
        raise InventoryError(f"the url of the {source.kind} source holds a user; use `token:`")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise InventoryError(
            f"http:// would show the token to everybody; use https://{parts.hostname}"
        )
    return (source.url or "").rstrip("/")


def pages(source: SourceSettings, path: str, headers: Mapping[str, str]) -> Iterator[Json]:
    """Yield every result of a paginated list (``next``, ``results``). Raises InventoryError."""
    base = base_of(source)
    query = urlencode([("limit", str(_PAGE)), *source.filters])
    url: str | None = f"{base}{path}?{query}"
    seen = 0
    with _Client(source, headers) as client:
        for _ in range(_MAX_PAGES):
            if url is None:
                return
            page = client.get(url)
            results = page.get("results") if isinstance(page, dict) else None
            if not isinstance(results, list):
                raise InventoryError(
                    f"{_host(url)} answered no list of devices; is this {source.kind}?"
                )
            yield from results
            seen += len(results)
            following = page.get("next")
            # A page that names another host would be given the token.
            if following is not None and not _same(base, str(following)):
                raise InventoryError(
                    f"{_host(url)} names a next page elsewhere; that is not followed"
                )
            url = str(following) if following else None
            if seen > _MAX_DEVICES:
                break
    raise InventoryError(f"{source.kind} lists more than {_MAX_DEVICES} devices; narrow `filters:`")


def one(source: SourceSettings, path: str, headers: Mapping[str, str]) -> Json:
    """Return one answer. Raises InventoryError."""
    query = f"?{urlencode(source.filters)}" if source.filters else ""
    with _Client(source, headers) as client:
        return client.get(f"{base_of(source)}{path}{query}")


class _Client:
    def __init__(self, source: SourceSettings, headers: Mapping[str, str]) -> None:
        import ssl

        import httpx

        self._httpx = httpx
        try:
            context = ssl.create_default_context(cafile=source.ca_file)
        except OSError as error:
            raise InventoryError(f"cannot read {source.ca_file}: {error.strerror}") from None
        self._client = httpx.Client(
            verify=context,
            trust_env=False,
            follow_redirects=False,
            timeout=_SECONDS,
            headers={"Accept": "application/json", **headers},
        )

    def __enter__(self) -> "_Client":  # noqa: PYI034  # of one use
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def get(self, url: str) -> Json:
        try:
            with self._client.stream("GET", url) as response:
                data = bytearray()
                for chunk in response.iter_bytes(1 << 16):
                    data += chunk
                    if len(data) > _MAX_BYTES:
                        raise InventoryError(f"{_host(url)} answered more than 64 MB")
                status = response.status_code
        except self._httpx.HTTPError as error:
            raise InventoryError(f"{_host(url)} cannot be asked ({type(error).__name__})") from None
        if status in {401, 403}:
            raise InventoryError(f"{_host(url)} refuses the token ({status}); look at `token:`")
        if status != _OK:
            raise InventoryError(f"{_host(url)} answered {status}; look at `url:` and `filters:`")
        try:
            return json.loads(bytes(data))
        except (ValueError, RecursionError):
            raise InventoryError(f"{_host(url)} answered no JSON; look at `url:`") from None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _same(base: str, url: str) -> bool:
    one_, other = urlsplit(base), urlsplit(url)
    return (one_.scheme, one_.netloc) == (other.scheme, other.netloc)


def _host(url: str) -> str:
    return urlsplit(url).netloc
