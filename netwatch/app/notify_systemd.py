"""What systemd is told of a service: sd_notify(3), which is one datagram."""

import socket
from collections.abc import Mapping
from contextlib import suppress

from netwatch.parsing.text import visible

_MICRO = 1_000_000


class Systemd:
    """The notification socket of the unit; without one, nothing is told."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Take NOTIFY_SOCKET and WATCHDOG_USEC from the process environment."""
        self._address = environment.get("NOTIFY_SOCKET", "")
        usec = environment.get("WATCHDOG_USEC", "")
        self.watchdog_s = int(usec) / _MICRO if usec.isdigit() and self._address else None

    def ready(self, status: str) -> None:
        """Say that the service is up."""
        self._tell(f"READY=1\nSTATUS={_line(status)}")

    def alive(self, status: str) -> None:
        """Feed the watchdog."""
        self._tell(f"WATCHDOG=1\nSTATUS={_line(status)}")

    def status(self, status: str) -> None:
        """Say how things stand without feeding the watchdog."""
        self._tell(f"STATUS={_line(status)}")

    def stopping(self) -> None:
        """Say that the service is ending."""
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        # An address that begins with @ lies in the abstract namespace (unix(7)).
        address = "\0" + self._address[1:] if self._address[0] == "@" else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(message.encode(), address)


def _line(text: str) -> str:
    return visible(text.replace("\n", " "))[:200]
