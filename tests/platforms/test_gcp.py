"""Google Cloud: what decides whether, where and for how long a policy copies."""

import json

import pytest

from netwatch.model.mirror import MirrorKind, SourceKind
from netwatch.model.platform import MIRRORS
from netwatch.model.state import Answers
from netwatch.platforms import gcp

NETWORK = "projects/acme/global/networks/vpc"
ENDPOINT = "projects/acme/locations/global/mirroringEndpointGroups/eg"
SINK = "projects/sink/locations/global/mirroringDeploymentGroups/d"
GROUP = "organizations/9/locations/global/securityProfileGroups/g"
PROFILE = "organizations/9/locations/global/securityProfiles/p"
FIREWALLS = f"GET /compute/v1/{NETWORK}/getEffectiveFirewalls?fields=x"


def answers(**topics):
    told = {
        gcp.PROJECT: {
            "name": "acme",
            "defaultServiceAccount": "111122223333-compute@developer.gserviceaccount.com",
        },
        MIRRORS: {"kind": "compute#packetMirroringAggregatedList", "items": {}},
        gcp.ASSOCIATIONS: {
            "mirroringEndpointGroupAssociations": [
                {
                    "name": "projects/acme/locations/global/mirroringEndpointGroupAssociations/a",
                    "network": NETWORK,
                    "mirroringEndpointGroup": ENDPOINT,
                    "state": "ACTIVE",
                }
            ]
        },
        gcp.ENDPOINTS: {
            "mirroringEndpointGroups": [{"name": ENDPOINT, "mirroringDeploymentGroup": SINK}]
        },
        gcp.FIREWALLS: {"firewallPolicys": [{"name": "p", "packetMirroringRules": [rule()]}]},
        gcp.PROFILE_GROUPS: {"name": GROUP, "customMirroringProfile": PROFILE},
        gcp.PROFILES: {
            "name": PROFILE,
            "customMirroringProfile": {"mirroringEndpointGroup": ENDPOINT},
        },
        **{name.replace("_", "-"): each for name, each in topics.items()},
    }
    asked = {gcp.FIREWALLS: FIREWALLS}
    return Answers(
        tuple(
            (topic, asked.get(topic, topic), json.dumps(each, indent=1))
            for topic, each in told.items()
            if each is not None
        )
    )


def rule(**other):
    return {
        "action": "mirror",
        "priority": 7,
        "direction": "INGRESS",
        "securityProfileGroup": f"//networksecurity.googleapis.com/{GROUP}",
        **other,
    }


def firewalls(*found):
    return {"firewallPolicys": [{"name": "p", "packetMirroringRules": list(found)}]}


def session(**topics):
    reading = gcp.read(answers(**topics))
    (found,) = reading.declared
    return found


def test_an_association_with_a_rule_that_leads_to_it_copies():
    found = session()
    assert (found.id, found.kind, found.enabled) == ("networksecurity/a", MirrorKind.TAP, True)
    (end,) = found.destinations
    assert (end.owner, end.encapsulation, end.port) == ("sink", "geneve", 6081)
    assert end.value == SINK
    assert end.resolved_from == ENDPOINT
    (source,) = found.sources
    assert (source.kind, source.name, source.on) == (SourceKind.FILTER, "p/7", (NETWORK,))


OTHER_PROFILE = {
    "name": PROFILE,
    "customMirroringProfile": {"mirroringEndpointGroup": "projects/o"},
}


@pytest.mark.parametrize(
    ("topics", "enabled"),
    [
        ({"effective_firewalls": firewalls()}, False),
        ({"effective_firewalls": firewalls(rule(disabled=True))}, False),
        ({"effective_firewalls": firewalls(rule(action="do_not_mirror"))}, False),
        ({"effective_firewalls": firewalls(rule(action="MIRROR"))}, True),
        ({"security_profiles": OTHER_PROFILE}, False),
        ({"security_profile_groups": {"name": GROUP}}, False),
        ({"security_profiles": None}, None),
        ({"security_profile_groups": None}, None),
    ],
)
def test_what_an_association_needs_to_copy(topics, enabled):
    found = session(**topics)
    assert found.enabled is enabled
    assert found.complete
    kind = SourceKind.VRF if enabled is False else SourceKind.FILTER
    assert [each.kind for each in found.sources] == [kind]


def test_an_endpoint_group_that_brokers_feeds_all_it_is_connected_to():
    groups = [f"projects/{each}/locations/global/mirroringDeploymentGroups/d" for each in "ba"]
    told = {"name": ENDPOINT, "connectedDeploymentGroups": [{"name": each} for each in groups]}
    ends = session(mirroring_endpoint_groups={"mirroringEndpointGroups": [told]}).destinations
    assert [each.owner for each in ends] == ["a", "b"]


def test_a_closed_endpoint_group_copies_nothing():
    told = json.loads(answers().get(gcp.ENDPOINTS))
    told["mirroringEndpointGroups"][0]["state"] = "CLOSED"
    assert session(mirroring_endpoint_groups=told).enabled is False


@pytest.mark.parametrize(
    "missing", ["mirroring_endpoint_groups", "effective_firewalls", "mirroring_associations"]
)
def test_a_missing_answer_leaves_the_namespace_unseen(missing):
    reading = gcp.read(answers(**{missing: None}))
    assert reading.declared == ()
    assert reading.unseen == ("networksecurity",)


def test_without_the_policies_nothing_is_observed():
    reading = gcp.read(answers(mirrors=None))
    assert (reading.declared, reading.identity.serial) == (None, "acme")


def test_a_region_that_says_it_is_missing_is_unseen():
    told = {
        "items": {"regions/r1": {"warning": {"code": "UNREACHABLE"}}},
        "unreachables": ["regions/r2"],
    }
    reading = gcp.read(answers(mirrors=told))
    assert set(reading.unseen) == {"r1", "r2"}


def test_a_project_is_known_by_its_number_too():
    number = {
        "mirroringEndpointGroups": [
            {
                "name": ENDPOINT.replace("acme", "111122223333"),
                "mirroringDeploymentGroup": "projects/111122223333/locations/global/d/x",
            }
        ]
    }
    (end,) = session(mirroring_endpoint_groups=number).destinations
    assert end.owner == "acme"


def test_follow_ups_ask_about_what_was_named_and_no_more():
    asked = [each.text for each in gcp.follow_up(answers())]
    assert f"GET /v1/{GROUP}" in asked
    assert f"GET /v1/{PROFILE}" in asked
    assert not any("forwardingRules" in each or "instances" in each for each in asked)
    assert all(gcp.PLATFORM.may_send(each) for each in asked)


@pytest.mark.parametrize("name", ["..", ".", "a/b", "a b", "a?x=1", "", "x" * 300])
def test_no_hostile_name_gets_into_a_question(name):
    told = json.loads(answers().get(gcp.ASSOCIATIONS))
    told["mirroringEndpointGroupAssociations"][0]["network"] = (
        f"projects/{name}/global/networks/{name}"
    )
    told["mirroringEndpointGroupAssociations"][0]["mirroringEndpointGroup"] = (
        f"projects/{name}/locations/global/mirroringEndpointGroups/{name}"
    )
    for each in gcp.follow_up(answers(mirroring_associations=told)):
        assert gcp.PLATFORM.may_send(each.text)
        assert "/../" not in each.text
        assert name not in each.text or not name.strip(".x")


@pytest.mark.parametrize(
    ("session_id", "words"),
    [
        ("us-central1/pm", "packet-mirrorings delete pm --region=us-central1"),
        ("networksecurity/a", "mirroring-endpoint-group-associations delete a --location=global"),
    ],
)
def test_how_to_undo_it(session_id, words):
    assert words in gcp.removal(session_id)[0]
