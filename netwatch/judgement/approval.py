"""Which approval, of the policy or granted since, covers one destination of one session."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from netwatch.judgement.ownership import known_collector, parse_address
from netwatch.model.device import Device
from netwatch.model.mirror import Destination, Mirror, Source
from netwatch.model.policy import Approval, MirrorApproval, Policy
from netwatch.model.rule import Facts


@dataclass(frozen=True, slots=True)
class Standing:
    """The approval in force, and when there is none the one that lapsed last."""

    current: MirrorApproval | None = None
    lapsed: MirrorApproval | None = None


def standing(facts: Facts, mirror: Mirror, destination: Destination) -> Standing:
    """Return how ``destination`` stands with the approvals at ``facts.now``."""
    key = facts.platform.interface_key
    matching = [
        each
        for each in facts.policy.approvals
        if selects(each, facts.device)
        and _covers_sources(each, mirror.sources, key)
        and _covers_destination(each, destination, key, facts.policy)
    ]
    current = [each for each in matching if not each.is_over(facts.now)]
    if current:
        # An approval that names the destination says more than one that names none.
        return Standing(current=max(current, key=lambda each: each.names_receiver))
    lapsed = [each for each in matching if each.expires is not None]
    return Standing(lapsed=max(lapsed, key=_expiry, default=None))


def approval_text(approval: Approval) -> str:
    """Return ``owner netops, ticket CHG-1, until 2026-01-31`` with what the approval gives."""
    words = []
    if approval.owner:
        words.append(f"owner {approval.owner}")
    if approval.ticket:
        words.append(f"ticket {approval.ticket}")
    if approval.expires:
        words.append(f"until {approval.expires:%Y-%m-%d}")
    if not words and approval.line is not None:
        words.append(f"policy line {approval.line}")
    if not words and approval.stored is not None:
        words.append(f"approval {approval.stored}")
    return ", ".join(words) or "no owner named"


def _expiry(approval: MirrorApproval) -> float:
    return approval.expires.timestamp() if approval.expires else 0.0


def selects(approval: Approval, device: Device) -> bool:
    """Tell whether ``approval`` speaks of ``device`` by its name, site and tags."""
    return (
        _any_glob(approval.devices, (device.name,))
        and _any_glob(approval.sites, (device.site or "",))
        and _any_glob(approval.tags, device.tags)
    )


def _covers_sources(
    approval: MirrorApproval, sources: Iterable[Source], key: Callable[[str], str]
) -> bool:
    return all(
        _any_glob(approval.sources, _spellings(each.kind, each.name, key)) for each in sources
    )


def _covers_destination(
    approval: MirrorApproval,
    destination: Destination,
    key: Callable[[str], str],
    policy: Policy,
) -> bool:
    if not approval.names_receiver:
        return True
    if approval.destinations:
        spelled = _spellings(destination.kind, destination.value, key)
        named = _any_glob(approval.destinations, spelled)
        if named or _any_network(approval.destinations, destination.value):
            return True
    collector = known_collector(destination.value, policy) if approval.collectors else None
    return collector is not None and _any_glob(approval.collectors, (collector.name,))


def _spellings(kind: str, name: str, key: Callable[[str], str]) -> tuple[str, ...]:
    return name, key(name), f"{kind} {name}", f"{kind} {key(name)}"


def _any_glob(patterns: tuple[str, ...], texts: Iterable[str]) -> bool:
    if not patterns:
        return True
    return any(
        fnmatchcase(text.casefold(), pattern.casefold()) for text in texts for pattern in patterns
    )


def _any_network(patterns: tuple[str, ...], value: str) -> bool:
    address = parse_address(value)
    if address is None:
        return False
    return any(address in network for each in patterns if (network := _network(each)) is not None)


@lru_cache(maxsize=1024)
def _network(pattern: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(pattern.strip(), strict=False)
    except ValueError:
        return None
