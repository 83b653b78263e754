"""The hand-written queries: KQL runs on the labelled flows, all agree with netwatch's numbers."""

import re
from datetime import UTC, datetime

import duckdb_kql
import pytest
from support.engines import fill
from support.labelled_flows import END

from netwatch import registry
from netwatch.app.analytics import Dialect, Question, sql
from netwatch.app.detection_content import Target, detection_rules
from netwatch.judgement.attack import techniques

TARGETS = (Target.SPLUNK, Target.ELASTIC, Target.SENTINEL)
QUERIES = {(target, each.file): each for target in TARGETS for each in detection_rules(target)}
KQL = {each.file: each.text for each in detection_rules(Target.SENTINEL)}
NOW = f"datetime({datetime.fromtimestamp(END, UTC):%Y-%m-%dT%H:%M:%SZ})"
TABLES = """
CREATE TABLE NetworkSession AS SELECT to_timestamp(ts) AS TimeGenerated, source AS SrcIpAddr,
    destination AS DstIpAddr, destination_port AS DstPortNumber, upper(protocol) AS NetworkProtocol,
    bytes_out AS SrcBytes, bytes_in AS DstBytes, packets_out AS SrcPackets FROM flows;
CREATE TABLE Zeek_conn_CL AS SELECT to_timestamp(ts) AS TimeGenerated, uid AS uid_s,
    source AS id_orig_h_s, destination AS id_resp_h_s, destination_port::DOUBLE AS id_resp_p_d,
    protocol AS proto_s, bytes_out::DOUBLE AS orig_ip_bytes_d, bytes_in::DOUBLE AS resp_ip_bytes_d,
    coalesce((SELECT string_agg(parent, ',') FROM flow_parents p WHERE p.uid = f.uid), '')
    AS tunnel_parents_s FROM flows f;
CREATE TABLE Watched AS SELECT '10.1.1.1' AS SearchKey;
CREATE TABLE AWSCloudTrail (TimeGenerated TIMESTAMPTZ, EventSource VARCHAR, EventName VARCHAR,
    ErrorCode VARCHAR, RecipientAccountId VARCHAR, UserIdentityArn VARCHAR,
    SourceIpAddress VARCHAR);
CREATE TABLE GCPAuditLogs (TimeGenerated TIMESTAMPTZ, MethodName VARCHAR, ProjectId VARCHAR,
    PrincipalEmail VARCHAR, RequestMetadata JSON);
CREATE TABLE AzureActivity (TimeGenerated TIMESTAMPTZ, OperationNameValue VARCHAR,
    ActivityStatusValue VARCHAR, SubscriptionId VARCHAR, Caller VARCHAR, CallerIpAddress VARCHAR);
"""


@pytest.fixture
def workspace():
    with duckdb_kql.connect() as connection:
        fill(connection)
        connection.execute(TABLES)
        yield connection


def run(connection, name):
    text = KQL[name]
    text = re.sub(
        r"_Im_NetworkSession\(starttime = .*?, endtime = now\(\)\)", "NetworkSession", text
    )
    text = text.replace('_GetWatchlist("NetworkDevices")', "Watched")
    text = re.sub(r"ago\((\w+)\)", rf"({NOW} - \1)", text)
    found = duckdb_kql.kql(connection, text)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def copies(connection, risk):
    found = connection.execute(sql(Question.DUPLICATION, Dialect.DUCKDB)).fetchall()
    return {(row[0], row[1], row[3], row[9]) for row in found if row[4] == risk}


@pytest.mark.parametrize(("name", "risk"), [("one_way_tunnels", 9), ("mirrored_volume", 8)])
def test_kql_tells_of_the_same_copies_as_the_sql(workspace, name, risk):
    found = run(workspace, f"{name}.kql")
    told = {(each["Source"], each["Destination"], each["Port"], each["Sent"]) for each in found}
    assert told == copies(workspace, risk)
    assert {each["Risk"] for each in found} == {risk}


def test_kql_tells_of_devices_new_conversations(workspace):
    found = run(workspace, "first_seen_conversations.kql")
    assert [(each["Source"], each["Destination"]) for each in found] == [
        ("10.1.1.1", "203.0.113.77")
    ]


EVENTS = [
    ("AWS", "CreateTrafficMirrorSession"),
    ("AWS", "ModifyTrafficMirrorSession"),
    ("AWS", "CreateTrafficMirrorTarget"),
    ("AWS", "CreateTrafficMirrorFilterRule"),
    ("GCP", "beta.compute.packetMirrorings.insert"),
    ("GCP", "v1.compute.packetMirrorings.patch"),
    ("GCP", "v1.compute.networkFirewallPolicies.addPacketMirroringRule"),
    ("GCP", "v1.compute.firewallPolicies.patchPacketMirroringRule"),
    ("GCP", "google.cloud.networksecurity.v1.Mirroring.CreateMirroringEndpointGroupAssociation"),
    ("GCP", "google.cloud.networksecurity.v1.Mirroring.UpdateMirroringDeployment"),
    ("Azure", "MICROSOFT.NETWORK/VIRTUALNETWORKTAPS/WRITE"),
    ("Azure", "Microsoft.Network/virtualNetworkTaps/join/action"),
    ("Azure", "Microsoft.Network/networkInterfaces/tapConfigurations/write"),
    ("Azure", "Microsoft.Network/networkWatchers/packetCaptures/write"),
    ("Azure", "Microsoft.Network/virtualNetworkGateways/startPacketCapture/action"),
]


def record(cloud, name):
    if cloud == "AWS":
        return {"eventSource": "ec2.amazonaws.com", "eventName": name}
    if cloud == "GCP":
        return {"protoPayload": {"methodName": name}}
    return {"operationName": name, "resourceId": "/x/y"}


def own_risk(cloud, name):
    fields = record(cloud, name)
    (event,) = [
        found
        for each in registry.audit_formats()
        if each.claims(fields) and (found := each.event(fields))
    ]
    return event.risk


def insert(connection, cloud, name, *, failed=False):
    at = datetime.fromtimestamp(END - 60, UTC)
    error = "Client.Refused" if failed else ""
    ended = "Failure" if failed else "Success"
    values = {
        "AWS": ("AWSCloudTrail", [at, "ec2.amazonaws.com", name, error, "1", "eve", "192.0.2.1"]),
        "GCP": ("GCPAuditLogs", [at, name, "p", "eve", '{"callerIp": "192.0.2.1"}']),
        "Azure": ("AzureActivity", [at, name, ended, "s", "eve", "192.0.2.1"]),
    }  # fmt: skip
    table, row = values[cloud]
    connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def test_kql_rates_sessions_as_netwatch_does(workspace):
    for cloud, name in EVENTS:
        insert(workspace, cloud, name)
    found = run(workspace, "mirroring_sessions.kql")
    assert {(each["User"], each["Origin"]) for each in found} == {("eve", "192.0.2.1")}
    told = {each["Event"]: each["Risk"] for each in found}
    rated = {name: own_risk(cloud, name) for cloud, name in EVENTS}
    assert told == {name: risk for name, risk in rated.items() if risk >= 7}
    assert len(told) == 12


@pytest.mark.parametrize("name", sorted(KQL))
def test_kql_is_kql(name):
    assert duckdb_kql.parse(KQL[name]).ok
    with pytest.raises(duckdb_kql.KqlSyntaxError):
        duckdb_kql.parse(KQL[name].replace("| where", "| were", 1))


def test_kql_leaves_out_failures_and_the_start_of_an_operation(workspace):
    insert(workspace, "AWS", "CreateTrafficMirrorSession", failed=True)
    insert(workspace, "Azure", "Microsoft.Network/virtualNetworkTaps/write", failed=True)
    workspace.execute(
        "INSERT INTO AzureActivity SELECT TimeGenerated, OperationNameValue, 'Start', "
        "SubscriptionId, Caller, CallerIpAddress FROM AzureActivity"
    )
    assert run(workspace, "mirroring_sessions.kql") == []


@pytest.mark.parametrize("target", [Target.SPLUNK, Target.ELASTIC])
def test_the_other_languages_rate_sessions_by_the_same_patterns(target):
    (text,) = [QUERIES[key].text for key in QUERIES if key == (target, session_file(target))]
    if target is Target.SPLUNK:
        pairs = re.findall(r'match\(event, "\(\?i\)(.*?)"\), (\d+)', text)
        rated = [(re.compile(pattern, re.IGNORECASE).search, int(risk)) for pattern, risk in pairs]
    else:
        rated = []
        for condition, risk in re.findall(r"^    (action .*), (\d+),$", text, re.MULTILINE):
            names = re.findall(r'"(.*?)"', condition)
            shapes = "|".join(re.escape(each).replace(r"\*", ".*") for each in names)
            rated.append((re.compile(shapes, re.IGNORECASE).fullmatch, int(risk)))
    assert len(rated) >= 10
    for cloud, name in EVENTS:
        risk = next((risk for found, risk in rated if found(name)), 0)
        assert risk == own_risk(cloud, name), name


def session_file(target):
    return "mirroring_sessions" + {"splunk": ".spl", "elastic": ".esql"}[target]


@pytest.mark.parametrize(("target", "file"), QUERIES)
def test_a_query_says_what_it_is(target, file):
    rule = QUERIES[target, file]
    assert rule.level in {"high", "medium", "low"}
    assert set(rule.techniques) <= {each.id for each in techniques()}
    assert not set(rule.title) & set("`/")
    for one, other in ("()", "[]", "{}"):
        assert rule.text.count(one) == rule.text.count(other)
    assert rule.text.count('"') % 2 == 0


def test_tunnel_ports_are_the_same_in_every_language():
    wanted = "4789, 4790, 6081, 37008, 4754"
    assert wanted in sql(Question.DUPLICATION, Dialect.DUCKDB)
    about_tunnels = [
        each for each in QUERIES.values() if each.file.startswith(("one_way", "mirrored"))
    ]
    assert len(about_tunnels) == 5
    assert [each.file for each in about_tunnels if wanted not in each.text] == []
