from support.build import erspan, facts, policy, span, state

from netwatch.judgement.exposure import exposure, is_foreign, owner_at, ownership
from netwatch.model.evidence import Severity
from netwatch.model.mirror import Destination, DestinationKind
from netwatch.model.place import Neighbour


def exposed(mirror, **facets):
    after = state(mirrors=(mirror,), **facets)
    return exposure(
        facts(None, after, policy(prefixes=["10.0.0.0/8"])), mirror, mirror.destinations[0]
    )


def test_who_stands_at_a_local_port_is_told_and_changes_nothing():
    bare = exposed(span())
    seen = exposed(span(), neighbours=(Neighbour("GigabitEthernet1/0/24", "lldp", "sensor1"),))
    assert (bare.severity, bare.reason) == (Severity.MEDIUM, "")
    assert (seen.severity, seen.reason) == (Severity.MEDIUM, "LLDP shows sensor1 there")


def test_a_foreign_address_stays_foreign_whoever_answers_for_it():
    seen = exposed(
        erspan(), neighbours=(Neighbour("198.51.100.9", "arp", "0011.2233.4455", "Vl7"),)
    )
    assert seen.severity is Severity.HIGH
    assert seen.reason.endswith("or collector; ARP shows 0011.2233.4455 there on Vl7")


def test_a_neighbour_elsewhere_is_not_told():
    assert exposed(span(), neighbours=(Neighbour("Gi1/0/9", "lldp", "other"),)).reason == ""


def owned(owner, addresses=None):
    receiver = Destination(DestinationKind.ENI, "eni-1", owner=owner)
    mirror = span(destinations=(receiver,))
    here = facts(None, state(mirrors=(mirror,)), addresses=addresses)
    return is_foreign(receiver, owner_at(here, mirror, receiver))


def test_a_cloud_receiver_is_foreign_unless_its_account_is_ours():
    assert owned("999988887777")
    assert not owned("999988887777", {"999988887777": "aws-security"})
    assert not owned("192.0.2.1")  # the account under judgement itself, by its inventory address


def test_an_interface_of_another_device_is_told_from_an_address_of_the_inventory():
    mirror = erspan()

    def told(name):
        here = facts(None, state(mirrors=(mirror,)), addresses={"198.51.100.9": name})
        (quote,) = ownership(here, mirror, mirror.destinations[0])
        return quote.text

    assert told("edge-rtr2 Loopback0").endswith("device edge-rtr2 Loopback0 (its configuration)")
    assert told("edge-rtr2").endswith("address of device edge-rtr2 (inventory)")
