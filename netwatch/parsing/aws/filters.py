"""A Traffic Mirror filter: which packets are copied, on which way, and whether any are.

Sources: the EC2 API reference (TrafficMirrorFilter, TrafficMirrorFilterRule) and the user guide:
without a rule nothing is mirrored; rules are evaluated from the lowest number, the first that
matches decides; all traffic of a network service that was added is mirrored. The ingress rules
select what comes in through the source's interface.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Direction, Filter
from netwatch.parsing.aws.items import Item
from netwatch.parsing.linux.json import Node

_SIDES = (("IngressFilterRules", Direction.RX), ("EgressFilterRules", Direction.TX))
_ACCEPT, _REJECT = "accept", "reject"
_RULE = ("DestinationCidrBlock", "NetworkServices", "Protocol", "RuleAction", "SourceCidrBlock")
_QUOTED = 8
# AWS allows 10 on each side unless its quota is raised; one that holds more is not read whole.
_MOST = 500
_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "47": "gre", "50": "esp", "58": "icmpv6"}


@dataclass(frozen=True, slots=True)
class Selection:
    """What a filter lets through.

    ``direction`` is None when it lets nothing through; ``enabled`` is None when that is not known.
    """

    enabled: bool | None = None
    direction: Direction | None = None
    filters: tuple[Filter, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    unread: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    way: Direction
    action: str
    number: str
    what: str


def selection(chosen: Item | None) -> Selection:
    """Return what the filter ``chosen`` lets through; nothing is known of one that is not there."""
    if chosen is None:
        return Selection()
    rules = tuple(islice(_rules(chosen.node), _MOST + 1))
    services = tuple(each.text for each in chosen.node.get("NetworkServices").items)
    odd = len(rules) > _MOST or any(each.action not in (_ACCEPT, _REJECT) for each in rules)
    ways = {each.way for each in rules if each.action == _ACCEPT}
    if services:
        ways |= {Direction.RX, Direction.TX}
    return Selection(
        enabled=True if ways else None if odd else False,
        direction=_direction(ways),
        filters=(*_accepted(rules), *(Filter(_ACCEPT, each) for each in services), *_barred(rules)),
        evidence=chosen.quotes(*_RULE)[:_QUOTED],
        unread=chosen.quotes("RuleAction", "TrafficMirrorFilterId") if odd else (),
    )


def _direction(ways: set[Direction]) -> Direction | None:
    if len(ways) > 1:
        return Direction.BOTH
    return next(iter(ways), None)


def _rules(node: Node) -> Iterator[_Rule]:
    for side, way in _SIDES:
        for each in node.get(side).items:
            yield _Rule(way, each.get("RuleAction").text, each.get("RuleNumber").text, _what(each))


def _accepted(rules: tuple[_Rule, ...]) -> Iterator[Filter]:
    # Where nothing is rejected, the order of what is accepted makes no difference.
    ordered = any(each.action != _ACCEPT for each in rules)
    for each in rules:
        if each.action == _ACCEPT:
            number = f"{each.number} " if ordered else ""
            yield Filter(_ACCEPT, f"{each.way} {number}{each.what}")


def _barred(rules: tuple[_Rule, ...]) -> Iterator[Filter]:
    for each in rules:
        if each.action == _REJECT:
            yield Filter(_REJECT, f"{each.way} {each.number} {each.what}")


def _what(rule: Node) -> str:
    number = rule.get("Protocol").text
    protocol = _PROTOCOLS.get(number, f"protocol {number}" if number else "any")
    return f"{protocol} {_end(rule, 'Source')} to {_end(rule, 'Destination')}"


def _end(rule: Node, side: str) -> str:
    block = rule.get(f"{side}CidrBlock").text or "anywhere"
    low, high = (rule.get(f"{side}PortRange", each).text for each in ("FromPort", "ToPort"))
    if not low and not high:
        return block
    return f"{block} port {low}" if low == high else f"{block} ports {low}-{high}"
