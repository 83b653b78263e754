"""Whose address is it: a known collector, a device of ours, one of our prefixes, or nobody's."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address

from netwatch.model.policy import Policy

_LONGEST = 64


class OwnerKind(StrEnum):
    """What makes an address known, strongest first."""

    COLLECTOR = "collector"
    DEVICE = "device"
    ACCOUNT = "cloud account"
    SELF = "device itself"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who an address belongs to, as policy and inventory say."""

    kind: OwnerKind
    name: str


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address ``text`` spells, or None.

    A zone (``%eth0``) is dropped and an IPv4-mapped IPv6 address is its IPv4 address, so that
    no spelling makes a known address unknown or an unknown one known.
    """
    if len(text) > _LONGEST:
        return None
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def owner_of(text: str, policy: Policy, addresses: Mapping[str, str]) -> Owner | None:
    """Return who owns the address ``text``, None when nobody known does or it is no address.

    ``addresses`` maps the inventory's addresses to device names. The most specific collector
    and the most specific prefix win.
    """
    address = parse_address(text)
    if address is None:
        return None
    collectors = [each for each in policy.collectors if address in each.address]
    if collectors:
        best = max(collectors, key=lambda each: each.address.prefixlen)
        return Owner(OwnerKind.COLLECTOR, best.name)
    device = _device(text, address, addresses)
    if device is not None:
        return Owner(OwnerKind.DEVICE, device)
    if address.is_loopback:
        return Owner(OwnerKind.SELF, str(address))
    prefixes = [each for each in policy.prefixes if address in each]
    if prefixes:
        return Owner(OwnerKind.PREFIX, str(max(prefixes, key=lambda each: each.prefixlen)))
    return None


def _device(
    text: str, address: IPv4Address | IPv6Address, addresses: Mapping[str, str]
) -> str | None:
    found = addresses.get(text) or addresses.get(str(address))
    if found is None and isinstance(address, IPv6Address):
        # An inventory may spell an IPv6 address in any of its many ways.
        spelled = (name for key, name in addresses.items() if parse_address(key) == address)
        found = next(spelled, None)
    return found
