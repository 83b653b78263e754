"""A device that hides an upgrade over SSH is contradicted by its own SNMP agent."""

import pytest
import yaml
from support.agents import COMMUNITY, agent

from netwatch.app.workspace import Workspace
from netwatch.collect import snmp

pytestmark = pytest.mark.lab

NAME = "core-rtr1"
DAY = 8_640_000  # in hundredths of a second


@pytest.fixture
def spoken(lab, tmp_path, monkeypatch):
    """The demo fleet, where the agent of one router answers on a port of its own."""
    monkeypatch.setattr(snmp, "TRY_S", 0.3)
    monkeypatch.setenv("TEST_COMMUNITY", COMMUNITY)
    path = tmp_path / "inventory.yaml"
    told = yaml.safe_load(path.read_text())
    told["credentials"]["mon"] = {"community": {"env": "TEST_COMMUNITY"}}
    with agent() as (port, talk):
        device = next(each for each in told["devices"] if each["name"] == NAME)
        device["snmp"] = {"version": "2c", "credentials": "mon", "port": port}
        path.write_text(yaml.safe_dump(told))
        talk.values = {"sysDescr.0": "Cisco IOS Software", "sysName.0": NAME, "sysUpTime.0": DAY}
        yield talk


def check(run):
    result = run("check", NAME, "--format", "json")
    return result, result.json[0]


def told(seen):
    return {each["title"] for each in seen["findings"] if each["rule"] == "evidence-contradiction"}


def test_an_agent_that_agrees_is_evidence_and_no_finding(run, spoken):
    result, seen = check(run)
    assert (result.code, seen["failures"], told(seen)) == (0, [], set())
    stored = run("history", NAME, "--format", "json").json["versions"]
    assert "snmp" in {each["topic"] for each in stored}
    spoken.values = {**spoken.values, "sysUpTime.0": 2 * DAY}
    check(run)
    again = run("history", NAME, "--format", "json").json["versions"]
    assert len([each for each in again if each["topic"] == "snmp"]) == 1
    with Workspace.open() as work:
        known = work.store.known_state(NAME)
    assert known.channels.agent.name == NAME
    assert "sysUpTime.0" in {each.name for each in known.counters}


def test_an_agent_that_says_something_else_contradicts_while_it_does(run, spoken):
    check(run)
    agreed = spoken.values
    spoken.values = {
        "sysDescr.0": "Cisco IOS Software, IOS-XE Software, Version 17.12.1, RELEASE",
        "sysName.0": "edge-rtr9",
        "sysUpTime.0": 480 * DAY,
    }
    result, seen = check(run)
    assert result.code == 1
    found = "\n".join(told(seen))
    assert len(told(seen)) == 3
    assert "describes version 17.12.1" in found
    assert "The SNMP agent at this address is edge-rtr9" in found
    assert "By SNMP (sysUpTime.0) the device has been up for 480.0 days" in found
    assert told(check(run)[1]) == told(seen)
    spoken.values = agreed
    assert told(check(run)[1]) == set()


def test_an_agent_that_is_silent_is_a_failure_of_its_own(run, spoken, monkeypatch):
    monkeypatch.setenv("TEST_COMMUNITY", "wr0ng-s3cret")
    result, seen = check(run)
    assert result.code == 3
    assert [(each["command"], each["reason"]) for each in seen["failures"]] == [
        ("snmp get", "timeout")
    ]
    assert seen["observed"] == {"config": True, "mirrors": True, "image": True}
    assert "wr0ng-s3cret" not in result.out


def test_without_the_library_nothing_is_asked_and_the_extra_is_named(run, spoken, monkeypatch):
    monkeypatch.setattr(snmp, "is_installed", lambda: False)
    result = run("check", NAME)
    assert result.code == 2
    assert "netwatch-drift[snmp]" in result.err


def test_a_secret_that_is_missing_is_told_before_the_first_login(run, spoken, lab, monkeypatch):
    before = len(lab.sessions(NAME))
    monkeypatch.delenv("TEST_COMMUNITY")
    result = run("check", NAME)
    assert result.code == 2
    assert "mon.community" in result.err
    assert len(lab.sessions(NAME)) == before
