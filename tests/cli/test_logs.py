"""netwatch logs over files as the sources write them; names and addresses are our own."""

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.corpus import corpus

from netwatch import registry
from netwatch.parsing.records import NoRecordsError, records

AWS = {
    "eventSource": "ec2.amazonaws.com",
    "eventName": "CreateTrafficMirrorSession",
    "eventTime": "2026-03-01T02:14:00Z",
    "awsRegion": "eu-west-1",
    "recipientAccountId": "111122223333",
    "sourceIPAddress": "198.51.100.7",
    "eventID": "e-1",
    "userIdentity": {"arn": "arn:aws:iam::111122223333:user/eve"},
    "requestParameters": {
        "CreateTrafficMirrorSessionRequest": {
            "NetworkInterfaceId": "eni-1",
            "TrafficMirrorTargetId": "tmt-9",
            "SessionNumber": 1.0,
        }
    },
    "responseElements": {
        "CreateTrafficMirrorSessionResponse": {
            "trafficMirrorSession": {"trafficMirrorSessionId": "tms-1"}
        }
    },
}


def gcp(method, first=True, code=None):
    return {
        "timestamp": f"2026-03-01T02:1{4 if first else 5}:00.000Z",
        "insertId": f"i{first}",
        "operation": {"id": "op-1", "first": first, "last": not first},
        "resource": {"labels": {"project_id": "prod-1", "location": "europe-west1"}},
        "protoPayload": {
            "methodName": method,
            "resourceName": "projects/prod-1/regions/europe-west1/packetMirrorings/pm-1",
            "authenticationInfo": {"principalEmail": "eve@example.net"} if first else {},
            "requestMetadata": {"callerIp": "198.51.100.8"},
            "status": {"code": code} if code else {},
        },
    }


def azure(operation, status, time="02:14:00"):
    return {
        "time": f"2026-03-01T{time}Z",
        "operationName": operation,
        "resourceId": "/SUBSCRIPTIONS/AAAA-1/RESOURCEGROUPS/NET/PROVIDERS/MICROSOFT.NETWORK/X/TAP1",
        "resultType": status,
        "correlationId": "c-1",
        "caller": "eve@example.net",
        "callerIpAddress": "198.51.100.9",
    }


def written(folder, name, text):
    path = folder / name
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def lines(*found):
    return "".join(json.dumps(each) + "\n" for each in found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("trail.json", json.dumps({"Records": [AWS]})),
        ("trail.json.gz", json.dumps({"Records": [AWS]}, indent=2)),
        ("bridge.json", json.dumps({"source": "aws.ec2", "detail": AWS})),
        ("lookup.json", json.dumps({"Events": [{"CloudTrailEvent": json.dumps(AWS)}]}, indent=1)),
        ("lines.jsonl", lines({"eventSource": "s3.amazonaws.com", "eventName": "Get"}, AWS)),
        ("torn.jsonl", lines(AWS) + '{"eventSource": "ec2.ama'),
    ],
)
def test_cloudtrail_in_every_wrapping(run, tmp_path, name, text):
    found = run("logs", written(tmp_path, name, text), "--format", "json")
    assert found.code == 1, found.err
    (event,) = found.json["events"]
    assert event == {
        "time": "2026-03-01T02:14:00Z",
        "host": "111122223333",
        "user": "arn:aws:iam::111122223333:user/eve",
        "origin": "198.51.100.7",
        "event": "CreateTrafficMirrorSession",
        "alias": "CreateTrafficMirrorSession",
        "action": "mirror.session.create",
        "risk_score": 9,
        "severity": "high",
        "succeeded": True,
        "source": "cloudtrail",
        "region": "eu-west-1",
        "subject": "tms-1",
        "target": "tmt-9",
    }
    (finding,) = found.json["findings"]
    assert (finding["rule"], finding["severity"]) == ("cloud-mirror-created", "high")
    assert finding["who"][0]["origin"] == "198.51.100.7"


@pytest.mark.parametrize(
    ("method", "risk", "rule"),
    [
        ("v1.compute.packetMirrorings.insert", 9, "cloud-mirror-created"),
        ("beta.Compute.PacketMirrorings.Insert", 9, "cloud-mirror-created"),
        ("v1.compute.packetMirrorings.patch", 7, "cloud-mirror-modified"),
        (
            "google.cloud.networksecurity.v1.Mirroring.CreateMirroringEndpointGroupAssociation",
            8,
            "cloud-mirror-created",
        ),
        (
            "google.cloud.networksecurity.v1beta1.Mirroring.CreateMirroringDeploymentGroup",
            6,
            "cloud-mirror-modified",
        ),
    ],
)
def test_google_s_two_entries_are_one_event(run, tmp_path, method, risk, rule):
    both = written(tmp_path, "gcp.jsonl", lines(gcp(method), gcp(method, first=False)))
    found = run("logs", both, "--format", "json").json
    (event,) = found["events"]
    assert (event["risk_score"], event["user"], event["host"]) == (
        risk,
        "eve@example.net",
        "prod-1",
    )
    assert event["time"] == "2026-03-01T02:14:00Z"
    assert [each["rule"] for each in found["findings"]] == [rule]


def test_the_last_of_google_s_entries_says_whether_it_worked(run, tmp_path):
    method = "v1.compute.packetMirrorings.insert"
    both = lines(gcp(method), gcp(method, first=False, code=7))
    (event,) = run("logs", written(tmp_path, "g.jsonl", both), "--format", "json").json["events"]
    assert (event["succeeded"], event["risk_score"]) == (False, 5)


@pytest.mark.parametrize(
    ("operation", "risk", "alias"),
    [
        ("MICROSOFT.NETWORK/VIRTUALNETWORKTAPS/WRITE", 8, "VirtualNetworkTapCreated"),
        ("Microsoft.Network/networkInterfaces/tapConfigurations/write", 7, None),
        ("Microsoft.Network/networkWatchers/packetCaptures/write", 8, None),
        ("Microsoft.Network/virtualNetworkGateways/startPacketCapture/action", 8, None),
    ],
)
def test_azure_s_started_and_succeeded_are_one_event(run, tmp_path, operation, risk, alias):
    pair = [azure(operation, "Started"), azure(operation, "Success", "02:14:09")]
    file = written(tmp_path, "activity.json", json.dumps({"records": pair}))
    (event,) = run("logs", file, "--format", "json").json["events"]
    assert (event["risk_score"], event["alias"], event["host"]) == (risk, alias, "AAAA-1")
    failed = [azure(operation, "Started"), azure(operation, "Failed", "02:14:09")]
    file = written(tmp_path, "failed.json", json.dumps({"records": failed}))
    (event,) = run("logs", file, "--format", "json").json["events"]
    assert (event["succeeded"], event["risk_score"]) == (False, risk - 4)


def test_devices_firewalls_and_accounting_in_one_file(run, tmp_path):
    text = (
        "<189>Mar  1 02:14:00 core-rtr1 %PARSER-5-CFGLOG_LOGGEDCMD: User:eve  logged command:"
        "monitor session 3 destination interface Gi1/0/9\n"
        "<189>Mar  1 02:14:01 core-rtr1 %PARSER-5-CFGLOG_LOGGEDCMD: User:eve  logged command:"
        "ntp server 192.0.2.1\n"
        "2026-03-01T02:15:00Z fw1 Mirror Port Config Change port 7\n"
        "<189>Mar  1 02:16:00 aaa1 tac_plus: 192.0.2.1\tmal\ttty2\t198.51.100.5\tstop\t"
        "cmd=monitor session 1 source vlan 7 <cr>\n"
    )
    found = run("logs", written(tmp_path, "network.log.gz", text))
    assert found.code == 1
    assert "monitor session 3 destination interface Gi1/0/9" in found.out
    assert "Mirror Port Config Change" in found.out
    assert "ntp server" not in found.out
    events = run("logs", tmp_path / "network.log.gz", "--format", "json").json["events"]
    assert {(each["host"], each["user"]) for each in events} == {
        ("core-rtr1", "eve"),
        ("fw1", None),
        ("192.0.2.1", "mal"),
    }


def test_an_account_of_the_inventory_has_its_name(run, tmp_path):
    (tmp_path / "inventory.yaml").write_text(
        'clouds:\n  - {name: aws-prod, platform: aws, account: "111122223333"}\n'
    )
    found = run("logs", written(tmp_path, "t.jsonl", lines(AWS)), "--format", "json").json
    assert [each["device"] for each in found["findings"]] == ["aws-prod"]


def test_the_threshold_only_hides_and_says_so(run, tmp_path):
    target = {**AWS, "eventName": "CreateTrafficMirrorTarget", "eventID": "e-2"}
    file = written(tmp_path, "t.jsonl", lines(AWS, target))
    shown = run("logs", file).out
    assert "1 of them below risk 7" in shown
    assert len(run("logs", file, "--format", "json").json["events"]) == 2


def test_a_quiet_log_is_no_finding(run, tmp_path):
    quiet = lines({**AWS, "eventName": "DescribeTrafficMirrorSessions"})
    found = run("logs", written(tmp_path, "t.jsonl", quiet))
    assert found.code == 0
    assert "1 records in 1 files: 0 about mirroring" in found.out


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [("cut.json", '{"Records": [\n{"a": 1},', "cut off"), ("cut.gz", b"x" * 50, "cut.gz")],
)
def test_a_damaged_file_is_named(run, tmp_path, name, text, message):
    path = written(tmp_path, name, text)
    if name.endswith(".gz"):
        path.write_bytes(path.read_bytes()[:-9])
    broken = run("logs", path)
    assert (broken.code, message in broken.err) == (2, True)
    assert run("logs", tmp_path / "none.json").code == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["eventName", "eventSource", "protoPayload", "methodName", "operationName", "resourceId",
     "Records", "detail", "requestParameters", "responseElements", "status", "operation"]
)  # fmt: skip


# A busy machine makes the data slowly, which says nothing about the reader.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(NAMES, JSON | st.dictionaries(NAMES, JSON, max_size=3), max_size=6))
def test_no_record_is_too_strange(data):
    try:
        found = list(records([json.dumps(data)]))
    except NoRecordsError:
        return
    for record in found:
        for each in registry.audit_formats():
            if each.claims(record):
                each.event(record)


@pytest.mark.corpus
def test_real_cloudtrail_records(run):
    file = corpus("flows", "cloudtrail", "cloudtrail_traffic_mirror.jsonl")
    events = run("logs", file, "--format", "json").json["events"]
    told = {(each["event"], each["risk_score"]) for each in events}
    assert told == {
        ("CreateTrafficMirrorFilter", 5),
        ("CreateTrafficMirrorFilterRule", 5),
        ("CreateTrafficMirrorSession", 5),  # it failed
        ("CreateTrafficMirrorTarget", 6),
        ("DeleteTrafficMirrorTarget", 3),
        ("ModifyTrafficMirrorSession", 7),
    }
