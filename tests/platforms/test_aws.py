"""AWS's answers: nothing in them makes the reader raise, nothing half seen looks like nothing."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from netwatch.model.mirror import DestinationKind
from netwatch.model.state import Answers
from netwatch.platforms.aws import ACCOUNT, ARRAYS, FILTERS, PLATFORM, REGIONS, SESSIONS, TARGETS

HERE, AWAY = "us-east-1", "eu-west-1"
SESSION = {
    "TrafficMirrorSessionId": "tms-1",
    "TrafficMirrorTargetId": "tmt-1",
    "TrafficMirrorFilterId": "tmf-1",
    "NetworkInterfaceId": "eni-1",
    "OwnerId": "111122223333",
}
TARGET = {"TrafficMirrorTargetId": "tmt-1", "NetworkInterfaceId": "eni-9", "OwnerId": "1"}
FILTER = {"TrafficMirrorFilterId": "tmf-1", "IngressFilterRules": [{"RuleAction": "accept"}]}
HELD = {SESSIONS: [SESSION], TARGETS: [TARGET], FILTERS: [FILTER]}


def answers(*places, regions=(HERE, AWAY), **other):
    """Return the answers of ``places``; ``other`` is what a topic holds instead, if anything."""
    listed = {"Regions": [{"RegionName": each} for each in regions]}
    given_ = [
        (ACCOUNT, "sts:GetCallerIdentity", '{"Account": "111122223333"}'),
        (REGIONS, "ec2:DescribeRegions", json.dumps(listed)),
    ]
    for topic, objects in HELD.items():
        held = other.get(topic.replace("-", "_"), objects)
        if held is not None:
            text = json.dumps({ARRAYS[topic]: held}, indent=1)
            given_ += [(topic, f"ec2:Describe {place}", text) for place in places]
    return Answers(tuple(given_))


def test_a_region_that_was_not_answered_is_unseen():
    reading = PLATFORM.read(answers(HERE))
    assert [each.id for each in reading.declared] == [f"{HERE}/tms-1"]
    assert reading.unseen == (AWAY,)
    assert PLATFORM.read(answers(HERE, AWAY)).unseen == ()


def test_an_account_of_which_no_region_answered_is_not_observed():
    assert PLATFORM.read(answers()).declared is None
    for topic in ("mirror_sessions", "mirror_targets", "mirror_filters"):
        reading = PLATFORM.read(answers(HERE, AWAY, **{topic: None}))
        assert reading.declared is None
        assert reading.identity.serial == "111122223333"


def test_an_empty_answer_is_observed_and_none():
    reading = PLATFORM.read(answers(HERE, AWAY, mirror_sessions=[]))
    assert (reading.declared, reading.unseen) == ((), ())


def test_a_target_nobody_lists_is_unknown_and_nobodys():
    (mirror,) = PLATFORM.read(answers(HERE, mirror_targets=[])).declared
    (to,) = mirror.destinations
    assert (to.kind, to.value, to.owner) == (DestinationKind.UNKNOWN, "tmt-1", None)


def test_a_filter_far_larger_than_aws_allows_is_not_trusted_to_be_read():
    rules = [{"RuleAction": "reject", "RuleNumber": each} for each in range(5000)]
    huge = [{"TrafficMirrorFilterId": "tmf-1", "IngressFilterRules": rules}]
    reading = PLATFORM.read(answers(HERE, mirror_filters=huge))
    assert reading.declared[0].enabled is None
    assert len(reading.declared[0].filters) < 600
    assert reading.unread


MEMBERS = st.sampled_from(
    [
        *SESSION, *TARGET, *FILTER, "EgressFilterRules", "NetworkServices", "PacketLength",
        "VirtualNetworkId", "NetworkLoadBalancerArn", "GatewayLoadBalancerEndpointId", "Protocol",
        "RuleNumber", "SourcePortRange", "FromPort", "PrivateIpAddresses", "Attachment", "Tags",
    ]
)  # fmt: skip
WORDS = st.sampled_from(["tms-1", "tmt-1", "tmf-1", "eni-1", "arn:", "arn:a:b:c:d:e", "accept", ""])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS, inner, max_size=5),
    max_leaves=12,
)
ARRAY = st.lists(st.dictionaries(MEMBERS, VALUES, max_size=8) | VALUES, max_size=4) | VALUES


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(ARRAYS, ARRAY)), VALUES, VALUES)
def test_no_shape_of_an_answer_makes_the_reader_raise(held, account, regions):
    texts = [(topic, f"ec2:Describe {HERE}", json.dumps({ARRAYS[topic]: each}))
             for topic, each in held.items()]  # fmt: skip
    listed = [{"RegionName": HERE}, regions]
    head = [(ACCOUNT, "a", json.dumps(account)), (REGIONS, "r", json.dumps({"Regions": listed}))]
    reading = PLATFORM.read(Answers((*head, *texts)))
    for each in reading.declared or ():
        assert each.id.startswith(f"{HERE}/")
        assert each.evidence
