"""The SNMP agent is asked over real UDP: answers, refusals, and agents that misbehave."""

import time

import pytest
from support.agents import COMMUNITY, agent

from netwatch.collect import snmp
from netwatch.lab.fleet import LOOPBACK
from netwatch.model.device import Device, SnmpAgent, SnmpVersion
from netwatch.model.snapshot import Artifact, Reason

pytestmark = pytest.mark.lab

SAID = {
    "sysDescr.0": "Cisco IOS Software, Version 17.9.4a,\r\n RELEASE SOFTWARE",
    "sysUpTime.0": 123456,
    "sysName.0": "core-rtr1.example.net",
}


@pytest.fixture
def served(monkeypatch):
    monkeypatch.setattr(snmp, "TRY_S", 0.3)
    with agent() as (port, talk):
        talk.values = SAID
        yield port, talk


@pytest.fixture
def ask(access):
    def go(port, *, to=None, version=SnmpVersion.V2C, **login):
        said = SnmpAgent(credentials="x", version=version, port=port)
        device = Device(name="r", address=LOOPBACK, platform="cisco_xe", snmp=said)
        return snmp.ask(device, to or access(login={"community": COMMUNITY, **login}), 7)

    return go


def test_what_the_agent_says_is_one_answer(served, ask):
    port, talk = served
    assert ask(port) == Artifact(
        "snmp",
        "snmp get",
        "asked after 7 s\n"
        "sysDescr.0 = Cisco IOS Software, Version 17.9.4a, RELEASE SOFTWARE\n"
        "sysUpTime.0 = 123456\n"
        "sysName.0 = core-rtr1.example.net\n",
    )
    assert talk.asked == 1


def test_the_answer_is_redacted(served, ask, access):
    port, talk = served
    talk.values = {"sysName.0": "a-s3cret"}
    to = access(
        redact=lambda text, topic: text.replace("a-s3cret", f"<{topic}>"),
        login={"community": COMMUNITY},
    )
    assert "sysName.0 = <snmp>" in ask(port, to=to).text


def test_a_stranger_gets_no_answer_and_no_secret_is_told(served, ask):
    port, _ = served
    failure = ask(port, community="wr0ng-s3cret")
    assert (failure.command, failure.reason) == ("snmp get", Reason.TIMEOUT)
    assert "community" in failure.detail
    assert "wr0ng-s3cret" not in failure.detail


def test_nobody_listens(ask, served):
    began = time.monotonic()
    with agent() as (port, _):
        pass
    assert ask(port).reason in {Reason.TIMEOUT, Reason.UNREACHABLE}
    assert time.monotonic() - began < 5


def test_an_agent_that_offers_none_of_the_objects_is_a_failure(served, ask):
    port, talk = served
    talk.values = {}
    failure = ask(port)
    assert failure.reason is Reason.COMMAND_REJECTED
    assert "view" in failure.detail


@pytest.mark.parametrize(
    "raw", [b"\x00", b"\x30\x82\xff\xff" + b"\x02" * 100, b"\xff" * 60_000, b"0"]
)
def test_an_agent_that_makes_no_sense_is_a_failure(served, ask, raw):
    port, talk = served
    talk.raw = raw
    began = time.monotonic()
    assert ask(port).reason in {Reason.TIMEOUT, Reason.INCOMPLETE}
    assert time.monotonic() - began < 5


def test_a_long_and_dirty_description_is_one_short_line(served, ask):
    port, talk = served
    talk.values = {"sysDescr.0": "x\x1b[2J\x00\n" * 8000, "sysName.0": b"\xff\xfe"}
    lines = ask(port).text.splitlines()
    assert len(lines) == 3
    assert max(map(len, lines)) < 1100
    assert lines[1].isprintable()


def test_a_name_that_does_not_resolve(ask, access):
    device = Device(
        name="r", address="no.such.invalid", platform="cisco_xe", snmp=SnmpAgent(credentials="x")
    )
    assert snmp.ask(device, access(), 0).reason in {Reason.UNREACHABLE, Reason.TIMEOUT}


def test_a_secret_too_short_for_version_3_is_not_sent(served, ask):
    port, talk = served
    failure = ask(port, version=SnmpVersion.V3, username="u", password="short")
    assert failure.reason is Reason.AUTH_FAILED
    assert "8 characters" in failure.detail
    assert talk.asked == 0


def test_a_run_that_is_stopped_asks_nobody(served, ask, access):
    port, talk = served
    to = access(login={"community": COMMUNITY})
    to.halt.now()
    assert ask(port, to=to).reason is Reason.TIMEOUT
    assert talk.asked == 0
