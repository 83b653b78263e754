"""A second account is shown what an implant hides from the first, over real SSH."""

import shutil

import pytest
import yaml

from netwatch.lab.dialogue import DEMO_FLEET, load
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml

pytestmark = pytest.mark.lab

NAME = "core-rtr1"
USER = "username eve privilege 15 secret 9 $9$abcdefghijklmn$qrstuvwxyz0123456789ABCDEFGH\n"
APPLET = "event manager applet HIDE\n event timer watchdog time 60\n action 1 cli command enable\n"
HIDDEN = {"edits": [{"insert": USER + APPLET}]}
NARROW = {"edits": [{"delete": "(?:snmp-server|logging|username|ntp) .*"}]}
OPEN = {"audit": {}}


@pytest.fixture
def lab(tmp_path, monkeypatch):
    """One router and the account ``audit``; each stage shows that account something else."""
    folder = shutil.copytree(DEMO_FLEET, tmp_path / "fleet")
    described = folder / f"{NAME}.yaml"
    data = yaml.safe_load(described.read_text())
    data["stages"] = {
        "before": {"accounts": OPEN},
        "hidden": {"accounts": {"audit": HIDDEN}},
        "planted": {"accounts": OPEN, **HIDDEN},
        "narrow": {"accounts": {"audit": NARROW}},
        "mute": {
            "accounts": {
                "audit": {"commands": {"show running-config": "% Authorization failed.\n"}}
            }
        },
        "locked": {},
    }
    described.write_text(yaml.safe_dump(data))
    spec = load(described)
    for name, value in environment((spec,)).items():
        monkeypatch.setenv(name, value)
    with Fleet((spec,)) as fleet:
        told = yaml.safe_load(inventory_yaml((spec,), fleet.ports))
        told["credentials"]["audit"] = {**told["credentials"]["lab"], "username": "audit"}
        told["devices"][0]["second_account"] = "audit"
        shutil.copy(folder / "policy.yaml", tmp_path)
        (tmp_path / "inventory.yaml").write_text(yaml.safe_dump(told))
        yield fleet


def check(run, *more):
    result = run("check", NAME, "--format", "json", *more)
    return result, result.json[0]


def told(seen):
    return [each for each in seen["findings"] if "account" in each["subject"]]


def visitors(lab):
    return [each.username for each in lab.sessions(NAME)]


def test_two_accounts_that_are_shown_the_same_contradict_nothing(run, lab):
    result, seen = check(run)
    assert (result.code, seen["failures"], told(seen)) == (0, [], [])
    assert visitors(lab) == ["netwatch", "audit"]
    second = bytes(lab.sessions(NAME)[1].received).decode()
    assert "show running-config" in second
    assert "dir " not in second
    stored = run("history", NAME, "--format", "json").json["versions"]
    assert "second-account-config" in {each["topic"] for each in stored}


def test_what_is_hidden_from_the_first_account_is_told_while_it_is(run, lab):
    check(run)
    lab.stage("hidden")
    result, seen = check(run)
    assert result.code == 1
    found = told(seen)
    assert {(each["severity"], each["status"]) for each in found} == {("high", "open")}
    titles = "\n".join(each["title"] for each in found)
    assert "The account audit is shown 'username eve privilege 15" in titles
    assert "'event manager applet HIDE' (event timer" in titles
    assert "$9$" not in str(found)
    assert visitors(lab)[2:] == ["netwatch", "audit", "netwatch"]
    _, again = check(run)
    assert {each["fingerprint"] for each in told(again)} == {each["fingerprint"] for each in found}
    lab.stage("before")
    _, after = check(run)
    assert told(after) == []


def test_what_both_are_shown_is_no_contradiction(run, lab):
    check(run)
    lab.stage("planted")
    _, seen = check(run)
    assert told(seen) == []
    assert {"config-drift"} <= {each["rule"] for each in seen["findings"]}


def test_a_role_that_is_shown_less_is_no_contradiction(run, lab):
    check(run)
    lab.stage("narrow")
    result, seen = check(run)
    assert (result.code, seen["failures"], told(seen)) == (0, [], [])


@pytest.mark.parametrize(
    ("stage", "command", "reason"),
    [
        ("locked", "login (as audit)", "auth-failed"),
        ("mute", "show running-config (as audit)", "command-rejected"),
    ],
)
def test_an_account_that_is_shown_nothing_is_a_failure_of_its_own(run, lab, stage, command, reason):
    check(run)
    lab.stage(stage)
    result, seen = check(run)
    assert result.code == 3
    assert [(each["command"], each["reason"]) for each in seen["failures"]] == [(command, reason)]
    assert seen["observed"] == {"config": True, "mirrors": True, "image": True}
    assert "netwatch-lab" not in str(seen)


def test_what_could_not_be_seen_again_stays_open(run, lab):
    check(run)
    lab.stage("hidden")
    check(run)
    lab.stage("locked")
    _, seen = check(run)
    assert {each["status"] for each in told(seen)} == {"open"}
