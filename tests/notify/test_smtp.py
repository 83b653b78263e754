"""Mail, against a real server on loopback."""

import contextlib
import socket
import threading
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from support.alerts import alert, message
from support.receivers import free_port, server_context

from netwatch.model.alert import Delivered, Failed, Fault, Limits
from netwatch.notify import smtp

pytestmark = pytest.mark.lab

LIMITS = Limits(seconds=5)
NONE = smtp.Security.NONE


class Mailbox:
    """Keeps every mail; ``refuse`` is said to the next recipient, ``after`` after the data."""

    def __init__(self):
        self.mails = []
        self.refuse = self.after = None

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  # aiosmtpd's name
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  # aiosmtpd's name
        if self.after:
            return self.after
        self.mails.append(envelope)
        return "250 2.0.0 queued as 7"

    def only(self):
        (envelope,) = self.mails
        return message_from_bytes(envelope.content, policy=default)


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def serve(mailbox):
    running = []

    def start(**given):
        controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **given)
        controller.start()
        running.append(controller)
        return controller.port

    yield start
    for each in running:
        each.stop()


def settings(port, **given):
    known = {"sender": "netwatch@example.com", "to": ("soc@example.com",), "security": NONE}
    return smtp.Settings(host="127.0.0.1", port=port, **(known | given))


def test_a_mail_carries_everything_and_the_diff(serve, mailbox, secrets):
    told = alert(who="ada", diff=("--- before", "+++ after", "+monitor session 52"))
    port = serve()
    outcome = smtp.send(message(told), settings(port), secrets, LIMITS)
    assert outcome == Delivered(f"127.0.0.1:{port} answered 250: 2.0.0 queued as 7")
    mail = mailbox.only()
    assert mail["Subject"] == ("[netwatch] HIGH core-rtr1 (nyc): mirror 52 appeared on core-rtr1")
    assert mail["Message-ID"] == f"<{told.key}@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    for wanted in (
        "site nyc",
        "since      2026-01-01 11:55:00 UTC",
        "running-config:210 | monitor session 52 type erspan-source",
        "who        ada",
        "T1020.001",
        "+monitor session 52",
        "netwatch diff core-rtr1",
        f"netwatch findings --explain {told.finding.fingerprint[:8]}",
    ):
        assert wanted in text


def test_the_diff_may_be_attached(serve, mailbox, secrets):
    told = alert(diff=("+monitor session 52",))
    sink = settings(serve(), diff=smtp.DiffPlace.ATTACHED)
    smtp.send(message(told), sink, secrets, LIMITS)
    (attached,) = mailbox.only().iter_attachments()
    assert attached.get_filename() == "core-rtr1.diff"
    assert attached.get_content().splitlines() == ["+monitor session 52"]
    assert "+monitor" not in mailbox.only().get_body().get_content()


def test_a_digest_has_equal_findings_in_one_line(serve, mailbox, secrets):
    many = [
        alert(device=f"sw{each}", title=f"mirror 52 appeared on sw{each}") for each in range(12)
    ]
    smtp.send(message(*many, alert("mirror 9")), settings(serve()), secrets, LIMITS)
    assert mailbox.only()["Subject"] == "[netwatch] HIGH 13 findings on 13 devices"
    text = mailbox.only().get_content()
    assert text.count("mirror 52 appeared on the device") == 1
    assert "12 devices: sw0, sw1" in text
    assert "and 4 more" in text


def test_starttls_and_login(serve, mailbox, secrets, tls, ref):
    seen = []

    def authenticator(_server, _session, _envelope, _mechanism, data):
        seen.append((data.login, data.password))
        return AuthResult(success=data.password == b"s3cr3t-t0ken", handled=False)

    port = serve(tls_context=server_context(tls), authenticator=authenticator, auth_required=True)
    sink = settings(
        port, security=smtp.Security.STARTTLS, username="netwatch", password=ref,
        ca_file=str(tls[0]),
    )  # fmt: skip
    assert isinstance(smtp.send(message(), sink, secrets, LIMITS), Delivered)
    assert seen == [(b"netwatch", b"s3cr3t-t0ken")]
    wrong = smtp.send(message(), sink, lambda _: "wr0ng-pass", LIMITS)
    assert isinstance(wrong, Failed)
    assert "535" in wrong.why
    assert wrong.fault is Fault.SINK
    assert "wr0ng" not in wrong.why
    assert len(mailbox.mails) == 1


def test_tls_from_the_first_byte(serve, mailbox, secrets, tls):
    port = serve(ssl_context=server_context(tls))
    tls_only = smtp.Security.TLS
    sink = settings(port, security=tls_only, ca_file=str(tls[0]))
    assert isinstance(smtp.send(message(), sink, secrets, LIMITS), Delivered)
    refused = smtp.send(message(), settings(port, security=tls_only), secrets, LIMITS)
    assert isinstance(refused, Failed)
    assert "no trusted TLS" in refused.why
    assert len(mailbox.mails) == 1


def test_a_server_without_starttls_gets_nothing(serve, mailbox, secrets):
    sink = settings(serve(), security=smtp.Security.STARTTLS)
    outcome = smtp.send(message(), sink, secrets, LIMITS)
    assert isinstance(outcome, Failed)
    assert "STARTTLS" in outcome.why
    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("refuse", "after", "fault"),
    [
        ("451 greylisted, try later", None, Fault.SINK),
        ("550 no such user", None, Fault.MESSAGE),
        (None, "452 disk full", Fault.SINK),
        (None, "554 looks like spam", Fault.MESSAGE),
    ],
)
def test_a_refusal_says_what_the_server_said(serve, mailbox, secrets, refuse, after, fault):
    mailbox.refuse, mailbox.after = refuse, after
    outcome = smtp.send(message(), settings(serve()), secrets, LIMITS)
    assert isinstance(outcome, Failed)
    assert (refuse or after).partition(" ")[2] in outcome.why
    assert outcome.fault is fault


def test_a_dripping_server_ends_at_the_limit(secrets):
    with socket.create_server(("127.0.0.1", 0)) as server:
        halt = threading.Event()

        def drip():
            line, _ = server.accept()
            with line:
                while not halt.wait(0.05):
                    try:
                        line.sendall(b"2")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        sink = settings(server.getsockname()[1])
        outcome = smtp.send(message(), sink, secrets, Limits(seconds=0.5))
        halt.set()
        thread.join()
    assert isinstance(outcome, Failed)
    assert "within 0.5 s" in outcome.why


def test_a_server_that_never_stops_talking_is_cut_off(secrets):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk():
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                while True:
                    line.sendall(b"220-welcome\r\n" * 1000)

        thread = threading.Thread(target=talk)
        thread.start()
        sink = settings(server.getsockname()[1])
        outcome = smtp.send(message(), sink, secrets, Limits(seconds=20, reply_bytes=10_000))
        thread.join()
    assert isinstance(outcome, Failed)
    assert "ended the conversation" in outcome.why


def test_nobody_at_home(secrets):
    outcome = smtp.send(message(), settings(free_port()), secrets, LIMITS)
    assert isinstance(outcome, Failed)
    assert "refused" in outcome.why


@pytest.mark.parametrize(
    "given",
    [
        {"sender": "no address"},
        {"to": ()},
        {"to": ("a@example.com\r\nBcc: b@example.com",)},
        {"username": "netwatch"},
        {"host": "mail.example.com", "username": "n", "password": "ref"},
    ],
)
def test_settings_that_cannot_work_are_refused(given):
    known = {"host": "127.0.0.1", "sender": "n@example.com", "to": ("s@example.com",)}
    with pytest.raises(ValueError):
        smtp.Settings(security=NONE, **(known | given))
