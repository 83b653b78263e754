"""The visit to AWS against what netwatch did not write: moto's server and botocore's Stubber."""

from datetime import UTC, datetime
from unittest.mock import patch

import boto3
import pytest
from botocore.stub import Stubber
from moto.server import ThreadedMotoServer

from netwatch.collect.access import CloudAccess
from netwatch.collect.clouds import aws
from netwatch.model.device import CloudAccount, Credentials, Device
from netwatch.model.mirror import DestinationKind, Direction
from netwatch.model.snapshot import Reason
from netwatch.platforms.aws import PLATFORM
from netwatch.read import read_device

CREDENTIALS = Credentials(username="AKIDMOTO", password="moto", token="moto")
MOTO, OURS, THEIRS = "123456789012", "111122223333", "999988887777"
REGION = "eu-north-1"


def visit(**account):
    cloud = CloudAccount(**account)
    device = Device(
        name="p", address=cloud.account, platform="aws", credentials="", timeout_s=60, cloud=cloud
    )
    access = CloudAccess(redact=lambda text, _: text, credentials=CREDENTIALS)
    snapshot = aws.collect(device, PLATFORM, access, now=datetime.now(UTC))
    return snapshot, read_device(PLATFORM, snapshot)


@pytest.fixture(scope="module")
def moto():
    # moto's own warnings are its own affair; sockets are the server's until it stops.
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def ec2(endpoint, region):
    session = boto3.Session("AKIDMOTO", "moto", "moto", region_name=region)
    return session.client("ec2", endpoint_url=endpoint)


@pytest.fixture(scope="module")
def mirrored(moto):
    """A session in a region nobody uses, made as an intruder would make it."""
    client = ec2(moto, REGION)
    network = client.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = client.create_subnet(VpcId=network, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    source, drop = (
        client.create_network_interface(SubnetId=subnet)["NetworkInterface"] for _ in range(2)
    )
    target = client.create_traffic_mirror_target(NetworkInterfaceId=drop["NetworkInterfaceId"])
    filters = client.create_traffic_mirror_filter(Description="all")
    made = client.create_traffic_mirror_session(
        NetworkInterfaceId=source["NetworkInterfaceId"],
        TrafficMirrorTargetId=target["TrafficMirrorTarget"]["TrafficMirrorTargetId"],
        TrafficMirrorFilterId=filters["TrafficMirrorFilter"]["TrafficMirrorFilterId"],
        SessionNumber=1,
        VirtualNetworkId=4711,
        PacketLength=96,
    )["TrafficMirrorSession"]
    client.close()
    return made, source, drop


@pytest.mark.lab
def test_moto_is_asked_in_every_region(moto, mirrored):
    made, source, drop = mirrored
    snapshot, state = visit(account=MOTO, endpoint=moto)
    assert snapshot.failures == ()
    assert state.identity.serial == MOTO
    (mirror,) = state.mirrors
    assert mirror.id == f"{REGION}/{made['TrafficMirrorSessionId']}"
    assert mirror.sources[0].name == source["NetworkInterfaceId"]
    assert source["PrivateIpAddress"] in mirror.sources[0].resolved_to
    (to,) = mirror.destinations
    assert (to.kind, to.value) == (DestinationKind.ENI, drop["NetworkInterfaceId"])
    assert (to.owner, to.vni) == (MOTO, 4711)
    # moto keeps no filter rules: such a session copies nothing.
    assert mirror.enabled is False
    assert [each.name for each in mirror.filters] == ["first 96 bytes"]
    asked = {each.command.rpartition(" ")[2] for each in snapshot.artifacts}
    assert len(asked) > 15


@pytest.mark.lab
def test_moto_is_another_account(moto):
    snapshot, state = visit(account=OURS, endpoint=moto)
    assert [each.reason for each in snapshot.failures] == [Reason.WRONG_DEVICE]
    assert state.mirrors is None


SERVICE = "com.amazonaws.vpce.us-east-1.vpce-svc-1"
RULE = {
    "TrafficMirrorFilterRuleId": "tmfr-1",
    "TrafficMirrorFilterId": "tmf-1",
    "TrafficDirection": "ingress",
    "RuleNumber": 10,
    "RuleAction": "accept",
    "Protocol": 6,
    "DestinationPortRange": {"FromPort": 25, "ToPort": 25},
    "SourceCidrBlock": "0.0.0.0/0",
    "DestinationCidrBlock": "10.0.0.0/8",
}
PAGES = {
    "sts": [("get_caller_identity", {"Account": OURS, "Arn": f"arn:aws:iam::{OURS}:user/n"}, {})],
    "ec2": [
        (
            "describe_regions",
            {"Regions": [{"RegionName": "us-east-1", "OptInStatus": "opted-in"}]},
            {"AllRegions": True, "RegionNames": ["us-east-1"]},
        ),
        (
            "describe_traffic_mirror_sessions",
            {
                "TrafficMirrorSessions": [
                    {
                        "TrafficMirrorSessionId": "tms-1",
                        "TrafficMirrorTargetId": "tmt-1",
                        "TrafficMirrorFilterId": "tmf-1",
                        "NetworkInterfaceId": "eni-1",
                        "OwnerId": OURS,
                        "VirtualNetworkId": 12,
                    }
                ],
                "NextToken": "more",
            },
            {"MaxResults": 400},
        ),
        (
            "describe_traffic_mirror_sessions",
            {"TrafficMirrorSessions": []},
            {"MaxResults": 400, "NextToken": "more"},
        ),
        (
            "describe_traffic_mirror_targets",
            {
                "TrafficMirrorTargets": [
                    {
                        "TrafficMirrorTargetId": "tmt-1",
                        "GatewayLoadBalancerEndpointId": "vpce-1",
                        "Type": "gateway-load-balancer-endpoint",
                        "OwnerId": OURS,
                    }
                ]
            },
            {"MaxResults": 400},
        ),
        (
            "describe_traffic_mirror_filters",
            {
                "TrafficMirrorFilters": [
                    {
                        "TrafficMirrorFilterId": "tmf-1",
                        "IngressFilterRules": [RULE],
                        "EgressFilterRules": [],
                        "NetworkServices": [],
                    }
                ]
            },
            {"MaxResults": 400},
        ),
        (
            "describe_network_interfaces",
            {"NetworkInterfaces": []},
            {
                "Filters": [{"Name": "network-interface-id", "Values": ["eni-1"]}],
                "MaxResults": 400,
            },
        ),
        (
            "describe_vpc_endpoints",
            {
                "VpcEndpoints": [
                    {"VpcEndpointId": "vpce-1", "ServiceName": SERVICE, "OwnerId": OURS}
                ]
            },
            {"Filters": [{"Name": "vpc-endpoint-id", "Values": ["vpce-1"]}], "MaxResults": 400},
        ),
        (
            "describe_vpc_endpoint_services",
            {
                "ServiceNames": [SERVICE],
                "ServiceDetails": [{"ServiceName": SERVICE, "Owner": THEIRS}],
            },
            {"Filters": [{"Name": "service-name", "Values": [SERVICE]}], "MaxResults": 400},
        ),
    ],
}


@pytest.fixture
def stubbed():
    """Answer from PAGES, whose shapes botocore checks, as it checks what is asked."""
    real, stubs = boto3.Session.client, []

    def client(session, service, **options):
        made = real(session, service, **options)
        stub = Stubber(made)
        for operation, answer, asked in PAGES[service]:
            stub.add_response(operation, answer, asked)
        stub.activate()
        stubs.append(stub)
        return made

    with patch.object(boto3.Session, "client", client):
        yield stubs


def test_what_is_asked_and_read_has_the_shapes_of_the_published_model(stubbed):
    snapshot, state = visit(account=OURS, regions=("us-east-1",))
    assert snapshot.failures == ()
    for each in stubbed:
        each.assert_no_pending_responses()
    (mirror,) = state.mirrors
    assert mirror.enabled is True
    assert mirror.sources[0].direction is Direction.RX
    assert [each.name for each in mirror.filters] == ["rx tcp 0.0.0.0/0 to 10.0.0.0/8 port 25"]
    (to,) = mirror.destinations
    assert (to.kind, to.value, to.owner) == (DestinationKind.LOAD_BALANCER, "vpce-1", THEIRS)
