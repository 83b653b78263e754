"""Junos operational answers about mirroring.

Layouts: ``show forwarding-options analyzer`` and ``port-mirroring`` as in transcripts of EX,
ACX and vMX, the legacy ``show analyzer`` as in Juniper's command pages; the others from memory,
so what they yield has a low confidence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.sessions import fold

_LABEL = re.compile(r"[A-Za-z][A-Za-z -]{0,60}")
_EVIDENCE = 60
_NOTHING = frozenset(("", "na", "n/a", "none", "-"))
_GLOBAL = "&global_instance"
_INTERFACE = re.compile(r"[a-z]{2,10}(?:-\d+/\d+/\d+(?::\d+)?|\d+)(?:\.\d+)?")


@dataclass(slots=True)
class Block:
    """One block of ``label : value`` lines; ``values`` by lower-case label, lists split."""

    name: str
    values: dict[str, list[str]] = field(default_factory=dict)
    lines: list[tuple[int, str]] = field(default_factory=list)

    def first(self, *labels: str) -> str | None:
        """Return the first real value of the first of ``labels`` that has one."""
        return next((each for label in labels for each in self.values.get(label, ())), None)


def blocks(text: str, opening: str) -> tuple[Block, ...]:
    """Return the blocks of ``text`` that begin with the label ``opening`` (lower case).

    A line without a label goes on with the value before it; values are split at commas.
    """
    found: list[Block] = []
    label = ""
    for number, line in enumerate(text.split("\n"), 1):
        body = line.strip()
        if not body:
            label = ""
            continue
        head, colon, value = body.partition(":")
        if colon and value[:1] in ("", " ") and _LABEL.fullmatch(head.rstrip()):
            label = " ".join(head.lower().split())
            if label == opening:
                found.append(Block(value.strip()))
        else:
            value = body
        if found:
            found[-1].lines.append((number, line))
            if label:
                found[-1].values.setdefault(label, []).extend(_split(value))
    return tuple(found)


def _split(value: str) -> list[str]:
    parts = (each.strip() for each in value.split(","))
    return [each for each in parts if each.lower() not in _NOTHING]


def analyzers(text: str, source: str) -> tuple[Mirror, ...]:
    """Return the sessions of ``show forwarding-options analyzer`` or ``show analyzer``."""
    return tuple(_analyzer(each, source) for each in blocks(text, "analyzer name"))


def _analyzer(block: Block, source: str) -> Mirror:
    sources = fold(tuple(_sources(block)))
    destinations = tuple(_destinations(block))
    state = (block.first("state", "analyzer state") or "").lower()
    return Mirror(
        id=block.name,
        kind=_kind(destinations),
        enabled={"up": True, "down": False}.get(state),
        complete=bool(sources and destinations),
        sources=sources,
        destinations=destinations,
        evidence=_quoted(block, source),
    )


def _sources(block: Block) -> Iterator[Source]:
    for side, way in (("ingress", Direction.RX), ("egress", Direction.TX)):
        for name in block.values.get(f"{side} monitored interfaces", ()):
            whole = name.lower() == "all"
            yield Source(SourceKind.ALL if whole else SourceKind.INTERFACE, name, way)
        for name in block.values.get(f"{side} monitored vlans", ()):
            yield Source(SourceKind.VLAN, name.removeprefix("default-switch/"), way)


def _destinations(block: Block) -> Iterator[Destination]:
    for label, kind in (
        ("output interface", DestinationKind.INTERFACE),
        ("output vlan", DestinationKind.VLAN),
        ("output ip address", DestinationKind.IP),
        ("output ip-address", DestinationKind.IP),
        ("output next-hop-group", DestinationKind.UNKNOWN),
        ("output next hop group", DestinationKind.UNKNOWN),
    ):
        for value in block.values.get(label, ()):
            yield Destination(kind, value.removeprefix("default-switch/"))


def _kind(destinations: tuple[Destination, ...]) -> MirrorKind:
    kinds = {each.kind for each in destinations}
    if DestinationKind.IP in kinds:
        return MirrorKind.ERSPAN_SOURCE
    return MirrorKind.RSPAN_SOURCE if DestinationKind.VLAN in kinds else MirrorKind.LOCAL


def port_mirrorings(
    text: str, source: str, groups: dict[str, tuple[str, ...]]
) -> tuple[Mirror, ...]:
    """Return the instances of ``show forwarding-options port-mirroring``.

    The device does not say which filters feed an instance, so none of them has sources.
    ``groups`` are the members of next-hop-groups by name.
    """
    found = []
    for block in blocks(text, "instance name"):
        rows = [each.split() for _, each in block.lines]
        rows = [each for each in rows if each[2:] and each[1].lower() in ("up", "down")]
        ways = tuple(dict.fromkeys(way for row in rows for way in _row(row, groups)))
        found.append(
            Mirror(
                id="port-mirroring" if block.name == _GLOBAL else f"port-mirroring/{block.name}",
                kind=MirrorKind.FLOW,
                enabled=any(row[1].lower() == "up" for row in rows) if rows else None,
                complete=bool(ways),
                destinations=ways,
                evidence=_quoted(block, source),
            )
        )
    return tuple(found)


def _row(row: list[str], groups: dict[str, tuple[str, ...]]) -> Iterator[Destination]:
    name = row[2]
    hop = next((each for each in row[3:4] if each.lower() not in _NOTHING), None)
    if name in groups:
        for member in groups[name]:
            join = f"next-hop-group {name}"
            yield Destination(DestinationKind.INTERFACE, member, resolved_from=join)
    elif name.lower() not in _NOTHING:
        yield Destination(DestinationKind.INTERFACE, name, next_hop=hop)


def next_hop_groups(text: str) -> dict[str, tuple[str, ...]]:
    """Return the member interfaces of ``show forwarding-options next-hop-group`` by group."""
    found = {}
    for block in blocks(text, "next-hop-group"):
        words = (word for _, line in block.lines for word in line.split())
        found[block.name] = tuple(
            dict.fromkeys(each for each in words if _INTERFACE.fullmatch(each))
        )
    return found


def mirror_filters(text: str, source: str) -> tuple[Mirror, ...]:
    """Return the filters of ``show security forward-options mirror-filter`` (SRX)."""
    found = []
    for block in (*blocks(text, "mirror-filter-name"), *blocks(text, "mirror filter name")):
        names = (block.first("output interface"), block.first("interface"))
        ways = tuple(Destination(DestinationKind.INTERFACE, each) for each in names if each)[:1]
        found.append(
            Mirror(
                id=f"mirror-filter/{block.name}",
                kind=MirrorKind.FLOW,
                enabled=True,
                complete=bool(ways),
                confidence=Confidence.LOW,
                destinations=ways,
                evidence=_quoted(block, source),
            )
        )
    return tuple(found)


def _quoted(block: Block, source: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(source, number, line.strip()) for number, line in block.lines[:_EVIDENCE])
