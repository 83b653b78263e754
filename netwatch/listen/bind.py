"""An address to listen on, as the settings write it."""

import socket
from dataclasses import dataclass

from netwatch.model.errors import NetwatchError


class ListenError(NetwatchError):
    """An address cannot be listened on."""


@dataclass(frozen=True, slots=True)
class Bind:
    """An address to listen on; port 0 lets the system choose."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Bind":
        """Return ``host:port``, ``[::1]:port`` or ``:port`` (loopback). Raises ListenError."""
        host, colon, port = text.rpartition(":")
        if not colon or not port.isdigit() or int(port) > 65_535:  # noqa: PLR2004  # a port
            raise ListenError(f"{text!r} is no address to listen on; write 127.0.0.1:5514")
        return cls(host.strip("[]") or "127.0.0.1", int(port))

    def socket(self, kind: socket.SocketKind) -> socket.socket:
        """Return a bound socket. Raises ListenError saying what to do."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        sock = socket.socket(family, kind)
        try:
            if kind is socket.SOCK_STREAM:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((self.host, self.port))
        except OSError as error:
            sock.close()
            hint = "; ports below 1024 need CAP_NET_BIND_SERVICE" if self.port < 1024 else ""  # noqa: PLR2004
            raise ListenError(
                f"cannot listen on {self.host}:{self.port}: {error.strerror}{hint}"
            ) from None
        return sock
