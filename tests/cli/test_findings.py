"""netwatch findings: lists, filters, groups, why, and what people say, over a fleet at work."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.lab


@pytest.fixture
def swept(run, lab):
    """The whole fleet after it was tampered with."""
    run("sweep")
    lab.stage("after")
    run("sweep", "--hash")
    return lab


def listed(run, *words):
    return run("findings", "--format", "json", *words).json


def one_of(run, rule, device="core-rtr1"):
    return listed(run, device, "--rule", rule)[0]["fingerprint"]


def test_filters(run, swept):
    everything = listed(run)
    sites = {each.name: each.site for each in swept.specs}
    nyc = listed(run, "site:nyc")
    assert {sites[each["device"]] for each in nyc} == {"nyc"}
    assert 0 < len(nyc) < len(everything)
    assert listed(run, "tag:edge") != everything
    assert {each["device"] for each in listed(run, "core-*", "hv1")} == {"core-rtr1", "hv1"}
    assert {each["rule"] for each in listed(run, "--rule", "mirror-*")} > {"mirror-unknown-owner"}
    high = listed(run, "--severity", "high")
    assert {each["severity"] for each in high} <= {"high", "critical"}
    assert {each["device"] for each in listed(run, "--text", "203.0.113.66")} == {"core-rtr1"}
    assert listed(run, "--status", "resolved") == []
    assert listed(run, "nobody") == []
    assert run("findings", "site:nowhere").code == 2


def test_since(run, swept):
    assert listed(run, "--since", "1h") == listed(run)
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    assert listed(run, "--since", tomorrow) == []
    assert "is no time" in run("findings", "--since", "lately").err
    assert "too far away" in run("findings", "--since", "0001-01-01T00:00+14:00").err


def test_equal_findings_are_one_row_and_json_keeps_all(run, lab, tmp_path):
    path = tmp_path / "inventory.yaml"
    path.write_text(re.sub(r"port: \d+", "port: 1", path.read_text()))
    run("sweep")
    words = ("--rule", "collection-incomplete")
    every = listed(run, *words)
    assert len({each["device"] for each in every}) == 10
    grouped = run("findings", *words).out
    assert "Alike on several devices" in grouped
    assert " and 6 more" in grouped
    assert "Alike" not in run("findings", *words, "--no-group").out
    assert len(run("findings", *words, "--format", "text").out.splitlines()) == len(every)
    assert "Alike" not in run("findings", *words, "core-rtr1", "--group").out


def test_explain_names_rule_facts_and_every_decision(run, swept, tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        policy.read_text()
        + "severities:\n  mirror-unknown-owner: low\n"
        + "ignores:\n  - {rule: config-unsaved, device: core-*, reason: saved at night}\n"
    )
    total = policy.read_text().count("\n")
    run("check", "core-rtr1")
    mirror = run("findings", "--explain", one_of(run, "mirror-unknown-owner"), "-f", "json").json
    assert mirror["rule"]["needs"] == ["mirrors"]
    assert any("203.0.113.66" in each["text"] for each in mirror["finding"]["evidence"])
    told = {each["about"]: each for each in mirror["decisions"]}
    assert told["severity"]["line"] == total - 2
    assert "the rule judged high" in told["severity"]["decided"]
    assert mirror["finding"]["severity"] == "low"
    assert "nobody's" in told["owner"]["decided"]
    assert "no approval in force" in told["approval"]["decided"]
    (ignored,) = listed(run, "--status", "ignored")
    assert ignored["rule"] == "config-unsaved"
    why = run("findings", "--explain", ignored["fingerprint"][:10])
    assert f"policy.yaml:{total}" in why.out
    assert "saved at night" in why.out
    assert run("findings", "--explain", "zzzz").code == 2


def test_what_is_ignored_is_counted_everywhere_and_comes_back(run, swept, tmp_path):
    policy = tmp_path / "policy.yaml"
    before = policy.read_text()
    policy.write_text(before + "ignores:\n  - {rule: mirror-new-*, reason: known}\n")
    checked = run("check", "core-rtr1", "--format", "json").json[0]
    assert checked["ignored"] == 2
    assert not {e["rule"] for e in checked["findings"]} & {
        "mirror-new-session", "mirror-new-destination",
    }  # fmt: skip
    assert "2 ignored by policy" in run("check", "core-rtr1").out
    assert "2 more are ignored by policy" in run("findings", "core-rtr1").out
    assert run("approve", listed(run, "--status", "ignored")[0]["fingerprint"], "--until", "1d",
               "--ticket", "x", "--reason", "y").code == 2  # fmt: skip
    policy.write_text(before)
    again = run("check", "core-rtr1", "--format", "json").json[0]
    back = {each["rule"]: each["new"] for each in again["findings"]}
    assert back["mirror-new-session"] is True
    assert again["ignored"] == 0


def test_people_acknowledge_assign_note_and_resolve(run, swept):
    one = one_of(run, "mirror-unknown-owner")
    assert run("findings", "--ack", one[:8], "--note", "looking", "--by", "ada").code == 0
    (seen,) = listed(run, "core-rtr1", "--rule", "mirror-unknown-owner")
    assert (seen["status"], seen["note"]) == ("acknowledged", "looking")
    run("findings", "--assign", one, "--to", "bob")
    run("findings", "--annotate", one, "--note", "asked the SOC")
    (mine,) = listed(run, "--owner", "bob")
    assert (mine["fingerprint"], mine["note"]) == (one, "asked the SOC")
    life = run("findings", "--history", one, "--format", "json").json["events"]
    assert [each["kind"] for each in life] == ["opened", "acknowledged", "assigned", "noted"]
    assert life[1]["by"] == "ada"
    assert "--note" in run("findings", "--resolve", one).err
    assert run("findings", "--resolve", one, "--note", "a test").code == 0
    assert "resolved" in run("findings", "--ack", one).err
    again = run("check", "core-rtr1", "--format", "json").json[0]
    back = [each for each in again["findings"] if each["fingerprint"] == one]
    assert [(each["status"], each["new"]) for each in back] == [("open", True)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--ack", "abcd", "--history", "abcd"), "one thing at a time"),
        (("--to", "bob"), "--to goes with --assign"),
        (("--annotate", "abcd1234"), "--note"),
        (("--history", "ab"), "too short"),
        (("--history", "abcdef"), "no finding begins"),
    ],
)
def test_what_does_not_go_says_why(run, words, says):
    result = run("findings", *words)
    assert result.code == 2
    assert says in result.err


def test_acknowledged_and_explained_findings_do_not_fail_a_script(run, swept):
    found = listed(run, "core-rtr1")
    for each in found:
        run("findings", "--ack", each["fingerprint"])
    assert run("findings", "core-rtr1").code == 0


def test_an_approval_ends_though_the_device_is_away(run, swept, tmp_path):
    policy = tmp_path / "policy.yaml"
    before = policy.read_text()
    policy.write_text(
        before.replace("approvals:\n", "approvals:\n  - {destinations: [203.0.113.66]}\n")
    )
    run("check", "core-rtr1")
    one = one_of(run, "mirror-new-session")
    assert listed(run, "core-rtr1", "--rule", "mirror-new-session")[0]["status"] == "explained"
    policy.write_text(before)
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(inventory.read_text().replace("port: ", "port: 1 # "))
    time.sleep(1)  # times are told in whole seconds
    result = run("check", "core-rtr1", "--format", "json")
    (back,) = [each for each in result.json[0]["findings"] if each["fingerprint"] == one]
    assert (back["status"], back["new"]) == ("open", True)
    assert back["last_seen"] < back["first_seen"]
    assert result.code == 1


def test_a_scan_knows_approvals_and_counts_what_is_ignored(run, lab, tmp_path):
    config = tmp_path / "core-rtr1.cfg"
    config.write_text(
        "version 17.9\nhostname core-rtr1\n!\nmonitor session 52 type erspan-source\n"
        " source interface Gi1/0/1\n destination\n  erspan-id 101\n  ip address 203.0.113.66\n"
        "  origin ip address 192.0.2.1\n!\nend\n"
    )
    policy = tmp_path / "policy.yaml"
    scan = ("scan", config, "--format", "table")
    assert run(*scan).code == 1
    policy.write_text("ignores:\n  - {rule: 'mirror-*', reason: a test}\n")
    quiet = run(*scan)
    assert quiet.code == 0
    assert "ignored by policy" in quiet.out
