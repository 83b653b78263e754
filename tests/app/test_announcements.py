"""Calendars from https feeds, in bounded size and time; and tickets, planned and called off."""

import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from netwatch.app import announcements
from netwatch.app.announcements import import_calendar, plan_ticket
from netwatch.app.workspace import Workspace
from netwatch.inventory.calendar_file import MAX_BYTES, CalendarError
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.ticket import Ticket
from netwatch.model.window import ChangeWindow, WindowState

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FEED = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//EN
BEGIN:VEVENT
UID:CHG7
DTSTAMP:20260101T000000Z
DTSTART:20260310T220000Z
DURATION:PT2H
X-NETWATCH-DEVICES:core-rtr1
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0]
        if path == "/moved":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1/x.ics")
            self.end_headers()
            return
        body = {"/c.ics": FEED, "/large": b"x" * (MAX_BYTES + 1)}.get(path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


def certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def serving(pem):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NETWATCH_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("NO_PROXY", "*")
    (tmp_path / "inventory.yaml").write_text(
        "credentials:\n  default: {username: a, password: {env: A}}\n"
        "devices:\n  - {name: core-rtr1, address: 192.0.2.1, platform: cisco_xe}\n"
    )
    with Workspace.open() as opened:
        yield opened


@pytest.fixture
def feed(work, tmp_path, monkeypatch):
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with serving(pem) as url:
        yield url


@pytest.mark.lab
def test_a_feed_is_planned(work, feed):
    done = import_calendar(work, f"{feed}/c.ics?token=s3cret", NOW)
    assert done.planned == ("CHG7",)
    kept = work.store.windows.get("CHG7")
    assert kept.window.origin == "calendar https://127.0.0.1/c.ics"  # and never the token
    assert import_calendar(work, f"{feed}/c.ics?token=s3cret", NOW).unchanged == ("CHG7",)


@pytest.mark.lab
@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/moved", "302; redirects are not followed"),
        ("/none", "404"),
        ("/large", "larger than 2 MB"),
    ],
)
def test_what_a_feed_may_not_do(work, feed, path, says):
    with pytest.raises(CalendarError, match=says):
        import_calendar(work, f"{feed}{path}?token=s3cret", NOW)


@pytest.mark.lab
def test_a_feed_that_takes_too_long(work, feed, monkeypatch):
    monkeypatch.setattr(announcements, "_WHOLE_S", -1.0)
    with pytest.raises(CalendarError, match="not read within"):
        import_calendar(work, f"{feed}/c.ics", NOW)


@pytest.mark.lab
def test_a_server_nobody_vouches_for(work, feed, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(CalendarError, match="CERTIFICATE_VERIFY_FAILED") as caught:
        import_calendar(work, f"{feed}/c.ics?token=s3cret", NOW)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["http", "ftp", "file"])
def test_only_https_is_fetched(work, scheme):
    with pytest.raises(CalendarError, match="only https"):
        import_calendar(work, f"{scheme}://127.0.0.1/c.ics", NOW)


def ticket(*, cancelled=False, devices=("core-rtr1",), hours=4):
    window = ChangeWindow(
        name="CHG9", starts=NOW, ends=NOW + timedelta(hours=hours), devices=devices, origin="ticket"
    )
    return Ticket(window, cancelled)


def test_the_life_of_a_ticket(work):
    assert plan_ticket(work, ticket(), NOW).planned == ("CHG9",)
    assert plan_ticket(work, ticket(), NOW).unchanged == ("CHG9",)
    assert plan_ticket(work, ticket(cancelled=True), NOW).cancelled == ("CHG9",)
    assert plan_ticket(work, ticket(cancelled=True), NOW).cancelled == ()
    assert work.store.windows.get("CHG9").state is WindowState.CANCELLED
    assert plan_ticket(work, ticket(), NOW).planned == ("CHG9",)


def test_tickets_that_cannot_be_planned(work):
    with pytest.raises(InventoryError, match="no device"):
        plan_ticket(work, ticket(devices=("x",)), NOW)
    with pytest.raises(CalendarError, match="over already"):
        plan_ticket(work, ticket(), NOW + timedelta(days=1))
    with pytest.raises(CalendarError, match="longer than 31 days"):
        plan_ticket(work, ticket(hours=24 * 40), NOW)
    assert work.store.windows.list() == ()
