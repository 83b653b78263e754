"""A cloud account on the command line, over HTTP into the store."""

import json
import sys
from types import SimpleNamespace

import pytest
from support.sweeps import moved, visit, watched

from netwatch.lab.cloud import CloudFleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.lab.replay import REPLAYS, load_replay

pytestmark = pytest.mark.lab
SPEC = load_replay(REPLAYS / "R22_aws.yaml").device
DROP = (
    "arn:aws:elasticloadbalancing:eu-north-1:999988887777:loadbalancer/net/metrics/0c1d2e3f40516273"
)
STRANGE = "eu-north-1/tms-0b0000000000000b1"


@pytest.fixture
def account(monkeypatch, tmp_path, run):
    """The account of the replay, its inventory and policy in the working folder."""
    with CloudFleet([SPEC]) as clouds:
        for name, value in environment((), (SPEC,)).items():
            monkeypatch.setenv(name, value)
        (tmp_path / "inventory.yaml").write_text(inventory_yaml((), {}, clouds=clouds))
        (tmp_path / "policy.yaml").write_text((REPLAYS / "policy.yaml").read_text())
        yield clouds


def become(account, stage, *faults):
    objects = {**SPEC.objects(stage), "faults": faults}
    account._clouds[SPEC.name].become(objects)


def check(run):
    shown = run("check", SPEC.name, "--format", "json")
    (element,) = shown.json
    return shown.code, element


def rules(element):
    return {each["rule"]: each["severity"] for each in element["findings"]}


def test_a_strange_session_is_found_end_to_end(account, run):
    code, element = check(run)
    assert (code, element["status"], element["observed"]["mirrors"]) == (0, "ok", True)
    become(account, "after")
    code, element = check(run)
    assert (code, element["status"]) == (1, "findings")
    assert rules(element)["cloud-mirror-cross-account"] == "high"
    (mirror,) = (each for each in element["mirrors"] if each["id"] == STRANGE)
    assert mirror["kind"] == "tap"
    assert mirror["enabled"] is True
    (to,) = mirror["destinations"]
    assert (to["kind"], to["value"], to["owner"]) == ("load-balancer", DROP, "999988887777")
    assert mirror["sources"][0]["resolved_to"] == ["i-0b0000000000000b1", "10.20.0.11"]
    (finding,) = (
        each for each in element["findings"] if each["rule"] == "cloud-mirror-cross-account"
    )
    assert any(DROP in each["text"] for each in finding["evidence"])
    (undo,) = finding["remediation"]
    assert undo.startswith("aws ec2 delete-traffic-mirror-session --region eu-north-1 ")
    assert undo.endswith(" tms-0b0000000000000b1")
    become(account, "before")
    code, element = check(run)
    assert "cloud-mirror-cross-account" not in rules(element)


def test_a_region_that_turns_silent_hides_nothing_and_removes_nothing(account, run):
    check(run)
    become(account, "after")
    check(run)
    become(account, "before", {"at": "ec2:*Sessions eu-north-1", "code": "UnauthorizedOperation"})
    code, element = check(run)
    assert code == 1
    assert rules(element)["cloud-mirror-cross-account"] == "high"
    assert "mirror-removed" not in rules(element)
    assert [(each["command"], each["reason"]) for each in element["failures"]] == [
        ("ec2:DescribeTrafficMirrorSessions eu-north-1", "auth-failed")
    ]
    become(account, "before")
    code, element = check(run)
    assert element["failures"] == []
    assert "cloud-mirror-cross-account" not in rules(element)
    assert "mirror-removed" in rules(element)


def test_a_baseline_that_could_not_see_everything_is_not_quiet(account, run):
    become(account, "before", {"at": "ec2:*Filters us-east-1", "code": "AccessDenied"})
    code, element = check(run)
    assert (code, element["status"]) == (3, "unknown")


def test_the_account_that_answers_must_be_the_one_of_the_inventory(account, run):
    check(run)
    other = {**SPEC.objects("after"), "account": "444455556666"}
    account._clouds[SPEC.name].become(other)
    _, element = check(run)
    assert [each["reason"] for each in element["failures"]] == ["wrong-device"]
    assert set(rules(element)) == {"device-identity-changed"}
    assert element["mirrors"] is None


def test_every_answer_is_kept_and_an_unchanged_one_once(tmp_path):
    nothing = SimpleNamespace(specs=(), ports={}, stage=lambda _: None)
    with CloudFleet([SPEC]) as clouds, watched(nothing, tmp_path / "state", clouds) as work:
        visit(work, nothing, "before", clouds=clouds)
        visit(work, nothing, "before", clouds=clouds)
        assert moved(work, SPEC) == []
        kept = {each.command for each in work.store.versions(SPEC.name, "mirror-sessions")}
        assert kept == {
            f"ec2:DescribeTrafficMirrorSessions {region}" for region in ("eu-north-1", "us-east-1")
        }
        visit(work, nothing, "twin", clouds=clouds)
        assert moved(work, SPEC) == [
            "ec2:DescribeNetworkInterfaces us-east-1",
            "ec2:DescribeTrafficMirrorSessions us-east-1",
        ]


def test_what_changed_in_one_region_is_not_held_against_another(account, run):
    check(run)
    become(account, "after")
    check(run)
    shown = run("diff", SPEC.name, "--topic", "mirror-sessions")
    assert shown.code == 0
    assert '+   "TrafficMirrorSessionId": "tms-0b0000000000000b1"' in shown.out
    assert "tms-0a0000000000000a1" not in shown.out
    refused = run("diff", SPEC.name)
    assert refused.code == 2
    assert "mirror-sessions" in refused.err


def test_doctor_asks_an_account_and_says_what_is_missing(account, run):
    shown = run("doctor", SPEC.name)
    assert shown.code == 0
    assert "ec2:DescribeTrafficMirrorSessions us-east-1" in shown.out
    become(account, "before", {"at": "ec2:*Targets us-east-1", "code": "UnauthorizedOperation"})
    shown = run("doctor", SPEC.name, "--format", "json")
    assert shown.code == 3
    (step,) = (each for each in shown.json["steps"] if each["outcome"] == "failed")
    assert step["name"] == "ec2:DescribeTrafficMirrorTargets us-east-1"
    assert "allow ec2:DescribeTrafficMirrorTargets to this role" in step["advice"]


def test_without_the_extra_it_says_what_to_install(account, run, monkeypatch):
    for name in [each for each in sys.modules if each.startswith("netwatch.collect.clouds.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "boto3", None)
    shown = run("check", SPEC.name)
    assert shown.code == 2
    assert "pip install 'netwatch-drift[aws]'" in shown.err


def test_the_permissions_of_the_role_are_printed(run):
    shown = run("platforms", "show", "aws", "--commands", "--format", "iam")
    (statement,) = json.loads(shown.out)["Statement"]
    assert statement["Effect"] == "Allow"
    assert all(
        each.partition(":")[2].startswith(("Describe", "Get")) for each in statement["Action"]
    )
    assert "ec2:DescribeTrafficMirrorSessions" in statement["Action"]
    refused = run("platforms", "show", "cisco_xe", "--commands", "--format", "iam")
    assert refused.code == 2
    assert "platforms show aws --commands --format iam" in refused.err
