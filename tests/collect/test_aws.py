"""Visits to a simulated AWS account over real HTTP, with the real boto3."""

import json
import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from botocore.retries.standard import ExponentialBackoff
from support.aws import (
    ARN,
    AWAY,
    BALANCERS,
    FILTERS,
    HOME,
    INTERFACES,
    OURS,
    REGIONS,
    ROLE,
    SESSIONS,
    TARGETS,
    THEIRS,
    at,
    failed,
    seen,
    session,
    visit,
)

from netwatch.collect.access import CloudAccess
from netwatch.collect.clouds import aws
from netwatch.collect.clouds._aws_calls import Clients
from netwatch.collect.deadline import Halt, Lifeline
from netwatch.collect.errors import ForbiddenWriteError
from netwatch.lab.clouds.aws import CREDENTIALS, Cloud
from netwatch.model.device import CloudAccount, Credentials, Device
from netwatch.model.mirror import DestinationKind, Direction
from netwatch.model.snapshot import Reason
from netwatch.platforms.aws import PLATFORM

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("threads_end", "unhurried")]


@pytest.fixture
def unhurried(monkeypatch):
    """Nobody waits between two tries."""
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0.0)


def test_every_region_in_use_is_asked_every_page():
    snapshot, asked = visit()
    assert snapshot.failures == ()
    assert asked.count(f"{SESSIONS} us-east-1") == 2
    assert not [each for each in asked if "me-south-1" in each]
    state = seen(snapshot)
    assert state.unseen == ("me-south-1",)
    assert state.identity.serial == OURS
    assert {each.id for each in state.mirrors} == {
        "us-east-1/tms-1", "us-east-1/tms-2", "us-east-1/tms-3", "eu-west-1/tms-4",
    }  # fmt: skip
    (abroad,) = (each for each in state.mirrors if each.id == "eu-west-1/tms-4")
    (to,) = abroad.destinations
    assert (to.kind, to.value, to.owner) == (DestinationKind.LOAD_BALANCER, ARN, THEIRS)
    assert (to.encapsulation, to.port, to.vni) == ("vxlan", 4789, 74)
    assert to.resolved_to == ("drop.example",)
    home = next(each for each in state.mirrors if each.id == "us-east-1/tms-1")
    assert home.sources[0].direction is Direction.TX
    assert home.sources[0].resolved_to == ("i-1", "10.0.0.1")


def test_only_what_a_session_names_is_kept_and_nothing_that_moves():
    snapshot, _ = visit()
    kept = {each.command: each.text for each in snapshot.artifacts}
    assert "eni-50" not in kept[f"{INTERFACES} us-east-1"]
    assert "AttachTime" in kept[f"{INTERFACES} us-east-1"]
    assert f"{INTERFACES} eu-west-1" in kept
    assert f"{BALANCERS} us-east-1" not in kept
    assert json.loads(kept["sts:GetCallerIdentity"]) == {"Account": OURS}
    assert not any("ResponseMetadata" in each or "RequestId" in each for each in kept.values())
    assert all(PLATFORM.asked_by(each.command).topic == each.topic for each in snapshot.artifacts)


def test_the_order_of_an_answer_makes_no_difference():
    turned = {
        name: {
            key: value[::-1] if isinstance(value, list) else value for key, value in held.items()
        }
        for name, held in REGIONS.items()
    }
    tags = [{**each, "Tags": each["Tags"][::-1]} for each in turned["us-east-1"]["sessions"]]
    turned["us-east-1"]["sessions"] = tags
    assert visit(regions=turned)[0].artifacts == visit()[0].artifacts


def test_the_inventory_may_name_the_regions():
    with Cloud({"account": OURS, "regions": REGIONS}) as cloud:
        account = CloudAccount(endpoint=cloud.endpoint, regions=("eu-west-1", "me-south-1"))
        device = Device(name="p", address=OURS, platform="aws", timeout_s=20, cloud=account)
        access = CloudAccess(redact=lambda text, _: text, credentials=CREDENTIALS)
        snapshot = aws.collect(device, PLATFORM, access, now=datetime.now(UTC))
        assert {each.rpartition(" ")[2] for each in cloud.asked} == {"eu-west-1"}
    assert snapshot.failures == ()
    assert seen(snapshot).unseen == ("me-south-1",)


REFUSALS = [
    ({"code": "UnauthorizedOperation"}, Reason.AUTH_FAILED, "allow ec2:DescribeTrafficMirror"),
    ({"code": "AuthFailure"}, Reason.AUTH_FAILED, "out with `regions:`"),
    ({"code": "OptInRequired"}, Reason.AUTH_FAILED, "renew the credentials, or leave"),
    ({"code": "RequestLimitExceeded", "status": 503}, Reason.INCOMPLETE, "after several tries"),
    ({"code": "InternalError", "status": 500}, Reason.INCOMPLETE, "try again later"),
    ({"code": "InvalidAction", "status": 400}, Reason.COMMAND_REJECTED, "API reference"),
    ({"code": "<b>x</b>", "status": 400}, Reason.COMMAND_REJECTED, "'<b>x</b>'"),
    ({"play": "garbage"}, Reason.INCOMPLETE, "is a proxy in between"),
    ({"play": "cut"}, Reason.INCOMPLETE, "broke off"),
]


CASES = {
    f"r-{question.rpartition('Mirror')[2].lower()}-{number}": (question, *case)
    for question in (SESSIONS, TARGETS, FILTERS)
    for number, case in enumerate(REFUSALS)
}


@pytest.fixture(scope="module")
def refused():
    """One account in which every region refuses something else, and one answers."""
    faults = [at(f"{question} {region}", **how) for region, (question, how, *_) in CASES.items()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0.0)
        regions = {**dict.fromkeys(CASES, AWAY), "us-east-1": HOME}
        return visit(*faults, regions=regions, timeout_s=120)[0]


@pytest.mark.parametrize("region", CASES)
def test_a_region_that_does_not_answer_is_a_failure_of_that_question(refused, region):
    question, _, reason, says = CASES[region]
    (failure,) = (each for each in refused.failures if each.command.endswith(f" {region}"))
    assert (failure.command, failure.reason) == (f"{question} {region}", reason)
    assert says in failure.detail


def test_regions_that_do_not_answer_are_unseen_and_the_others_stand(refused):
    state = seen(refused)
    assert set(state.unseen) == set(CASES)
    assert {each.id.partition("/")[0] for each in state.mirrors} == {"us-east-1"}


def test_a_moment_of_throttling_is_waited_out():
    snapshot, asked = visit(at("ec2:*", code="RequestLimitExceeded", status=503, times=3))
    assert snapshot.failures == ()
    assert seen(snapshot).unseen == ("me-south-1",)
    assert asked.count("ec2:DescribeRegions us-east-1") == 4


@pytest.mark.parametrize("where", [INTERFACES, BALANCERS])
def test_what_only_explains_may_be_refused(where):
    snapshot, _ = visit(at(f"{where} *", code="UnauthorizedOperation"))
    assert snapshot.failures == ()
    assert any(where in each for each in snapshot.notes)
    assert len(seen(snapshot).mirrors) == 4


BEHIND = {
    "us-east-1": {
        **HOME,
        "targets": [
            {
                "TrafficMirrorTargetId": "tmt-1",
                "GatewayLoadBalancerEndpointId": "vpce-1",
                "OwnerId": OURS,
            }
        ],
        "endpoints": [{"VpcEndpointId": "vpce-1", "ServiceName": "com.amazonaws.vpce.x"}],
        "services": [{"ServiceName": "com.amazonaws.vpce.x", "Owner": THEIRS}],
    }
}


def test_who_stands_behind_an_endpoint_is_asked():
    snapshot, _ = visit(regions=BEHIND)
    assert snapshot.failures == ()
    to = seen(snapshot).mirrors[0].destinations[0]
    assert (to.value, to.owner, to.resolved_to) == ("vpce-1", THEIRS, ("com.amazonaws.vpce.x",))


@pytest.mark.parametrize("what", ["Endpoints", "EndpointServices"])
def test_an_endpoint_nobody_could_ask_about_is_not_taken_for_ours(what):
    question = f"ec2:DescribeVpc{what} us-east-1"
    snapshot, _ = visit(at(question, code="UnauthorizedOperation"), regions=BEHIND)
    assert failed(snapshot) == [(question, Reason.AUTH_FAILED)]
    assert seen(snapshot).mirrors is None
    late, _ = visit(at(question, play="hang"), regions=BEHIND, timeout_s=8)
    assert failed(late) == [(question, Reason.TIMEOUT)]


def test_a_region_without_the_feature_is_no_failure():
    snapshot, asked = visit(at(f"{SESSIONS} eu-west-1", code="UnsupportedOperation", status=400))
    assert snapshot.failures == ()
    assert snapshot.notes == ("eu-west-1: no Traffic Mirroring there",)
    assert f"{TARGETS} eu-west-1" not in asked


def test_an_answer_without_its_list_does_not_say_that_nothing_is_mirrored(monkeypatch):
    from netwatch.lab.clouds import aws as fake

    whole = fake.response_xml

    def bare(service, operation, answer):
        return whole(service, operation, {} if operation.endswith("Sessions") else answer)

    monkeypatch.setattr(fake, "response_xml", bare)
    snapshot, _ = visit()
    assert {reason for _, reason in failed(snapshot)} == {Reason.INCOMPLETE}
    assert seen(snapshot).mirrors is None


@pytest.mark.parametrize(
    ("limits", "says"),
    [({"answer_bytes": 5000}, "larger than 5,000 bytes"), ({"pages": 1}, "more than 1 pages")],
)
def test_no_answer_is_larger_than_its_bound(limits, says):
    regions = {"us-east-1": {**HOME, "sessions": [session(n) for n in range(200)]}}
    snapshot, _ = visit(regions=regions, **limits)
    assert failed(snapshot) == [(f"{SESSIONS} us-east-1", Reason.INCOMPLETE)]
    assert says in snapshot.failures[0].detail
    assert seen(snapshot).mirrors is None


def test_a_flood_is_cut_off():
    snapshot, _ = visit(
        at(f"{SESSIONS} us-east-1", play="oversize", bytes=50_000_000), answer_bytes=100_000
    )
    assert failed(snapshot) == [(f"{SESSIONS} us-east-1", Reason.INCOMPLETE)]


@pytest.mark.parametrize("play", ["hang", "drip"])
def test_the_limit_holds_whatever_hangs_and_what_was_answered_stands(play):
    snapshot, _ = visit(at(f"{TARGETS} eu-west-1", play=play), timeout_s=1.5)
    assert failed(snapshot) == [
        (f"{FILTERS} eu-west-1", Reason.TIMEOUT), (f"{TARGETS} eu-west-1", Reason.TIMEOUT),
    ]  # fmt: skip
    state = seen(snapshot)
    assert "eu-west-1" in state.unseen
    assert len(state.mirrors) == 3


def test_a_login_that_hangs_is_the_failure_of_the_whole_account():
    snapshot, _ = visit(at("sts:*", play="hang"), timeout_s=0.5)
    assert failed(snapshot) == [(None, Reason.TIMEOUT)]
    assert seen(snapshot).mirrors is None


def test_a_stop_ends_the_visit_at_once():
    halt = Halt()
    threading.Timer(0.5, halt.now).start()
    snapshot, _ = visit(at("ec2:DescribeRegions*", play="drip"), timeout_s=600, halt=halt)
    assert failed(snapshot) == [(None, Reason.TIMEOUT)]
    assert "stopped" in snapshot.failures[0].detail


def test_the_wrong_account_is_not_judged():
    snapshot, asked = visit(account=THEIRS)
    assert failed(snapshot) == [(None, Reason.WRONG_DEVICE)]
    assert snapshot.artifacts == ()
    assert asked == ("sts:GetCallerIdentity us-east-1",)


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        (CREDENTIALS, [at("sts:*", code="ExpiredToken")]),
        (replace(CREDENTIALS, username="AKIDSOMEBODY"), []),
        (replace(CREDENTIALS, password=None), []),
    ],
)
def test_credentials_that_are_no_good_are_told(given, faults):
    snapshot, _ = visit(*faults, credentials=given)
    assert failed(snapshot) == [(None, Reason.AUTH_FAILED)]


def test_without_any_credentials_it_says_so(monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    snapshot, asked = visit(credentials=None)
    assert failed(snapshot) == [(None, Reason.AUTH_FAILED)]
    assert "credentials" in snapshot.failures[0].detail
    assert asked == ()


def test_those_of_the_environment_are_used_when_the_inventory_names_none(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", CREDENTIALS.username)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", CREDENTIALS.password)
    snapshot, _ = visit(credentials=None)
    assert snapshot.failures == ()


def test_regions_that_cannot_be_listed_leave_the_account_unobserved():
    snapshot, _ = visit(at("ec2:DescribeRegions*", code="UnauthorizedOperation"))
    assert failed(snapshot) == [("ec2:DescribeRegions", Reason.AUTH_FAILED)]
    state = seen(snapshot)
    assert state.mirrors is None
    assert state.identity.serial == OURS


def test_a_role_of_the_account_is_taken():
    roles = {"roles": {ROLE: "4711"}}
    snapshot, asked = visit(objects=roles, assume_role=ROLE, external_id="4711")
    assert snapshot.failures == ()
    assert asked[0] == "sts:AssumeRole us-east-1"
    refused, _ = visit(objects=roles, assume_role=ROLE, external_id="0815")
    assert failed(refused) == [(None, Reason.AUTH_FAILED)]


@pytest.mark.parametrize(
    ("operation", "asked"),
    [
        ("describe_traffic_mirror_targets", {}),
        ("describe_instances", {}),
        ("delete_traffic_mirror_session", {"TrafficMirrorSessionId": "tms-1"}),
    ],
)
def test_nothing_off_the_list_is_ever_called(operation, asked):
    templates = [each for each in PLATFORM.templates if "Targets" not in each.text]
    short = replace(PLATFORM, templates=tuple(templates))
    access = CloudAccess(redact=lambda text, _: text, credentials=CREDENTIALS)
    with Cloud({"account": OURS}) as cloud:
        lifeline = Lifeline(5)
        clients = Clients(CloudAccount(endpoint=cloud.endpoint), short, access, lifeline)
        clients.log_in()
        client = clients._client(f"{SESSIONS} us-east-1", "us-east-1")
        with pytest.raises(ForbiddenWriteError, match="not on the list of aws"):
            getattr(client, operation)(**asked)
        lifeline.close()
        clients.close()
        assert cloud.asked == ()


def test_no_secret_is_told_or_kept(caplog):
    secret = Credentials(
        username=CREDENTIALS.username, password="s3cr3t-key", token="t0ken-of-the-session"
    )
    echo = "you sent s3cr3t-key with t0ken-of-the-session"
    with caplog.at_level(logging.DEBUG):
        snapshot, _ = visit(
            at(f"{SESSIONS} eu-west-1", code="UnauthorizedOperation", said=echo),
            at(f"{INTERFACES} *", code="AccessDenied", said=echo),
            at(f"{FILTERS} us-east-1", code="SignatureDoesNotMatch", said="the canonical request"),
            credentials=secret,
        )
    assert snapshot.failures
    told = repr(snapshot) + caplog.text
    assert "s3cr3t-key" not in told
    assert "t0ken-of-the-session" not in told
    assert "canonical request" not in told


def test_a_bug_of_ours_in_one_region_does_not_end_the_others(monkeypatch):
    monkeypatch.setattr(aws._Visit, "_ask", broken_in("eu-west-1", aws._Visit._ask))
    snapshot, _ = visit()
    assert failed(snapshot) == [("eu-west-1", Reason.READER_ERROR)]
    assert len(seen(snapshot).mirrors) == 3


def broken_in(region, ask):
    def asked(self, command, how, where, named):
        if where == region:
            raise KeyError(region)
        return ask(self, command, how, where, named)

    return asked
