"""netwatch logs --keep and --check: what logs tell stands beside what the next check finds."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from netwatch.lab.cloud import CloudFleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.lab.replay import REPLAYS, load_replay
from netwatch.lab.traffic import Sent, firewall_csv
from netwatch.model.checked import ExitCode

pytestmark = pytest.mark.lab
SPEC = load_replay(REPLAYS / "R22_aws.yaml").device
OTHER_ACCOUNT = "444455556666"


@pytest.fixture
def account(monkeypatch, tmp_path, run):
    """The account of the replay, visited once, its inventory and policy in the working folder."""
    with CloudFleet([SPEC]) as clouds:
        for name, value in environment((), (SPEC,)).items():
            monkeypatch.setenv(name, value)
        (tmp_path / "inventory.yaml").write_text(inventory_yaml((), {}, clouds=clouds))
        (tmp_path / "policy.yaml").write_text((REPLAYS / "policy.yaml").read_text())
        assert run("check", SPEC.name).code == 0
        clouds.stage("after")
        yield clouds


def trail(folder, **other):
    """A CloudTrail file of one session made now, by eve."""
    event = {
        "eventSource": "ec2.amazonaws.com",
        "eventName": "CreateTrafficMirrorSession",
        "eventTime": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "awsRegion": "eu-north-1",
        "recipientAccountId": "111122223333",
        "sourceIPAddress": "198.51.100.7",
        "eventID": "e-1",
        "userIdentity": {"arn": "arn:aws:iam::111122223333:user/eve"},
        **other,
    }
    path = folder / "trail.json"
    path.write_text(json.dumps({"Records": [event]}))
    return path


def who(findings):
    """Everyone named beside the new session."""
    (finding,) = [each for each in findings if each["rule"] == "mirror-new-session"]
    return [(each["user"], each["origin"], each["source"]) for each in finding["who"]]


def after_a_check(run):
    (element,) = run("check", SPEC.name, "--format", "json").json
    return who(element["findings"])


EVE = ("arn:aws:iam::111122223333:user/eve", "198.51.100.7", "cloudtrail")


def test_the_next_check_names_who_the_audit_log_names(account, run, tmp_path):
    assert "1 events kept" in run("logs", "--keep", trail(tmp_path)).out
    assert after_a_check(run) == [EVE]


@pytest.mark.parametrize(
    "other",
    [
        {"eventTime": "2026-03-01T02:14:00Z"},  # long before the last visit
        {"eventTime": "2099-03-01T02:14:00Z"},
        {"eventTime": None},
        {"recipientAccountId": OTHER_ACCOUNT},
        {"errorCode": "Client.UnauthorizedOperation"},
    ],
)
def test_who_cannot_have_made_the_change_is_not_named(account, run, tmp_path, other):
    run("logs", "--keep", trail(tmp_path, **other))
    assert after_a_check(run) == []


def test_without_keep_nothing_is_kept(account, run, tmp_path):
    run("logs", trail(tmp_path))
    assert after_a_check(run) == []


def test_an_event_is_kept_once(account, run, tmp_path):
    file = trail(tmp_path)
    kept = [run("logs", "--keep", file, "--format", "json").json["events_kept"] for _ in "12"]
    assert kept == [1, 0]
    assert after_a_check(run) == [EVE]


def test_an_event_without_a_usable_time_is_counted(account, run, tmp_path):
    shown = run("logs", "--keep", trail(tmp_path, eventTime=None)).out
    assert "1 tell no usable time and were not kept" in shown


def test_the_accounts_that_events_tell_of_are_checked_at_once(account, run, tmp_path):
    done = run("logs", "--check", trail(tmp_path), "--format", "json")
    assert done.code == 1
    (checked,) = done.json["check"]["devices"]
    assert checked["device"] == SPEC.name
    assert who(checked["findings"]) == [EVE]
    assert [each["rule"] for each in done.json["findings"]] == ["cloud-mirror-created"]


def test_an_account_that_lets_nobody_see_is_unknown(account, run, tmp_path):
    fault = {"at": "ec2:*Sessions eu-north-1", "code": "UnauthorizedOperation"}
    account._clouds[SPEC.name].become({**SPEC.objects("before"), "faults": (fault,)})
    harmless = trail(tmp_path, eventName="DeleteTrafficMirrorFilter")
    assert run("logs", harmless, "--fail-on", "critical").code == ExitCode.OK
    done = run("logs", "--check", harmless, "--fail-on", "critical")
    assert (done.code, "Could not observe" in done.out) == (ExitCode.UNKNOWN, True)


def test_strangers_have_nothing_checked(account, run, tmp_path):
    file = trail(tmp_path, recipientAccountId=OTHER_ACCOUNT)
    done = run("logs", "--check", file, "--fail-on", "critical", "--format", "json")
    assert (done.code, done.json["check"]["devices"]) == (0, [])


def test_a_check_needs_an_inventory(run, tmp_path):
    done = run("logs", "--check", trail(tmp_path))
    assert (done.code, "inventory.yaml" in done.err) == (2, True)


# what flow records told, at the next check


def firewall(folder, *sent, days_ago=0):
    path = folder / "firewall.csv"
    path.write_text(firewall_csv(sent, datetime.now(UTC) - timedelta(days=days_ago)))
    return path


def rules_of(run, device="core-rtr1"):
    (element,) = run("check", device, "--format", "json").json
    return {each["rule"]: each["severity"] for each in element["findings"]}


COPY = Sent("192.0.2.1", "203.0.113.66", protocol=47, bytes=26_000_000, packets=20_000)


def test_a_check_tells_of_traffic_that_no_session_declares(run, lab, tmp_path):
    assert rules_of(run) == {}
    run("logs", "--keep", firewall(tmp_path, COPY))
    assert rules_of(run)["flow-undeclared-mirror"] == "critical"
    (kept,) = run("findings", "--rule", "flow-undeclared-mirror", "--format", "json").json
    assert "203.0.113.66" in kept["title"]
    assert "0 flows" not in kept["title"]


def test_traffic_of_a_session_that_was_declared_before_the_check_is_quiet(run, lab, tmp_path):
    assert rules_of(run) == {}
    run("logs", "--keep", firewall(tmp_path, COPY))
    lab.stage("after", "core-rtr1")  # session 52 copies there now, and its own rules tell of it
    found = rules_of(run)
    assert "mirror-new-session" in found
    assert "flow-undeclared-mirror" not in found


@pytest.mark.parametrize(
    ("sent", "days_ago"),
    [
        (Sent("192.0.2.1", "192.0.2.200", protocol=47, bytes=26_000_000, packets=20_000), 0),
        (COPY, 8),
        (Sent("192.0.2.1", "203.0.113.66", protocol=6, port=443, bytes=26_000_000, back=900), 0),
        (Sent("192.0.2.177", "203.0.113.66", protocol=47, bytes=26_000_000, packets=20_000), 0),
    ],
)
def test_declared_old_ordinary_and_strange_traffic_is_quiet(run, lab, tmp_path, sent, days_ago):
    assert rules_of(run) == {}
    run("logs", "--keep", firewall(tmp_path, sent, days_ago=days_ago))
    assert rules_of(run) == {}
