"""netwatch demo, as a new user runs it: three acts over real SSH and a real file."""

from datetime import UTC, datetime

import pytest

from netwatch.lab.demo import FLOW_LOG, perform
from netwatch.lab.traffic import Sent, firewall_csv
from netwatch.model.finding import Finding

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def acts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "shown"
    return folder, list(perform(folder, lambda _devices: iter))


def findings(act) -> list[Finding]:
    return [each.finding for each in act.shown.findings]


def test_the_baseline_is_quiet_and_the_intruder_is_not(acts):
    _, (before, after, *_) = acts
    assert findings(before) == []
    assert {each.device for each in findings(after)} >= {"core-rtr1", "acc-sw1", "wan-rtr1"}


def test_traffic_shows_the_copy_that_no_configuration_declares(acts):
    _, (*_, traffic, _) = acts
    (undeclared,) = [each for each in findings(traffic) if each.rule == "flow-undeclared-mirror"]
    assert undeclared.device == "wan-rtr1"
    assert "203.0.113.66" in undeclared.title
    # The session that core-rtr1 declares, the overlay and the backup are no findings.
    assert {each.device for each in findings(traffic)} == {"wan-rtr1"}


def test_the_declared_session_is_shown_with_its_first_and_last_packet(acts):
    _, (*_, beside) = acts
    core, wan = beside.shown.data
    traffic = {each["id"]: each["traffic"] for each in core["mirrors"]}
    assert traffic["52"] is None
    assert traffic["10"]["bytes"] == 100_200_000
    assert traffic["10"]["first_packet"] < traffic["10"]["last_packet"]
    assert (core["undeclared"], wan["mirrors"]) == ([], [])
    assert wan["undeclared"][0]["destination"] == "203.0.113.66"


def test_the_commands_it_prints_work_on_what_it_left(acts, run):
    folder, _ = acts
    shown = run("--state-dir", folder, "logs", folder / FLOW_LOG, "--format", "json")
    assert "flow-undeclared-mirror" in {each["rule"] for each in shown.json["findings"]}
    assert "traffic only" in run("--state-dir", folder, "mirrors").out


def test_the_flow_log_holds_what_was_sent():
    sent = (Sent("192.0.2.1", "192.0.2.2", protocol=47, bytes=5, packets=1, minutes_ago=1),)
    header, line = firewall_csv(sent, datetime(2026, 3, 1, 2, 1, tzinfo=UTC)).splitlines()
    assert line == "2026-03-01T02:00:00Z,192.0.2.1,0,192.0.2.2,0,47,5,0,1,0"
    assert header.count(",") == line.count(",")
