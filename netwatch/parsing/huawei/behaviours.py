"""Traffic behaviours that copy packets, joined to where their policies are applied.

VRP and Comware share the chain: classifier and behaviour meet in a policy, the policy is applied
to an interface, a VLAN or the whole box in one direction (vendors' QoS guides).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from netwatch.model.mirror import Direction, Source, SourceKind
from netwatch.parsing.huawei.lists import Names
from netwatch.parsing.places import Places
from netwatch.parsing.stanzas import Block, Line

_POLICY = re.compile(r"(?:traffic|qos) policy (\S{1,64})")
_BEHAVIOUR = re.compile(r"traffic behavior (\S{1,64})")
_PAIR = re.compile(r"classifier (\S{1,64}) behavior (\S{1,64})")
_APPLIED = re.compile(
    r"(?:traffic-policy|qos apply policy) (\S{1,64}) (?:global )?(inbound|outbound)"
)
_ON_VLANS = re.compile(r"qos vlan-policy (\S{1,64}) vlan (\S.{0,200}?) (inbound|outbound)")
_WAYS = {"inbound": Direction.RX, "outbound": Direction.TX}

_Places = Places[tuple[str, Direction]]


@dataclass(slots=True)
class Behaviour:
    """One behaviour: its first line, its lines, and its users where they are applied."""

    name: str
    head: Line
    lines: list[Line]
    sources: tuple[Source, ...]


def behaviours(blocks: Sequence[Block], names: Names) -> tuple[Behaviour, ...]:
    """Return the traffic behaviours of a configuration with their users.

    A behaviour that no policy uses has itself as its only source, attached nowhere. What is
    left out is told by the warnings of ``names``.
    """
    found: dict[str, Behaviour] = {}
    for block in blocks:
        head = _BEHAVIOUR.match(block.text)
        if head:
            first = Line(block.number, 0, block.text)
            known = found.setdefault(head[1], Behaviour(head[1], first, [], ()))
            known.lines += block.children
    places = _places(blocks, names) if found else _Places()
    users = _users(blocks, places) if found else {}
    names.warnings += places.warnings
    for each in found.values():
        each.sources = tuple(
            users.get(each.name, {"": Source(SourceKind.FILTER, each.name)}).values()
        )
    return tuple(found.values())


def _users(blocks: Sequence[Block], places: _Places) -> dict[str, dict[str, Source]]:
    """Return, for each behaviour, the classes that use it as sources by their name."""
    users: dict[str, dict[str, Source]] = {}
    for block in blocks:
        policy = _POLICY.match(block.text)
        if policy is None:
            continue
        way, on = _where(places.of(policy[1]))
        for line in block.children:
            if pair := _PAIR.match(line.text):
                name = f"{policy[1]}/{pair[1]}"
                source = Source(SourceKind.FILTER, name, way, on=on)
                users.setdefault(pair[2], {})[name] = source
    return users


def _places(blocks: Sequence[Block], names: Names) -> _Places:
    places = _Places()
    for block in blocks:
        if vlans := _ON_VLANS.match(block.text):
            for vlan in names.expand(vlans[2]):
                _place(places, vlans[1], f"vlan {vlan}", vlans[3])
        _apply(places, "global", block.text)
        here = block.text.removeprefix("interface ")
        for line in block.children:
            _apply(places, here, line.text)
    return places


def _apply(places: _Places, here: str, text: str) -> None:
    found = _APPLIED.match(text) if "policy" in text else None
    if found:
        _place(places, found[1], here, found[2])


def _place(places: _Places, policy: str, here: str, way: str) -> None:
    places.add(policy, (here, _WAYS[way]))


def _where(
    places: tuple[tuple[str, Direction], ...],
) -> tuple[Direction | None, tuple[str, ...]]:
    """Return the direction a policy is applied in (None: nowhere), and where."""
    ways = {way for _, way in places}
    way = ways.pop() if len(ways) == 1 else (Direction.BOTH if ways else None)
    return way, tuple(dict.fromkeys(place for place, _ in places))
