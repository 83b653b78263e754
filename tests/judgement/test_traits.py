from ipaddress import ip_network

import pytest
from support.build import facts, policy, state, trait, traits

from netwatch.judgement.guards import entry_of
from netwatch.judgement.traits import addresses_in, network_owner, networks_in, strangers

OURS = policy(prefixes=("192.0.2.0/24",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("permit tcp 192.0.2.0 0.0.0.255 any", ["192.0.2.0/24", "0.0.0.0/0"]),
        ("permit tcp 192.0.2.0 255.255.255.0 host 10.0.0.1", ["192.0.2.0/24", "10.0.0.1/32"]),
        ("permit 10.0.0.1 0.0.0.0", ["10.0.0.1/32"]),
        ("permit 0.0.0.0 255.255.255.255", ["0.0.0.0/0"]),
        ("permit ipv6 2001:db8::/32 any6", ["2001:db8::/32", "::/0"]),
        ("192.0.2.1 192.0.2.2", ["192.0.2.1/32", "192.0.2.2/32"]),
        ("permit tcp object-group X eq 22", []),
        ("permit ip 300.1.1.1 any", ["0.0.0.0/0"]),
        ("", []),
    ],
)
def test_networks(text, expected):
    assert [str(each) for each in networks_in(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tacacs 192.0.2.1 port 49", ("192.0.2.1",)),
        ("flow 192.0.2.1:2055", ("192.0.2.1",)),
        ("[2001:db8::1]:514", ("2001:db8::1",)),
        ("group ISE vrf M", ()),
        ("version 17.09.04", ()),
    ],
)
def test_addresses(text, expected):
    assert addresses_in(text) == expected


def test_a_stranger_is_nobodys():
    seen = facts(None, state(**traits()), OURS, {"198.51.100.7": "r7"})
    assert strangers(seen, "192.0.2.5 198.51.100.7 203.0.113.1") == ("203.0.113.1",)


@pytest.mark.parametrize(
    ("network", "known"), [("192.0.2.128/25", True), ("192.0.2.0/23", False), ("10.0.0.0/8", False)]
)
def test_a_network_is_ours_when_all_of_it_is(network, known):
    assert (network_owner(ip_network(network), OURS, {}) is not None) is known


@pytest.mark.parametrize(
    ("name", "acl", "text"),
    [
        ("VTY permit ip any any", "VTY", "permit ip any any"),
        ("VTY 10 permit ip any any (5 matches)", "VTY", "permit ip any any"),
        ("prefix-list M permit 192.0.2.0/24", "prefix-list M", "permit 192.0.2.0/24"),
        ("input drop any", "input", "drop any"),
        ("odd", "odd", ""),
    ],
)
def test_an_entry_is_its_list_and_what_it_does(name, acl, text):
    entry = entry_of(trait(name))
    assert (entry.acl, entry.text) == (acl, text)
