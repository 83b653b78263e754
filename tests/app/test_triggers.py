"""Log lines, traps and floods lead to looks; here a look only takes notes (SSH: tests/cli)."""

import socket
import ssl
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from netwatch.app.debounce import Pace
from netwatch.app.hooks import HookError, check_hook, events_hook, window_hook
from netwatch.app.listening import Listening
from netwatch.app.settings import Settings
from netwatch.app.triggers import Triggers
from netwatch.app.workspace import Workspace
from netwatch.model.errors import NetwatchError

pytestmark = pytest.mark.lab

INVENTORY = """
credentials:
  default: {username: netwatch, password: {env: NETWATCH_PASSWORD}}
devices:
  - {name: core-rtr1, address: 127.0.0.1, platform: cisco_xe}
  - {name: far-rtr3, address: 192.0.2.3, platform: cisco_xe}
"""
NEIGHBOUR = "  - {name: edge-rtr2, address: 127.0.0.1, platform: cisco_xe}\n"
LINE = "%SYS-5-CONFIG_I: Configured from console by admin on vty0 (198.51.100.5)"
SOON = Pace(quiet_s=0.05, longest_s=0.5, rest_s=0.1)


class Notes:
    """Looks at nothing, and remembers who was to be looked at."""

    def __init__(self):
        self.looked, self.said = [], []
        self._arrived = threading.Condition()

    def look(self, device):
        with self._arrived:
            self.looked.append(device)
            self._arrived.notify_all()

    def wait(self, count, limit_s=10.0):
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.looked) >= count, limit_s), self.looked
        return self.looked


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    return {"inventory": tmp_path / "inventory.yaml", "state_dir": tmp_path / "state"}


@pytest.fixture
def service(settings):
    """Start triggers and listeners with more ``settings``; everything is stopped at the end."""
    started = []

    def go(look=None, pace=SOON, **more):
        notes = Notes()
        work = Workspace(Settings(**settings, **more))
        triggers = Triggers(work, notes.said.append, look=look or notes.look, pace=pace)
        listening = Listening(work.settings, triggers)
        triggers.start()
        listening.start()
        started.append((work, triggers, listening))
        return work, triggers, listening, notes

    yield go
    for work, triggers, listening in started:
        listening.stop()
        triggers.stop()
        work.close()


def heard(work, device):
    now = datetime.now(UTC)
    return work.store.heard.between(device, now - timedelta(hours=1), now)


@pytest.mark.parametrize("way", ["--udp", "--tcp"])
@pytest.mark.parametrize("form", ["--rfc5424", "--rfc3164"])
def test_a_real_logger_has_the_device_looked_at(service, way, form):
    work, _, listening, notes = service(syslog_udp="127.0.0.1:0", syslog_tcp="127.0.0.1:0")
    port = listening.ports[way.strip("-")]
    server = ["--server", "127.0.0.1", "--port", str(port)]
    subprocess.run(["/usr/bin/logger", *server, way, form, LINE], check=True)
    assert notes.wait(1) == ["core-rtr1"]
    (line,) = heard(work, "core-rtr1")
    assert (line.event.user, line.event.origin) == ("admin", "198.51.100.5")


def sent(port, *lines):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for each in lines:
            out.sendto(each.encode(), ("127.0.0.1", port))


def test_of_devices_at_one_address_the_line_says_which(service, settings):
    with settings["inventory"].open("a") as inventory:
        inventory.write(NEIGHBOUR)
    work, _, listening, notes = service(syslog_udp="127.0.0.1:0")
    sent(listening.ports["udp"], f"<189>Mar  1 02:14:00 edge-rtr2 {LINE}")
    assert notes.wait(1) == ["edge-rtr2"]
    (line,) = heard(work, "edge-rtr2")
    assert (line.event.user, line.event.origin, line.way) == ("admin", "198.51.100.5", "syslog")
    assert line.text == LINE


def test_a_flood_costs_few_looks_and_few_rows(service):
    work, triggers, listening, notes = service(
        syslog_udp="127.0.0.1:0", pace=Pace(quiet_s=0.2, longest_s=0.5, rest_s=30)
    )
    for _ in range(20):
        sent(listening.ports["udp"], *[f"<189>core-rtr1: {LINE}"] * 50)
        time.sleep(0.05)
    assert notes.wait(1) == ["core-rtr1"]
    assert triggers.counts["heard"] > 200
    assert len(heard(work, "core-rtr1")) <= 200


def test_a_stranger_and_an_everyday_line_are_only_counted(service, settings):
    text = settings["inventory"].read_text().replace("127.0.0.1", "192.0.2.1")
    settings["inventory"].write_text(text)
    _, triggers, listening, notes = service(syslog_udp="127.0.0.1:0")
    sent(listening.ports["udp"], f"<189>core-rtr1: {LINE}", "<189>%LINK-3-UPDOWN: Gi1 is up")
    until = time.monotonic() + 10
    while triggers.counts["heard"] < 2 and time.monotonic() < until:
        time.sleep(0.02)
    assert triggers.counts == {"heard": 2, "strangers": 1, "quiet": 1}
    assert notes.looked == []


def test_a_relay_speaks_for_the_device_it_names(service):
    work, _, listening, notes = service(syslog_udp="127.0.0.1:0", syslog_relays=("127.0.0.1",))
    sent(listening.ports["udp"], f"<189>Mar  1 02:14:00 far-rtr3.example.net {LINE}")
    assert notes.wait(1) == ["far-rtr3"]
    assert heard(work, "far-rtr3")[0].sender == "127.0.0.1"


def test_what_was_typed_is_kept_without_its_secrets(service):
    work, _, listening, notes = service(syslog_udp="127.0.0.1:0")
    typed = "username eve privilege 15 password 0 hunter2hunter2"
    sent(
        listening.ports["udp"],
        f"<189>%PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged command:{typed}",
    )
    notes.wait(1)
    (line,) = heard(work, "core-rtr1")
    assert "hunter2" not in line.text + line.event.command
    assert line.event.command.startswith("username eve privilege 15 password 0 <secret:")


def test_a_receiver_that_ended_by_itself_is_trouble(service):
    _, _, listening, _ = service(syslog_udp="127.0.0.1:0", syslog_tcp="127.0.0.1:0")
    assert listening.trouble() is None
    listening._listeners["udp"]._socket.close()
    until = time.monotonic() + 10
    while listening.trouble() is None and time.monotonic() < until:
        time.sleep(0.02)
    assert listening.trouble() == "nothing is heard any more over udp"


def test_lines_over_tls(service, tmp_path):
    certificate, key = self_signed(tmp_path)
    _, _, listening, notes = service(
        syslog_tls="127.0.0.1:0", tls_certificate=certificate, tls_key=key
    )
    context = ssl.create_default_context(cafile=str(certificate))
    with (
        socket.create_connection(("127.0.0.1", listening.ports["tls"])) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as out,
    ):
        message = f"<189>core-rtr1: {LINE}".encode()
        out.sendall(b"%d %s" % (len(message), message))
        assert notes.wait(1) == ["core-rtr1"]


@pytest.mark.parametrize(
    ("version", "oid", "looked"),
    [
        (1, "1.3.6.1.4.1.9.9.43.2.0.1", True),
        (2, "1.3.6.1.4.1.9.9.43.2.0.1", True),
        (2, "1.3.6.1.6.3.1.1.5.1", True),
        (2, "1.3.6.1.6.3.1.1.5.4", False),
    ],
)
def test_a_trap_of_a_change_has_the_device_looked_at(service, version, oid, looked):
    _, triggers, listening, notes = service(traps="127.0.0.1:0")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for raw in (b"\x30\x82garbage", trap(version, oid)):
            out.sendto(raw, ("127.0.0.1", listening.ports["trap"]))
        # a link that came up, then a change: what was not worth a look came before
        out.sendto(trap(2, "1.3.6.1.4.1.2636.4.5.0.1"), ("127.0.0.1", listening.ports["trap"]))
    assert notes.wait(1)[0] == "core-rtr1"
    until = time.monotonic() + 10
    while triggers.counts["heard"] < 1 + looked and time.monotonic() < until:
        time.sleep(0.02)
    assert triggers.counts["heard"] == 1 + looked


def test_a_look_that_fails_is_said_and_the_next_one_comes(service):
    tried = []

    def look(device):
        tried.append(device)
        raise NetwatchError("the store is gone")

    _, triggers, listening, notes = service(look=look, syslog_udp="127.0.0.1:0")
    for count in (1, 2):
        sent(listening.ports["udp"], f"<189>core-rtr1: {LINE}")
        until = time.monotonic() + 10
        while len(notes.said) < count and time.monotonic() < until:
            time.sleep(0.02)
    assert tried == ["core-rtr1"] * 2
    assert "core-rtr1" in notes.said[0]
    assert "the store is gone" in notes.said[0]
    assert triggers.trouble() is None


def test_a_webhook_names_the_device_and_who(service):
    work, triggers, _, notes = service()
    brought = {"device": "far-rtr3", "user": "eve", "origin": "198.51.100.5"}
    assert check_hook(triggers, brought, "192.0.2.200")["device"] == "far-rtr3"
    assert notes.wait(1) == ["far-rtr3"]
    (line,) = heard(work, "far-rtr3")
    assert (line.way, line.event.user) == ("webhook", "eve")


@pytest.mark.parametrize(
    "brought", [{}, [], "r1", {"device": "nobody"}, {"device": "core-rtr1", "run": "reload"}]
)
def test_a_webhook_that_is_not_right_is_told_what(service, brought):
    _, triggers, _, notes = service()
    with pytest.raises(HookError):
        check_hook(triggers, brought, "192.0.2.200")
    assert notes.looked == []


CREATED = {
    "eventSource": "ec2.amazonaws.com",
    "eventName": "CreateTrafficMirrorSession",
    "recipientAccountId": "111122223333",
    "userIdentity": {"arn": "arn:aws:iam::111122223333:user/eve"},
    "sourceIPAddress": "198.51.100.7",
}


def test_an_audit_event_has_the_account_looked_at(service, settings):
    with settings["inventory"].open("a") as inventory:
        inventory.write('clouds:\n  - {name: aws-prod, platform: aws, account: "111122223333"}\n')
    work, triggers, _, notes = service()
    elsewhere = {**CREATED, "recipientAccountId": "999988887777"}
    other = {"eventSource": "s3.amazonaws.com", "eventName": "GetObject"}
    brought = {"Records": [{"detail": each} for each in (CREATED, elsewhere, other)]}
    answer = events_hook(triggers, brought, "192.0.2.200")
    assert answer == {"about_mirroring": 2, "accounts": ["111122223333"]}
    assert notes.wait(1) == ["aws-prod"]
    (line,) = heard(work, "aws-prod")
    assert (line.way, line.event.user) == ("cloudtrail", "arn:aws:iam::111122223333:user/eve")


def test_a_ticket_plans_a_change_window(service):
    work, _, _, _ = service()
    begins = datetime.now(UTC) + timedelta(hours=1)
    ticket = {
        "id": "CHG7",
        "devices": ["core-rtr1"],
        "from": begins.isoformat(),
        "to": (begins + timedelta(hours=1)).isoformat(),
        "expect": ["reload"],
    }
    assert window_hook(work, ticket, "192.0.2.200")["planned"] == ["CHG7"]
    assert window_hook(work, ticket, "192.0.2.200")["unchanged"] == ["CHG7"]
    assert window_hook(work, {**ticket, "status": "cancelled"}, "")["cancelled"] == ["CHG7"]
    with pytest.raises(HookError, match="id"):
        window_hook(work, {"devices": []}, "")


def trap(version, oid):
    """Return a trap as an agent of ``version`` 1 or 2 sends it, made by pysnmp."""
    from pyasn1.codec.ber import encoder
    from pysnmp.proto import api

    module = api.PROTOCOL_MODULES[version - 1]
    pdu = module.TrapPDU()
    module.apiTrapPDU.set_defaults(pdu)
    if version == 1:
        enterprise, _, specific = oid.rpartition(".0.")
        module.apiTrapPDU.set_enterprise(pdu, tuple(map(int, enterprise.split("."))))
        module.apiTrapPDU.set_generic_trap(pdu, "enterpriseSpecific")
        module.apiTrapPDU.set_specific_trap(pdu, int(specific))
    else:
        named = module.ObjectIdentifier(tuple(map(int, oid.split("."))))
        module.apiTrapPDU.set_varbinds(pdu, [((1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0), named)])
    message = module.Message()
    module.apiMessage.set_defaults(message)
    module.apiMessage.set_community(message, "public")
    module.apiMessage.set_pdu(message, pdu)
    return encoder.encode(message)


def self_signed(folder):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, plain))
    return folder / "cert.pem", folder / "key.pem"
