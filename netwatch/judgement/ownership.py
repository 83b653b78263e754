"""Whose address is it: a known collector, a device of ours, one of our prefixes, or nobody's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address

from netwatch.judgement.places import policy_line
from netwatch.model.policy import KnownCollector, Policy

_LONGEST = 64


class OwnerKind(StrEnum):
    """What makes an address known, strongest first."""

    COLLECTOR = "collector"
    DEVICE = "device"
    ACCOUNT = "cloud account"
    SELF = "device itself"
    PREFIX = "prefix"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who an address belongs to, as policy and inventory say; ``line`` is that of policy.yaml."""

    kind: OwnerKind
    name: str
    line: int | None = field(default=None, compare=False)


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
    collector = known_collector(text, policy)
    if collector is not None:
        return Owner(OwnerKind.COLLECTOR, collector.name, collector.line)
    device = _device(text, address, addresses)
    if device is not None:
        return Owner(OwnerKind.DEVICE, device)
    if address.is_loopback:
        return Owner(OwnerKind.SELF, str(address))
    lines = policy.prefix_lines or (None,) * len(policy.prefixes)
    prefixes = [
        (each, line) for each, line in zip(policy.prefixes, lines, strict=True) if address in each
    ]
    if prefixes:
        best, line = max(prefixes, key=lambda each: each[0].prefixlen)
        return Owner(OwnerKind.PREFIX, str(best), line)
    return None


def known_collector(text: str, policy: Policy) -> KnownCollector | None:
    """Return the most specific known collector that holds the address ``text``."""
    address = parse_address(text)
    found = [each for each in policy.collectors if address is not None and address in each.address]
    return max(found, key=lambda each: each.address.prefixlen, default=None)


def ownership_text(owner: Owner | None, policy: Policy, addresses: Mapping[str, str]) -> str:
    """Return whose it is and what says so, or where it was looked for in vain."""
    if owner is None:
        return (
            f"nobody's: in none of {len(policy.prefixes)} prefixes and "
            f"{len(policy.collectors)} known collectors, and no address of the inventory "
            f"({len(addresses)} looked at)"
        )
    where = policy_line(policy, owner.line)
    return {
        OwnerKind.COLLECTOR: f"known collector {owner.name} ({where})",
        OwnerKind.PREFIX: f"inside our prefix {owner.name} ({where})",
        # A device's name holds no blank; behind one stands the interface that has the address.
        OwnerKind.DEVICE: f"address of device {owner.name} "
        + ("(its configuration)" if " " in owner.name else "(inventory)"),
        OwnerKind.ACCOUNT: f"account {owner.name} (inventory)",
        OwnerKind.APPROVED: f"{owner.name} (by the approval that names it)",
        OwnerKind.SELF: "the device itself",
    }[owner.kind]


def _device(
    text: str, address: IPv4Address | IPv6Address, addresses: Mapping[str, str]
) -> str | None:
    found = addresses.get(text) or addresses.get(str(address))
    if found is None and isinstance(address, IPv6Address):
        # An inventory may spell an IPv6 address in any of its many ways.
        spelled = (name for key, name in addresses.items() if parse_address(key) == address)
        found = next(spelled, None)
    return found
