"""Syslog as RFC 5424 has it, over UDP, TCP (octet counting, RFC 6587) or TLS (RFC 5425).

Nothing in these protocols says that a message arrived. Over TCP and TLS netwatch ends its side and
waits for the receiver to end too, so that a connection that broke on the way is a failure.
"""

import contextlib
import re
import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum

from netwatch.model.alert import (
    Alert,
    Delivered,
    Failed,
    Limits,
    Message,
    Notifier,
    Secrets,
    SinkSettings,
)
from netwatch.model.evidence import Severity
from netwatch.notify._sockets import Deadline, connect, failed, tls_context
from netwatch.notify._text import look_further
from netwatch.parsing.text import one_line
from netwatch.report import cef
from netwatch.report._alert_fields import iso

_SEVERITIES = {
    Severity.CRITICAL: 2,
    Severity.HIGH: 3,
    Severity.MEDIUM: 4,
    Severity.LOW: 5,
    Severity.INFO: 6,
}
_FACILITIES = {
    "kern": 0, "user": 1, "mail": 2, "daemon": 3, "auth": 4, "syslog": 5, "lpr": 6, "news": 7,
    "uucp": 8, "cron": 9, "authpriv": 10, "ftp": 11, "ntp": 12, "audit": 13, "alert": 14,
    "clock": 15, **{f"local{each}": 16 + each for each in range(8)},
}  # fmt: skip
_UDP_BYTES = 2048  # RFC 5424 section 6.1: what every receiver should take
_STREAM_BYTES = 8192
_GOODBYE_S = 2.0
_ICMP_S = 0.3
_NOT_PRINTABLE = re.compile(r"[^\x21-\x7e]")


class Transport(StrEnum):
    """How messages travel."""

    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


class Payload(StrEnum):
    """What the message is: a sentence with structured data, or a CEF event."""

    TEXT = "text"
    CEF = "cef"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SinkSettings):
    """Where to send; ``enterprise`` is the number of the structured data's name."""

    host: str
    port: int | None = None
    transport: Transport = Transport.TLS
    payload: Payload = Payload.TEXT
    facility: str = "local4"
    enterprise: int = 32473
    ca_file: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a facility or port that does not exist."""
        if self.facility not in _FACILITIES:
            raise ValueError(f"facility: one of {', '.join(_FACILITIES)}")
        if self.port is not None and not 0 < self.port <= 65535:  # noqa: PLR2004  # ports
            raise ValueError("port: 1 to 65535")

    @property
    def where(self) -> tuple[str, int]:
        """Return host and port, the assigned one when none is given."""
        return self.host, self.port or (6514 if self.transport is Transport.TLS else 514)


def send(message: Message, sink: Settings, secrets: Secrets, limits: Limits) -> Delivered | Failed:
    """Send one syslog message an alert; see ``Notifier``."""
    del secrets
    place = f"{sink.host}:{sink.where[1]}"
    most = _UDP_BYTES if sink.transport is Transport.UDP else _STREAM_BYTES
    records = [record(each, message.sender, sink, most) for each in message.alerts]
    try:
        if sink.transport is Transport.UDP:
            _by_datagram(sink, records)
            return Delivered(f"{len(records)} sent to {place}; UDP cannot tell whether they came")
        return Delivered(f"{len(records)} sent to {place}; {_by_stream(sink, records, limits)}")
    except OSError as error:
        return failed(place, error, limits.seconds)


def record(alert: Alert, sender: str, sink: Settings, most: int) -> bytes:
    """Return one RFC 5424 message of at most ``most`` bytes, cut in its text alone."""
    priority = _FACILITIES[sink.facility] * 8 + _SEVERITIES[alert.finding.severity]
    head = " ".join(
        (
            f"<{priority}>1",
            iso(alert.at),
            _name(sender, 255),
            "netwatch",
            "-",
            _name(alert.occasion.value, 32),
            _structured(alert, sink.enterprise),
        )
    )
    text = cef.event(alert) if sink.payload is Payload.CEF else _sentence(alert)
    whole = f"{head} {text}".encode()
    return whole if len(whole) <= most else whole[:most].decode("utf-8", "ignore").encode()


def _structured(alert: Alert, enterprise: int) -> str:
    finding = alert.finding
    fields = {
        "id": alert.key,
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "severity": finding.severity.label,
        "device": finding.device,
        "site": alert.site or "",
        "since": iso(alert.since),
        "techniques": " ".join(finding.techniques),
        "who": alert.who or "",
    }
    said = (f'{key}="{_parameter(value)}"' for key, value in fields.items() if value)
    return f"[netwatch@{enterprise} {' '.join(said)}]"


def _sentence(alert: Alert) -> str:
    finding = alert.finding
    quotes = "; ".join(
        f"{each.source}{'' if each.line is None else f':{each.line}'} {each.text.strip()}"
        for each in finding.evidence[:3]
    )
    said = f"{alert.occasion.value} {finding.device}: {finding.title}"
    return one_line(f"{said} | {quotes} | {look_further(alert)[0]}", 3000)


def _parameter(value: str) -> str:
    """RFC 5424 section 6.3.3: quote, backslash and closing bracket are escaped."""
    shown = one_line(value, 120)
    return shown.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")


def _name(text: str, most: int) -> str:
    return _NOT_PRINTABLE.sub("_", text)[:most] or "-"


def _by_datagram(sink: Settings, records: list[bytes]) -> None:
    found = socket.getaddrinfo(*sink.where, type=socket.SOCK_DGRAM)
    family, kind, protocol, _, place = found[0]
    with socket.socket(family, kind, protocol) as connection:
        connection.connect(place)
        for each in records:
            connection.send(each)
        # A host where nobody listens says so by ICMP, if it says anything.
        connection.settimeout(_ICMP_S)
        with contextlib.suppress(TimeoutError):
            connection.recv(1)


def _by_stream(sink: Settings, records: list[bytes], limits: Limits) -> str:
    deadline = Deadline(limits.seconds)
    with contextlib.ExitStack() as stack:
        connection = stack.enter_context(connect(*sink.where, deadline))
        if sink.transport is Transport.TLS:
            connection.settimeout(deadline.left)
            context = tls_context(sink.ca_file)
            connection = stack.enter_context(
                context.wrap_socket(connection, server_hostname=sink.host)
            )
        for each in records:
            connection.settimeout(deadline.left)
            connection.sendall(b"%d %s" % (len(each), each))
        return _goodbye(connection)


def _goodbye(connection: socket.socket) -> str:
    """End our side and hear whether the receiver ends too. Raises OSError for a broken line."""
    connection.settimeout(_GOODBYE_S)
    try:
        if isinstance(connection, ssl.SSLSocket):
            connection.unwrap()
        else:
            connection.shutdown(socket.SHUT_WR)
            if connection.recv(1):
                return "the receiver said something, which syslog does not"
    except (TimeoutError, ssl.SSLError):
        return "the receiver kept the line open"
    return "the receiver took the end of the line"


NOTIFIER = Notifier(settings=Settings, send=send)
