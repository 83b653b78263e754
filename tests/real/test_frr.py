"""FRR's vtysh behind SSH: a Cisco-like command line whose configuration really changes."""

import pytest
from support.visiting import Vtysh

from netwatch import registry
from netwatch.model.platform import CONFIG
from netwatch.model.state import Answers

pytestmark = pytest.mark.namespaces


def running_config(target):
    with Vtysh(target) as session:
        return session.ask("show running-config")


def statements(text):
    return {(each.parents, each.text) for each in registry.platform("cisco_ios").flatten(text)}


def test_the_running_config_changes_between_two_reads(frr):
    target, _ = frr
    before = running_config(target)
    assert before == running_config(target)
    assert "\nhostname frr-rtr1\n" in before
    assert before.endswith("end\n")
    with Vtysh(target) as intruder:
        for line in ("configure terminal", "ip route 203.0.113.0/24 blackhole", "end"):
            intruder.ask(line)
    after = running_config(target)
    added = ((), "ip route 203.0.113.0/24 blackhole")
    assert statements(after) - statements(before) == {added}
    assert statements(before) - statements(after) == set()


def test_it_has_no_monitor_sessions_to_read(frr):
    target, _ = frr
    reading = registry.platform("cisco_ios").read(
        Answers(((CONFIG, "show running-config", running_config(target)),))
    )
    assert reading.declared == ()
    assert reading.unread == ()
