"""The HTTP server as a part of the daemon; it refuses an address that is open and in clear."""

import socket
import threading
import time
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from netwatch.model.errors import NetwatchError
from netwatch.web.forwarded import Forwarded

_START_S = 10.0
_STOP_S = 10
_CONNECTIONS = 200


class WebServerError(NetwatchError):
    """The server cannot be started as it is set up."""


class WebServer:
    """Serves ``app`` at ``host`` and ``port`` (0: any) in a thread, until it is stopped.

    ``closing`` is called once it answers no more. Raises WebServerError for an address other
    machines reach, unless TLS is spoken or a proxy is declared to be in front.
    """

    name = "web"

    def __init__(
        self,
        app: Starlette,
        host: str,
        port: int,
        *,
        certificate: Path | None = None,
        key: Path | None = None,
        behind_proxy: bool = False,
        closing: Callable[[], None] = lambda: None,
    ) -> None:
        if not _is_loopback(host) and certificate is None and not behind_proxy:
            raise WebServerError(
                f"{host} can be reached from other machines and the connection would be in clear; "
                "set NETWATCH_TLS_CERTIFICATE and NETWATCH_TLS_KEY, or NETWATCH_WEB_BEHIND_PROXY"
            )
        self._server = uvicorn.Server(
            uvicorn.Config(
                Forwarded(app) if behind_proxy else app,
                host=host,
                port=port,
                ssl_certfile=certificate,
                ssl_keyfile=key,
                log_config=None,
                access_log=False,
                server_header=False,
                # uvicorn would believe whoever on this machine sends X-Forwarded-For.
                proxy_headers=False,
                limit_concurrency=_CONNECTIONS,
                timeout_graceful_shutdown=_STOP_S,
            )
        )
        self._host, self._port = host, port
        self._closing = closing
        self._thread = threading.Thread(target=self._serve, name="web", daemon=True)
        self._socket: socket.socket | None = None

    @property
    def port(self) -> int:
        """The port it really listens on."""
        return int(self._socket.getsockname()[1]) if self._socket else self._port

    def start(self) -> None:
        """Begin to answer. Raises WebServerError."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((self._host, self._port))
        except OSError as error:
            sock.close()
            raise WebServerError(
                f"cannot listen on {self._host}:{self._port}: {error.strerror}"
            ) from None
        self._socket = sock
        self._thread.start()
        until = time.monotonic() + _START_S
        while not self._server.started and self._thread.is_alive() and time.monotonic() < until:
            time.sleep(0.01)
        if not self._server.started:
            raise WebServerError("the HTTP server did not start; is the certificate readable?")

    def stop(self) -> None:
        """Answer what is being answered, and no more."""
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join(2 * _STOP_S)
        if self._socket is not None:
            self._socket.close()
        self._closing()

    def trouble(self) -> str | None:
        """Return what is wrong, None when nothing is."""
        ended = self._server.started and not self._thread.is_alive()
        return "the HTTP server ended" if ended and not self._server.should_exit else None

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket] if self._socket else None)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
