"""paramiko's transport, mended: it polls, repeats its service request and can miss an answer."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

import paramiko
from paramiko.auth_handler import AuthOnlyHandler
from paramiko.common import cMSG_SERVICE_REQUEST, cMSG_USERAUTH_REQUEST
from paramiko.kex_curve25519 import KexCurve25519
from paramiko.message import Message
from paramiko.packet import Packetizer
from paramiko.transport import ServiceRequestingTransport

from netwatch.collect.algorithms import Offer
from netwatch.collect.dial import Road

_NEGOTIATED = ("kex_algo_list", "server_key_algo_list", "client_encrypt_algo_list")
_CHECK_S = 0.1


class Transport(ServiceRequestingTransport):
    """Asks for the authentication service once, as RFC 4253 wants; paramiko asks at each attempt.

    ``offer`` is what the server said it supports. The thread is woken by the socket; the five
    seconds only bound paramiko's own polling, which at its default of 0.1 s costs 0.3 ms of CPU a
    second and connection.
    """

    _active_check_timeout = 5.0
    # The name RFC 8731 gave to what paramiko knows by its older name only.
    _kex_info: ClassVar = paramiko.Transport._kex_info | {  # type: ignore[attr-defined]  # noqa: SLF001  # not in the stubs
        "curve25519-sha256": KexCurve25519
    }

    offer: Offer | None = None

    def __init__(self, sock: Road) -> None:
        self._accepted = threading.Event()
        super().__init__(sock, packetizer_class=_Packetizer)

    def run(self) -> None:
        """Serve the connection until it ends.

        Behind a jump host, closing means telling the jump host so, and that link may be cut.
        """
        with suppress(EOFError, OSError, paramiko.SSHException):
            super().run()

    def ensure_session(self) -> None:
        """Ask for authentication, once, and wait for the yes without sleeping.

        Raises SSHException, AuthenticationException.
        """
        if self._accepted.is_set():
            return
        request = Message()
        request.add_byte(cMSG_SERVICE_REQUEST)
        request.add_string("ssh-userauth")
        self._send(request)
        until = time.monotonic() + self.auth_timeout
        while not self._accepted.wait(_CHECK_S):
            if not self.is_active():
                raise self.get_exception() or paramiko.SSHException("No existing session")
            if time.monotonic() > until:
                raise paramiko.AuthenticationException("Authentication timeout.")
        self.auth_handler = self.get_auth_handler()

    def get_auth_handler(self) -> "_AuthHandler":
        """Return the handler whose answers are never missed."""
        return _AuthHandler(self)

    def send_request(self, request: Message) -> None:
        """Send one message, alone."""
        with self.lock:
            self._send(request)

    def _send(self, request: Message) -> None:
        self._send_message(request)  # type: ignore[attr-defined]  # not in the stubs

    def _parse_service_accept(self, m: Message) -> None:
        super()._parse_service_accept(m)  # type: ignore[misc]  # not in the stubs
        self._accepted.set()

    def _really_parse_kex_init(self, m: Message, **local: bool) -> dict[str, list[str]]:
        parsed: dict[str, list[str]] = super()._really_parse_kex_init(m, **local)  # type: ignore[misc]  # not in the stubs
        if not local:
            self.offer = Offer(*(tuple(parsed[each]) for each in _NEGOTIATED))
        return parsed


class _Packetizer(Packetizer):
    def start_handshake(self, timeout: float) -> None:
        """Start no timer: its thread outlives a failed handshake, and the lifeline has its own."""


class _AuthHandler(AuthOnlyHandler):
    """paramiko begins to wait after it has sent, and waits for ever for an answer already there."""

    def send_auth_request(
        self, username: str, method: str, finish_message: Callable[[Message], None] | None = None
    ) -> list[str]:
        """Send the request and return what the server still asks for.

        Raises AuthenticationException.
        """
        self.auth_method, self.username = method, username
        self.auth_event = threading.Event()
        request = Message()
        request.add_byte(cMSG_USERAUTH_REQUEST)
        for field in (username, "ssh-connection", method):
            request.add_string(field)
        if finish_message:
            finish_message(request)
        self.transport.send_request(request)  # type: ignore[attr-defined]  # it is always ours
        left: list[str] = self.wait_for_response(self.auth_event)
        return left
