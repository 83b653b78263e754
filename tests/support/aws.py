"""A simulated AWS account in two regions, and visits to it."""

from datetime import UTC, datetime

from netwatch.collect.access import CloudAccess
from netwatch.collect.clouds import aws
from netwatch.lab.clouds.aws import CREDENTIALS, Cloud
from netwatch.model.device import CloudAccount, Device
from netwatch.platforms.aws import PLATFORM
from netwatch.read import read_device

OURS, THEIRS = "111122223333", "999988887777"
ROLE = f"arn:aws:iam::{OURS}:role/netwatch"
SESSIONS, TARGETS, FILTERS, INTERFACES = (
    f"ec2:Describe{each}"
    for each in (
        "TrafficMirrorSessions", "TrafficMirrorTargets", "TrafficMirrorFilters",
        "NetworkInterfaces",
    )
)  # fmt: skip
BALANCERS = "elasticloadbalancing:DescribeLoadBalancers"
ARN = f"arn:aws:elasticloadbalancing:us-east-1:{THEIRS}:loadbalancer/net/drop/1"
ACCEPT = {"RuleNumber": 100, "RuleAction": "accept", "SourceCidrBlock": "0.0.0.0/0"}


def session(number, target="tmt-1"):
    return {
        "TrafficMirrorSessionId": f"tms-{number}",
        "TrafficMirrorTargetId": target,
        "TrafficMirrorFilterId": "tmf-1",
        "NetworkInterfaceId": f"eni-{number}",
        "OwnerId": OURS,
        "VirtualNetworkId": 70 + number,
        "Tags": [{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "1"}],
    }


def interface(number):
    return {
        "NetworkInterfaceId": f"eni-{number}",
        "Attachment": {"InstanceId": f"i-{number}", "AttachTime": "2026-01-01T00:00:00Z"},
        "PrivateIpAddresses": [{"PrivateIpAddress": f"10.0.0.{number}"}],
    }


HOME = {
    "sessions": [session(number) for number in (1, 2, 3)],
    "targets": [{"TrafficMirrorTargetId": "tmt-1", "NetworkInterfaceId": "eni-9", "OwnerId": OURS}],
    "filters": [{"TrafficMirrorFilterId": "tmf-1", "EgressFilterRules": [ACCEPT]}],
    "interfaces": [interface(number) for number in (1, 2, 3, 9, 50)],
}
AWAY = {
    "sessions": [session(4, "tmt-4")],
    "targets": [
        {"TrafficMirrorTargetId": "tmt-4", "NetworkLoadBalancerArn": ARN, "OwnerId": THEIRS}
    ],
    "filters": [{"TrafficMirrorFilterId": "tmf-1", "IngressFilterRules": [ACCEPT]}],
    "load_balancers": [{"LoadBalancerArn": ARN, "DNSName": "drop.example"}],
}
REGIONS = {"us-east-1": HOME, "eu-west-1": AWAY, "me-south-1": {"status": "not-opted-in"}}


def at(where, **how):
    return {"at": where, **how}


def visit(*faults, regions=REGIONS, platform=PLATFORM, timeout_s=20.0, objects=None, **options):
    """Visit an account once; return the snapshot and what was asked."""
    given = {key: options.pop(key) for key in ("credentials", "halt", "pages", "answer_bytes")
             if key in options}  # fmt: skip
    held = {"account": OURS, "page": 2, "regions": regions, "faults": faults, **(objects or {})}
    with Cloud(held) as cloud:
        account = CloudAccount(**{"account": OURS, "endpoint": cloud.endpoint, **options})
        device = Device(
            name="aws-prod", address=OURS, platform="aws", timeout_s=timeout_s, cloud=account
        )
        access = CloudAccess(redact=lambda text, _: text, **{"credentials": CREDENTIALS, **given})
        snapshot = aws.collect(device, platform, access, now=datetime.now(UTC))
        return snapshot, cloud.asked


def failed(snapshot):
    return [(each.command, each.reason) for each in snapshot.failures]


def seen(snapshot):
    return read_device(PLATFORM, snapshot)
