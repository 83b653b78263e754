"""The one place where bytes of AWS come in: bounded in size, and cut when the visit ends."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

import urllib3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError
from netwatch.model.snapshot import Reason

Send: TypeAlias = Callable[..., AWSResponse]

_CHUNK = 64 * 1024


class Wire:
    """The transports of one visit's clients: botocore's own, with its proxies and certificates."""

    def __init__(self, lifeline: Lifeline, answer_bytes: int) -> None:
        self._lifeline, self._most = lifeline, answer_bytes
        self._spent = threading.local()
        self._lock = threading.Lock()
        self._sessions: list[URLLib3Session] = []
        self._reading: set[urllib3.BaseHTTPResponse] = set()
        lifeline.hold(self)

    def sender(self, client: Any, ca_bundle: str | None) -> Send:  # noqa: ANN401  # boto3's
        """Return the handler of the event ``before-send`` of ``client``."""
        config = client.meta.config
        session = URLLib3Session(
            verify=ca_bundle or True,
            proxies=get_environ_proxies(client.meta.endpoint_url),
            timeout=(config.connect_timeout, config.read_timeout),
            client_cert=config.client_cert,
            proxies_config=config.proxies_config,
        )
        self._sessions.append(session)
        return partial(self._send, session)

    def begin(self) -> None:
        """Begin a question in this thread: its pages together have one bound."""
        self._spent.bytes = 0

    def _send(
        self, session: URLLib3Session, request: AWSPreparedRequest, **_: object
    ) -> AWSResponse:
        """Send ``request`` and return the whole answer. Raises CollectError, HTTPClientError."""
        self._lifeline.left()
        request.stream_output = True
        response = session.send(request)
        body = self._body(request, response.raw)
        return AWSResponse(request.url, response.status_code, response.headers, _Whole(body))

    def _body(self, request: AWSPreparedRequest, raw: urllib3.BaseHTTPResponse) -> bytes:
        with self._lock:
            self._reading.add(raw)
        try:
            body = bytearray()
            for chunk in raw.stream(_CHUNK, decode_content=True):
                self._count(len(chunk))
                body += chunk
            _demand_whole(raw)
            return bytes(body)
        except urllib3.exceptions.ReadTimeoutError as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            self._lifeline.left()
            raise ConnectionClosedError(
                endpoint_url=request.url, request=request, error=error
            ) from error
        finally:
            with self._lock:
                self._reading.discard(raw)
            raw.close()

    def _count(self, more: int) -> None:
        self._spent.bytes = getattr(self._spent, "bytes", 0) + more
        self._lifeline.left()
        if self._spent.bytes > self._most:
            detail = f"the answer is larger than {self._most:,} bytes; nothing of it is used"
            raise CollectError(Reason.INCOMPLETE, detail)

    def shutdown(self, _how: int, /) -> None:
        """Wake every thread that waits for the rest of an answer."""
        with self._lock:
            reading = tuple(self._reading)
        for each in reading:
            try:
                each.shutdown()
            except (RuntimeError, ValueError):
                continue  # whole meanwhile

    def close(self) -> None:
        """Close every connection."""
        for each in self._sessions:
            _close_pools(each)
            each.close()


def _close_pools(session: URLLib3Session) -> None:
    # A closed session forgets its pools, whose sockets end when the garbage collector comes by.
    direct, proxied = session._manager, session._proxy_managers  # noqa: SLF001  # no public way
    for manager in (direct, *proxied.values()):
        for key in list(manager.pools.keys()):
            if pool := manager.pools.get(key):
                pool.close()


def _demand_whole(raw: urllib3.BaseHTTPResponse) -> None:
    """Raise ValueError when fewer bytes came than were announced; botocore does not look."""
    announced = raw.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and raw.tell() < int(announced[:20]):
        raise ValueError(f"{raw.tell()} of {announced[:20]} bytes came")


class _Whole:
    """An answer that was read already, in the form botocore reads."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:  # noqa: ANN401  # urllib3's signature
        """Yield the answer."""
        yield self._body
