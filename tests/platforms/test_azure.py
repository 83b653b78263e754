"""Azure: TAPs of other subscriptions, captures, and what a missing answer hides."""

import json

import pytest

from netwatch.model.mirror import DestinationKind, MirrorKind
from netwatch.model.platform import CAPTURES, MIRRORS
from netwatch.model.state import Answers
from netwatch.platforms import azure

OWN, OTHER = "11111111-1111-4111-8111-111111111111", "66666666-6666-4666-8666-666666666666"


def named(kind, name, subscription=OWN, group="rg"):
    where = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network"
    return f"{where}/{kind}/{name}"


NIC, TAP = named("networkInterfaces", "web"), named("virtualNetworkTaps", "tap")
FOREIGN = named("virtualNetworkTaps", "sink", OTHER)
WATCHER = named("networkWatchers", "NetworkWatcher_westeurope")


def nic(*taps, name=NIC):
    held = [
        {
            "id": f"{name}/tapConfigurations/{at}",
            "properties": {"virtualNetworkTap": {"id": tap}} if tap else {},
        }
        for at, tap in enumerate(taps)
    ]
    return {"id": name, "location": "westeurope", "properties": {"tapConfigurations": held}}


def tap(*nics, name=TAP):
    end = named("networkInterfaces", "ids")
    return {
        "id": name,
        "location": "westeurope",
        "properties": {
            "destinationNetworkInterfaceIPConfiguration": {"id": f"{end}/ipConfigurations/i"},
            "networkInterfaceTapConfigurations": [
                {"id": f"{each}/tapConfigurations/t"} for each in nics
            ],
        },
    }


def answers(*more, **topics):
    told = {
        azure.SUBSCRIPTION: {"subscriptionId": OWN.upper()},
        MIRRORS: {"value": [tap(NIC)]},
        azure.INTERFACES: {"value": [nic(TAP)]},
        azure.WATCHERS: {"value": []},
        **{name.replace("_", "-"): each for name, each in topics.items()},
    }
    triples = [(topic, topic, each) for topic, each in told.items() if each is not None]
    return Answers(
        tuple(
            (topic, command, json.dumps(each, indent=1))
            for topic, command, each in [*triples, *more]
        )
    )


def test_a_tap_of_another_subscription_shows_on_the_interface_alone():
    reading = azure.read(answers(network_interfaces={"value": [nic(TAP, FOREIGN)]}))
    own, foreign = reading.declared
    assert own.id == "westeurope/rg/tap"
    assert foreign.id == f"subscriptions/{OTHER}/rg/sink"
    (end,) = foreign.destinations
    assert (end.kind, end.owner) == (DestinationKind.HOST, OTHER)
    assert foreign.evidence[-1].source == azure.INTERFACES


def test_an_interface_that_does_not_say_is_asked_about():
    told = answers(network_interfaces={"value": [nic(None)]})
    (asked,) = (each for each in azure.follow_up(told) if each.topic == azure.CONFIGURATIONS)
    assert azure.PLATFORM.may_send(asked.text)
    assert azure.read(told).unseen == (azure.FOREIGN,)
    answer = {"value": [{"properties": {"virtualNetworkTap": {"id": FOREIGN}}}]}
    whole = answers(
        (azure.CONFIGURATIONS, asked.text, answer), network_interfaces={"value": [nic(None)]}
    )
    reading = azure.read(whole)
    assert reading.unseen == ()
    assert reading.declared[-1].id == f"subscriptions/{OTHER}/rg/sink"
    assert reading.declared[-1].sources[0].name == f"{OWN}/rg/networkinterfaces/web"


def test_without_the_interfaces_foreign_taps_are_unseen():
    reading = azure.read(answers(network_interfaces=None))
    assert reading.unseen == (azure.FOREIGN,)
    assert [each.id for each in reading.declared] == ["westeurope/rg/tap"]


def test_without_the_taps_none_count_as_observed():
    assert azure.read(answers(mirrors=None)).declared is None


CAPTURE = {
    "name": "pc1",
    "properties": {
        "target": named("virtualMachines", "v"),
        "filters": [{"protocol": "TCP", "localPort": "49"}],
        "storageLocation": {"storageId": named("x", "y", OTHER), "filePath": "/tmp/pc1.cap"},
    },
}


def test_a_capture_may_run_and_goes_to_an_account_and_a_file():
    watchers = {"value": [{"id": WATCHER, "location": "westeurope"}]}
    told = answers(network_watchers=watchers)
    (asked,) = (each for each in azure.follow_up(told) if each.topic == CAPTURES)
    reading = azure.read(
        answers((CAPTURES, asked.text, {"value": [CAPTURE]}), network_watchers=watchers)
    )
    (found,) = reading.operating
    assert (found.id, found.kind, found.enabled) == (
        "networkwatcher_westeurope/pc1",
        MirrorKind.CAPTURE,
        None,
    )
    assert [each.owner for each in found.destinations] == [OTHER, None]
    assert [each.name for each in found.filters] == ["protocol TCP localPort 49"]


def test_a_silent_watcher_hides_its_captures_and_no_watcher_removes_none():
    watchers = {"value": [{"id": WATCHER}]}
    assert azure.read(answers(network_watchers=watchers)).unseen == ("networkwatcher_westeurope",)
    assert azure.read(answers(network_watchers=None)).operating is None


def test_a_name_that_no_question_may_hold_is_told():
    odd = named("networkWatchers", "w", group="rg(1)")
    told = answers(network_watchers={"value": [{"id": odd}]})
    assert not any(each.topic == CAPTURES for each in azure.follow_up(told))
    (warning,) = azure.read(told).warnings
    assert "rg(1)" in warning


@pytest.mark.parametrize("name", ["..", "a/b", "a b", "a?x", ""])
def test_no_hostile_name_gets_into_a_question(name):
    told = answers(
        network_watchers={"value": [{"id": named("networkWatchers", name, group=name)}]},
        network_interfaces={"value": [nic(None, name=named("networkInterfaces", name))]},
    )
    for each in azure.follow_up(told):
        assert azure.PLATFORM.may_send(each.text)
        assert ".." not in each.text


@pytest.mark.parametrize(
    ("session", "words"),
    [
        ("westeurope/rg/tap", "vnet tap delete --resource-group rg --name tap"),
        (f"subscriptions/{OTHER}/rg/sink", "nic vtap-config delete"),
        ("networkwatcher_westeurope/pc1", "packet-capture delete --location westeurope --name pc1"),
    ],
)
def test_how_to_undo_it(session, words):
    assert words in azure.removal(session)[0]
