from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwatch.judgement.ownership import Owner, OwnerKind, owner_of, parse_address
from netwatch.model.policy import KnownCollector, Policy

addresses = st.ip_addresses()


def _network(address, length):
    return ip_network((address, min(length, address.max_prefixlen)), strict=False)


networks = st.builds(_network, addresses, st.integers(0, 128))


@given(addresses, st.lists(networks, max_size=5))
def test_prefix_owns_exactly_what_is_inside(address, prefixes):
    owner = owner_of(str(address), Policy(prefixes=tuple(prefixes)), {})
    inside = [each for each in prefixes if parse_address(str(address)) in each]
    if inside:
        longest = max(each.prefixlen for each in inside)
        assert owner.kind in (OwnerKind.PREFIX, OwnerKind.SELF)
        assert owner.kind is OwnerKind.SELF or ip_network(owner.name).prefixlen == longest
    elif not parse_address(str(address)).is_loopback:
        assert owner is None


@given(st.ip_addresses(v=6))
def test_every_spelling_of_an_address_has_one_owner(address):
    policy = Policy(prefixes=(ip_network((address, 64), strict=False),))
    spelled = {str(address), address.exploded, str(address).upper(), f"{address.exploded}%eth0"}
    assert len({owner_of(each, policy, {}) for each in spelled}) == 1
    inventory = {address.exploded: "probe1"}
    if address.ipv4_mapped is None:
        assert {owner_of(each, Policy(), inventory) for each in spelled} == {
            Owner(OwnerKind.DEVICE, "probe1")
        }


@given(st.ip_addresses(v=4))
def test_mapped_address_is_its_ipv4_address(address):
    assert parse_address(f"::ffff:{address}") == address


@given(st.text())
def test_any_text_is_an_address_or_none(text):
    assert parse_address(text) is None or isinstance(parse_address(text), IPv4Address | IPv6Address)


def test_collector_comes_before_device_and_prefix():
    inside = ip_network("192.0.2.0/24")
    policy = Policy(
        prefixes=(inside,),
        collectors=(
            KnownCollector(address=inside, name="any"),
            KnownCollector(address=ip_network("192.0.2.50/32"), name="ids1"),
        ),
    )
    assert owner_of("192.0.2.50", policy, {"192.0.2.50": "probe1"}).name == "ids1"
    assert owner_of("192.0.2.51", policy, {"192.0.2.51": "probe2"}).name == "any"
    assert owner_of("192.0.2.51", Policy(), {"192.0.2.51": "probe2"}).name == "probe2"


@pytest.mark.parametrize("text", ["", "Tunnel5", "192.0.2.500", "192.0.2.0/24", "9" * 10_000])
def test_what_is_no_address_has_no_owner(text):
    everything = Policy(prefixes=(ip_network("0.0.0.0/0"), ip_network("::/0")))
    assert owner_of(text, everything, {}) is None


def test_loopback_is_the_device_itself():
    assert owner_of("127.0.0.1", Policy(), {}).kind is OwnerKind.SELF
