"""Syslog, against real receivers on loopback over UDP, TCP and TLS."""

import re
import socket

import pytest
from support.alerts import alert, message
from support.receivers import SyslogTcp, free_port

from netwatch.model.alert import Delivered, Failed, Limits, Occasion
from netwatch.model.evidence import Severity
from netwatch.notify import syslog
from netwatch.notify.syslog import Payload, Transport

LIMITS = Limits(seconds=5)
RFC5424 = re.compile(
    rb"<(\d{1,3})>1 (\S+) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) "
    rb'(\[netwatch@32473(?: [a-z]+="(?:[^"\\\]]|\\["\\\]])*")+\]) (.*)',
    re.DOTALL,
)


def sink(port, **given):
    return syslog.Settings(host="127.0.0.1", port=port, **given)


@pytest.mark.lab
def test_a_datagram_is_rfc_5424(secrets):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(5)
        udp = sink(receiver.getsockname()[1], transport=Transport.UDP)
        outcome = syslog.send(message(), udp, secrets, LIMITS)
        data = receiver.recv(65536)
    assert isinstance(outcome, Delivered)
    priority, moment, host, app, _, kind, structured, text = RFC5424.fullmatch(data).groups()
    assert int(priority) == 20 * 8 + 3
    assert moment == b"2026-01-01T12:00:00.000Z"
    assert (host, app, kind) == (b"nms1", b"netwatch", b"opened")
    assert f'id="{alert().key}"'.encode() in structured
    assert b'device="core-rtr1"' in structured
    assert b"monitor session 52" in text


@pytest.mark.lab
@pytest.mark.parametrize("transport", [Transport.TCP, Transport.TLS])
def test_streams_count_octets_and_carry_cef(secrets, tls, transport):
    many = message(alert(), alert("mirror 53", severity=Severity.CRITICAL))
    with SyslogTcp(tls=tls if transport is Transport.TLS else None) as receiver:
        settings = sink(
            receiver.port, transport=transport, payload=Payload.CEF, ca_file=str(tls[0])
        )
        outcome = syslog.send(many, settings, secrets, LIMITS)
        first, second = (receiver.messages.get(timeout=5) for _ in range(2))
    assert isinstance(outcome, Delivered)
    assert "took the end of the line" in outcome.answer
    assert RFC5424.fullmatch(first)[8].startswith(b"CEF:0|netwatch|netwatch|")
    assert RFC5424.fullmatch(second)[1] == b"162"


@pytest.mark.lab
def test_a_stranger_gets_nothing_over_tls(secrets, tls):
    with SyslogTcp(tls=tls) as receiver:
        outcome = syslog.send(message(), sink(receiver.port), secrets, LIMITS)
        assert receiver.messages.empty()
    assert isinstance(outcome, Failed)
    assert "no trusted TLS" in outcome.why


@pytest.mark.lab
@pytest.mark.parametrize("transport", [Transport.TCP, Transport.UDP])
def test_nobody_at_home(secrets, transport):
    outcome = syslog.send(message(), sink(free_port(), transport=transport), secrets, LIMITS)
    assert isinstance(outcome, Failed)
    assert "refused" in outcome.why


@pytest.mark.lab
def test_a_host_with_a_dead_address_is_reached_by_the_other(secrets, monkeypatch):
    with SyslogTcp() as receiver:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        both = [(*kind, ("127.0.0.1", each)) for each in (free_port(), receiver.port)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_given: both)
        outcome = syslog.send(message(), sink(1, transport=Transport.TCP), secrets, LIMITS)
        assert receiver.messages.get(timeout=5)
    assert isinstance(outcome, Delivered)


def test_a_long_message_is_cut_in_its_text_alone():
    told = alert(title="é" * 5000, occasion=Occasion.RESOLVED)
    for most in (2048, 8192):
        record = syslog.record(told, "nms1", sink(514), most)
        assert len(record) <= most
        assert RFC5424.fullmatch(record)
        assert record.decode()


@pytest.mark.parametrize("given", [{"facility": "local9"}, {"port": 0}, {"port": 70000}])
def test_settings_that_cannot_work_are_refused(given):
    with pytest.raises(ValueError):
        syslog.Settings(host="127.0.0.1", **given)
