from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.build import NOW, image, state
from support.strategies import states, texts

from netwatch.model.channels import Agent, Channels
from netwatch.model.posture import Counter
from netwatch.model.state import Identity
from netwatch.parsing.agent import (
    AGENT_UPTIME,
    HOST_UPTIME,
    VOLATILE,
    agent_of,
    answer_of,
    uptimes_of,
)
from netwatch.parsing.elsewhere import HOSTNAME, UPTIME, VERSION, WRAP_S, shown_elsewhere
from netwatch.parsing.noise import blank

DAY = 86400


def test_an_answer_is_read_as_it_was_written():
    text = answer_of(
        {"sysDescr.0": "A = B\r\n C", "sysName.0": "r1", "sysUpTime.0": "6100"}, after_s=11
    )
    assert agent_of(text) == Agent("A = B C", "r1")
    (uptime,) = uptimes_of(text)
    assert (uptime.name, uptime.value) == (AGENT_UPTIME, 50)
    assert uptime.evidence[0].text == "sysUpTime.0 = 6100"


def test_an_unchanged_agent_costs_no_new_version():
    said = {"sysDescr.0": "A", "sysName.0": "r1"}
    texts = (
        answer_of({**said, "sysUpTime.0": str(n), "hrSystemUptime.0": str(n)}, n) for n in (1, 999)
    )
    assert len({blank(each, VOLATILE, "snmp") for each in texts}) == 1


@given(texts | st.text(max_size=3000), texts)
def test_any_answer_is_read(text, value):
    agent_of(text)
    uptimes_of(text)
    assert answer_of({"sysDescr.0": value}, 0).count("\n") == 2


def described(version, description, **more):
    seen = state(image=image(version=version), channels=Channels(agent=Agent(description)))
    return shown_elsewhere(replace(seen, **more), VERSION)


XE = (
    "Cisco IOS Software [Cupertino], Catalyst L3 Switch Software (CAT9K_IOSXE), Version {}, RELEASE"
)


@pytest.mark.parametrize(
    ("version", "description"),
    [
        ("17.09.04a", XE.format("17.9.4a")),
        ("15.2(7)E8", "Cisco IOS Software, C2960X Software, Version 15.2(7)E8, R"),
        ("03.16.04b.S", "Cisco IOS Software, ASR1000 Software, Version 15.5(3)S4b, RELEASE"),
        ("9.3(8)", "Cisco NX-OS(tm) n9000, Software, Version 9.3(8), RELEASE"),
        ("6.1.4", "Cisco IOS XR Software (ASR9K), Version 6.1.4[Default] Copyright (c) 2017"),
        ("4.30.1F-32315456.4301F", "Arista Networks EOS version 4.30.1F"),
        ("21.4R3.5, 20.2R1.9", "Juniper Networks, Inc. mx240, kernel JUNOS 21.4R3.5"),
        ("7.1.070, Release 3507P18", "HPE Comware Platform Software, Software Version 7.1.070"),
        ("5.170 (S5735 V200R019C10SPC500)", "S5735 Huawei VRP (R) software, Version 5.170"),
        ("202305.1", "SONiC Software Version: SONiC.202305.1 - HwSku: X"),
        ("WB.16.10.0012", "HP J9729A 2920-48G Switch, revision WB.16.10.0012, ROM WB.16.03"),
        ("9.14(2.4)", "Operating System Version: 2.0. Application Software Version: 9.14(2.4)"),
        ("R81.10 build 335", "Linux gw1 3.10.0-957.21.3cpx86_64 #1 SMP x86_64"),
        ("5.9.0", "Linux leaf1 5.10.0-cl-1-amd64 #1 SMP Debian x86_64"),
        ("6.1.0-18-amd64", "Linux core-rtr1 6.1.0-18-amd64 #1 SMP Debian 6.1.76-1 x86_64"),
        ("7.15 (stable)", "RouterOS CCR2004"),
        ("v7.4.6-build2588 241218 (GA.M)", "the firewall of the branch, version 3.1"),
        ("17.09.04a", ""),
    ],
)  # fmt: skip
def test_descriptions_that_fit(version, description):
    assert described(version, description) == ()


@pytest.mark.parametrize(
    ("version", "description", "said"),
    [
        ("17.09.04a", XE.format("17.12.1"), "17.12.1"),
        ("15.2(7)E8", "Cisco IOS Software, Version 15.2(4)E10, RELEASE", "15.2(4)E10"),
        ("4.30.1F", "Arista Networks EOS version 4.22.1F running on an Arista", "4.22.1F"),
    ],
)  # fmt: skip
def test_descriptions_of_another_version(version, description, said):
    (trait,) = described(version, description)
    assert (trait.name, trait.value) == (said, description)


def test_a_kernel_is_described_as_uname_does():
    description = "Linux core-rtr1 5.10.0-8-amd64 #1 SMP Debian 5.10.46-4 x86_64"
    (trait,) = described("6.1.0-18-amd64", description, platform="linux")
    assert trait.name == "5.10.0-8-amd64"
    assert described("5.10.0-8-amd64", description, platform="linux") == ()
    assert described("1.4.3", description, platform="vyos") == ()


@pytest.mark.parametrize(
    ("hostname", "name", "same"),
    [
        ("core-rtr1", "core-rtr1", True),
        ("core-rtr1", "CORE-RTR1.example.net", True),
        ("core-rtr1.example.net", "core-rtr1", True),
        ("a-very-long-hostname-indeed", "a-very-long-hostname", True),
        ("core-rtr1", "core-rtr2", False),
        ("core-rtr1", "core-rtr", False),
    ],
)
def test_names(hostname, name, same):
    seen = state(identity=Identity(hostname=hostname), channels=Channels(agent=Agent("x", name)))
    assert shown_elsewhere(seen, HOSTNAME) == () if same else shown_elsewhere(seen, HOSTNAME)


def up(shown, *, agent=None, host=None):
    counters = tuple(
        Counter(name, round(value))
        for name, value in ((AGENT_UPTIME, agent), (HOST_UPTIME, host))
        if value is not None
    )
    seen = state(
        image=image(booted_at=NOW - timedelta(seconds=shown)),
        counters=counters,
        channels=Channels(agent=Agent("x")),
    )
    found = shown_elsewhere(seen, UPTIME)
    return None if found is None else [each.name for each in found]


@pytest.mark.parametrize(
    ("shown", "times"),
    [
        (30 * DAY, {"agent": 30 * DAY, "host": 30 * DAY}),
        (30 * DAY, {"agent": 30 * DAY + 500, "host": 30 * DAY - 500}),
        (30 * DAY, {"agent": 60}),
        (500 * DAY, {"agent": 500 * DAY - WRAP_S, "host": 500 * DAY - WRAP_S}),
        (1200 * DAY, {"agent": 1200 * DAY - 2 * WRAP_S, "host": 1200 * DAY - 2 * WRAP_S}),
        (WRAP_S + 60, {"agent": WRAP_S - 60, "host": WRAP_S - 60}),
        (400 * DAY, {"host": 399 * DAY}),
    ],
)
def test_uptimes_that_fit(shown, times):
    assert up(shown, **times) == []


def test_uptimes_that_do_not():
    assert up(DAY, agent=300 * DAY) == [AGENT_UPTIME]
    assert up(DAY, host=300 * DAY) == [HOST_UPTIME]
    assert up(300 * DAY, agent=DAY, host=DAY) == [HOST_UPTIME]
    assert up(3600, agent=2 * 3600) == [AGENT_UPTIME]


def test_what_was_not_asked_is_not_known():
    assert up(DAY) is None
    seen = state(image=image(), channels=Channels())
    assert [shown_elsewhere(seen, each) for each in (VERSION, HOSTNAME, UPTIME)] == [None] * 3
    assert shown_elsewhere(replace(seen, channels=None), VERSION) is None


@given(states)
def test_any_state_is_judged(seen):
    for what in (VERSION, HOSTNAME, UPTIME, "nothing"):
        shown_elsewhere(seen, what)
