"""Mail: plain text with the configuration's diff, over TLS unless that is said otherwise.

The Message-ID is made of the message's key: sent twice, mail programs see one message.
"""

import contextlib
import io
import smtplib
import socket
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum

from netwatch.model.alert import (
    Delivered,
    Failed,
    Fault,
    Limits,
    Message,
    Notifier,
    Secrets,
    SinkSettings,
)
from netwatch.model.inventory import SecretRef
from netwatch.notify._http import is_loopback
from netwatch.notify._sockets import BoundedReader, Deadline, connect, failed, tls_context
from netwatch.notify._text import body, subject
from netwatch.parsing.text import one_line

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_NOTIFY_AGAIN = range(400, 500)


class Security(StrEnum):
    """How the line is protected; with STARTTLS a server without it is refused."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class DiffPlace(StrEnum):
    """Where the diff of the configuration goes."""

    INLINE = "inline"
    ATTACHED = "attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SinkSettings):
    """The server, both ends of the mail, and how to log in."""

    host: str
    sender: str
    to: tuple[str, ...]
    port: int | None = None
    security: Security = Security.STARTTLS
    username: str | None = None
    password: SecretRef | None = None
    diff: DiffPlace = DiffPlace.INLINE
    ca_file: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for what cannot be used."""
        for each in (self.sender, *self.to):
            _address(each)
        if not self.to:
            raise ValueError("to: at least one address")
        if (self.username is None) is not (self.password is None):
            raise ValueError("username and password belong together")
        clear = self.security is Security.NONE and not is_loopback(self.host)
        if clear and self.password is not None:
            raise ValueError("a password is not sent in the clear; use security: starttls or tls")


def send(message: Message, sink: Settings, secrets: Secrets, limits: Limits) -> Delivered | Failed:
    """Mail the message to everybody; see ``Notifier``."""
    port = sink.port or _PORTS[sink.security]
    place = f"{sink.host}:{port}"
    password = secrets(sink.password) if sink.password else None
    deadline = Deadline(limits.seconds)
    client = None
    try:
        client = _Client(sink, deadline, limits)
        return _sent(client, message, sink, (port, password))
    except OSError as error:  # smtplib's errors among them
        return _why(error, place, deadline, limits)
    finally:
        if client is not None:
            client.close()


def _sent(
    client: "_Client", message: Message, sink: Settings, access: tuple[int, str | None]
) -> Delivered:
    port, password = access
    client.connect(sink.host, port)
    if sink.security is Security.STARTTLS:
        client.starttls(context=client.context)
    if sink.username is not None and password is not None:
        client.login(sink.username, password)
    refused = client.send_message(mail(message, sink), sink.sender, list(sink.to))
    answer = f"{sink.host}:{port} answered {client.last[0]}: {_shown(client.last[1])}"
    with contextlib.suppress(smtplib.SMTPException, OSError):
        client.quit()
    if refused:
        return Delivered(f"{answer}; it refused {', '.join(map(one_line, refused))}")
    return Delivered(answer)


def mail(message: Message, sink: Settings) -> EmailMessage:
    """Return the mail. No text of a device can begin a header: each is one line."""
    made = EmailMessage(policy=SMTP.clone(max_line_length=78))
    made["Subject"] = subject(message)
    made["From"] = _address(sink.sender)
    made["To"] = tuple(map(_address, sink.to))
    made["Date"] = message.sent_at
    made["Message-ID"] = f"<{message.key}@{sink.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["X-Netwatch-Severity"] = message.severity.label
    inline = sink.diff is DiffPlace.INLINE
    made.set_content(body(message, diffs=inline), cte="quoted-printable")
    if not inline or len(message.alerts) > 1:
        for alert in message.alerts:
            if alert.diff:
                made.add_attachment(
                    "\n".join(map(one_line, alert.diff)) + "\n",
                    subtype="x-diff",
                    cte="base64",
                    filename=_file_name(alert.finding.device),
                )
    return made


class _Client(smtplib.SMTP):
    """smtplib with one clock over the whole conversation."""

    def __init__(self, sink: Settings, deadline: Deadline, limits: Limits) -> None:
        # Servers look the name up, and the sender's domain is one that exists.
        domain = sink.sender.rpartition("@")[2]
        super().__init__(local_hostname=domain, timeout=deadline.left)
        self.context = tls_context(sink.ca_file)
        self.last: tuple[int, bytes] = (0, b"")
        self._deadline = deadline
        self._most = limits.reply_bytes
        self._security = sink.security

    def connect(  # type: ignore[override]  # fewer arguments than smtplib's own
        self, host: str, port: int
    ) -> tuple[int, bytes]:
        """Connect and read the greeting. Raises SMTPConnectError for a bad one."""
        self._host = host
        code, said = super().connect(host, port)
        if code != 220:  # noqa: PLR2004  # RFC 5321: service ready
            raise smtplib.SMTPConnectError(code, said)
        return code, said

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        del timeout
        made = connect(host, port, self._deadline)
        if self._security is not Security.TLS:
            return made
        with made:  # wrapping takes the socket over; what is left is closed on failure
            made.settimeout(self._deadline.left)
            return self.context.wrap_socket(made, server_hostname=host)

    def getreply(self) -> tuple[int, bytes]:
        """Read one reply before the deadline."""
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(BoundedReader(self.sock, self._deadline, self._most))
        self.last = super().getreply()
        return self.last

    def send(self, s: "bytes | str") -> None:  # type: ignore[override]  # narrower than smtplib's
        """Send before the deadline."""
        if self.sock is not None:
            self.sock.settimeout(self._deadline.left)
        super().send(s)


def _why(error: OSError, place: str, deadline: Deadline, limits: Limits) -> Failed:
    match error:
        case smtplib.SMTPRecipientsRefused():
            return _refused(place, *next(iter(error.recipients.values())))
        case smtplib.SMTPResponseException():
            return _refused(place, error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return Failed(f"{place}: {one_line(str(error), 200)}")
        case smtplib.SMTPException() if not deadline.over:
            return Failed(f"{place}: the server ended the conversation ({type(error).__name__})")
        case smtplib.SMTPException():
            return failed(place, TimeoutError(), limits.seconds)
        case _:
            return failed(place, error, limits.seconds)


def _refused(place: str, code: int, said: bytes | str) -> Failed:
    # A message that is refused for good may be refused for what it holds; others may pass.
    fault = Fault.SINK if code in _NOTIFY_AGAIN or code in (530, 535, 538) else Fault.MESSAGE
    return Failed(f"{place} answered {code}: {_shown(said)}", fault)


def _shown(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(text, 200)


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except Exception:  # noqa: BLE001  # the library raises half a dozen kinds
        raise ValueError(f"{one_line(text, 80)!r} is no mail address") from None


def _file_name(device: str) -> str:
    return "".join(each if each.isalnum() or each in "._-" else "_" for each in device) + ".diff"


NOTIFIER = Notifier(settings=Settings, send=send)
