"""What the simulated REST clouds share: a server on loopback, tokens, pages, and misbehaviour.

``faults`` is a list of mappings: ``path``, a piece of the question; ``kind``; ``times``, how often
(always when left out). Kinds: ``throttle`` (429, ``after`` seconds in Retry-After), ``unavailable``
(503), ``forbidden`` (403), ``missing`` (404), ``disabled`` (the API is not enabled), ``expired``
(401), ``truncate`` (the first ``bytes`` of the body), ``hang``, ``oversize`` (``bytes`` of blanks
in front), ``redirect`` and ``elsewhere`` (another host, ``to``), ``body`` (any ``text``).
"""

import json
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

Objects = Mapping[str, Any]

LOOPBACK = "127.0.0.1"
_POLL_S = 0.02
FORGED = "http://collector.invalid"
_STATUS = {"throttle": 429, "unavailable": 503, "forbidden": 403, "missing": 404, "disabled": 403,
           "expired": 401, "redirect": 302}  # fmt: skip


@dataclass(slots=True)
class Reply:
    """An answer on its way: what it says, and how it is sent."""

    status: int = 200
    said: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class RestCloud:
    """A cloud that serves ``objects`` while it is open; one subclass a platform.

    ``asked`` holds the questions so far, ``received`` every method and path, ``tokens`` what may
    ask. Give ``tls`` a server's SSL context to serve HTTPS.
    """

    def __init__(self, objects: Objects, tls: Any = None) -> None:  # noqa: ANN401  # ssl is optional
        self.tokens: set[str] = set()
        self.received: list[str] = []
        self._asked: list[str] = []
        self._objects, self._spent = objects, dict[int, int]()
        self._closing = threading.Event()
        self._tls = tls
        self._server: _Server | None = None

    @property
    def endpoint(self) -> str:
        """The address for the inventory."""
        assert self._server is not None, "the cloud is not open"
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{LOOPBACK}:{self._server.server_address[1]}"

    @property
    def asked(self) -> tuple[str, ...]:
        """Every question so far as the platform lists it, without the token of a page."""
        return tuple(self._asked)

    @property
    def objects(self) -> Objects:
        """What the cloud holds now."""
        return self._objects

    def become(self, objects: Objects) -> None:
        """Hold ``objects`` from now on."""
        self._objects, self._spent = objects, {}

    def __enter__(self) -> Self:
        self._server = _Server(self, self._tls)
        serve = self._server.serve_forever
        threading.Thread(target=serve, args=(_POLL_S,), name="cloud", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None, "the cloud is not open"
        self._closing.set()
        self._server.close()

    def said(self, path: str, query: Mapping[str, str]) -> Reply:
        """Return what the cloud answers to a question with a good token."""
        raise NotImplementedError

    def posted(self, path: str, form: Mapping[str, str]) -> Reply:
        """Return what the token endpoint answers; a cloud has no other POST here."""
        del path, form
        return self.error(404, "notFound")

    def public(self, path: str) -> Reply | None:
        """Return what is answered without a token; None for nothing."""
        del path
        return None  # a subclass may answer

    def error(self, status: int, code: str, message: str = "no") -> Reply:
        """Return an error in the cloud's own form."""
        raise NotImplementedError

    def next_page(self, url: str, page: int) -> dict[str, str]:
        """Return the member that leads to ``page`` of the answer at ``url``."""
        raise NotImplementedError

    def answer(self, handler: BaseHTTPRequestHandler) -> Reply | None:
        """Return what is sent to a GET; None when nothing is ever sent."""
        parts = urlsplit(handler.path)
        if (open_to_all := self.public(parts.path)) is not None:
            return open_to_all
        query = dict(parse_qsl(parts.query))
        listed = [each for each in query.items() if each[0] not in ("pageToken", "$skiptoken")]
        question = urlencode(listed, safe="*/(),:")
        self._asked.append(f"GET {parts.path}{'?' if question else ''}{question}")
        fault = self._fault(parts.path)
        if fault is not None and fault["kind"] in _STATUS:
            return self._refused(fault)
        if handler.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return self.error(401, "UNAUTHENTICATED", "invalid credentials")
        if fault is not None and fault["kind"] == "hang":
            self._closing.wait(60)
            return None
        reply = self.said(parts.path, query)
        return reply if fault is None else self._faulty(reply, fault)

    def _fault(self, path: str) -> Mapping[str, Any] | None:
        for number, each in enumerate(self._objects.get("faults") or ()):
            spent = self._spent.get(number, 0)
            if str(each.get("path", "")) in path and spent < each.get("times", 1_000_000):
                self._spent[number] = spent + 1
                found: Mapping[str, Any] = each
                return found
        return None

    def _refused(self, fault: Mapping[str, Any]) -> Reply:
        status = _STATUS[fault["kind"]]
        code = "SERVICE_DISABLED" if fault["kind"] == "disabled" else "REFUSED"
        reply = self.error(status, code, str(fault.get("text", "no")))
        if fault["kind"] == "throttle":
            reply.headers["Retry-After"] = str(fault.get("after", 0))
        if fault["kind"] == "redirect":
            reply.headers["Location"] = f"{fault.get('to', FORGED)}/"
        return reply

    def _faulty(self, reply: Reply, fault: Mapping[str, Any]) -> Reply:
        whole = json.dumps(reply.said).encode()
        if fault["kind"] == "truncate":
            reply.said = whole[: int(fault.get("bytes", len(whole) // 2))]
        elif fault["kind"] == "oversize":
            reply.said = b" " * int(fault["bytes"]) + whole
        elif fault["kind"] == "body":
            reply.said = str(fault["text"]).encode()
        elif fault["kind"] == "elsewhere":
            reply.said |= self.next_page(f"{fault.get('to', FORGED)}/", 2)
        return reply


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, cloud: RestCloud, tls: Any) -> None:  # noqa: ANN401  # ssl is optional
        self.cloud = cloud
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        super().__init__((LOOPBACK, 0), _Handler)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)

    def track(self, connection: socket.socket, *, is_open: bool) -> None:
        with self._lock:
            (self._open.add if is_open else self._open.discard)(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  # as inherited
        """Say nothing: a client that hangs up is part of the game."""

    def close(self) -> None:
        """Stop serving, and end every connection still open."""
        self.shutdown()
        with self._lock:
            left = tuple(self._open)
        for each in left:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was faster
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # one segment an answer
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.track(self.connection, is_open=True)

    def finish(self) -> None:
        self.server.track(self.connection, is_open=False)
        super().finish()

    def do_GET(self) -> None:
        """Answer a question."""
        self.server.cloud.received.append(f"GET {self.path}")
        self._send(self.server.cloud.answer(self))

    def do_POST(self) -> None:
        """Answer at the token endpoint."""
        self.server.cloud.received.append(f"POST {self.path}")
        size = min(int(self.headers.get("Content-Length", "0")), 65536)
        body = self.rfile.read(size).decode()
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        form = json.loads(body) if is_json else dict(parse_qsl(body))
        self._send(self.server.cloud.posted(urlsplit(self.path).path, form))

    def _send(self, reply: Reply | None) -> None:
        if reply is None:
            self.close_connection = True
            return
        body = reply.said if isinstance(reply.said, bytes) else json.dumps(reply.said).encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as inherited
        """Say nothing."""
