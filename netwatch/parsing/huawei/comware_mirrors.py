"""Comware mirroring groups and behaviours, as configured.

H3C command references, Comware 7. Every part of a group may stand globally or under the
interface it is about. A ``local`` group with ``destination-ip`` is remote. There is no switch.
A behaviour's remote end and the ``monitoring-group`` object are from memory.
"""

import re
from collections.abc import Sequence
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
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.huawei.behaviours import behaviours
from netwatch.parsing.huawei.lists import Names, holds
from netwatch.parsing.stanzas import Block, Line, quote_of

_GROUP = re.compile(r"mirroring-group (\d{1,3}) (\S.{0,1000})$")
_WAY = r"(inbound|outbound|both)"
_PORTS = re.compile(rf"mirroring-port (?:(\S.{{0,900}}?) )?{_WAY}$")
_VLANS = re.compile(rf"mirroring-vlan (\S.{{0,400}}?) {_WAY}$")
_CPU = re.compile(rf"mirroring-cpu (\S.{{0,100}}?) {_WAY}$")
_IF = r"(?!destination-ip|truncation)\S{1,64}"
_MONITOR = re.compile(
    rf"monitor-port(?: ({_IF}(?: {_IF}){{0,15}}))?"
    r"(?: destination-ip (\S{1,45}) source-ip (\S{1,45})(.{0,200}))?(?: truncation)?$"
)
_EGRESS = re.compile(r"(monitor-egress|reflector-port)(?: (\S{1,64}))?$")
_PROBE = re.compile(r"remote-probe vlan (\d{1,4})$")
_VRF = re.compile(r"\bvrf-instance (\S{1,64})")
_TO = re.compile(
    r"mirror-to (?:interface (\S{1,64})(?: destination-ip (\S{1,45}) source-ip (\S{1,45}))?"
    r"(?: backup-interface (\S{1,64}))?|(cpu|(?:chassis \d+ )?slot \d+)|vlan (\d{1,4})"
    r"|monitoring-group (\d{1,3}))"
)
_OBJECT = re.compile(r"monitoring-group (\d{1,3})$")
_OBJECT_PORT = re.compile(r"monitoring-port (\S.{0,400})$")
_MEMBER = re.compile(r"port (?:access vlan|trunk permit vlan|hybrid vlan) (\S.{0,400})$")
_MAX_REFLECTED = 16
_WAYS = {"inbound": Direction.RX, "outbound": Direction.TX, "both": Direction.BOTH}
_KINDS = {
    "local": MirrorKind.LOCAL,
    "remote-source": MirrorKind.RSPAN_SOURCE,
    "remote-destination": MirrorKind.RSPAN_DESTINATION,
}


@dataclass(slots=True)
class _Found:
    """Sessions, and for each group what only the end of the text can join."""

    drafts: Drafts = field(default_factory=Drafts)
    probes: dict[str, str] = field(default_factory=dict)
    egress: dict[str, str] = field(default_factory=dict)
    reflected: set[str] = field(default_factory=set)
    names: Names = field(default_factory=Names)


@dataclass(frozen=True, slots=True)
class Declared:
    """Sessions, the lines they were read from, group lines not understood, and warnings."""

    mirrors: tuple[Mirror, ...]
    read: frozenset[int]
    unread: tuple[Evidence, ...]
    warnings: tuple[str, ...]


def declared(blocks: Sequence[Block]) -> Declared:
    """Return one session for each group, and one for each behaviour that copies."""
    found = _Found()
    unread: list[Evidence] = []
    for block in blocks:
        lines: tuple[Block | Line, ...] = (block, *block.children)
        for line in lines:
            group = _GROUP.match(line.text) if line.text.startswith("mirroring-") else None
            if group:
                here = "" if line is block else _place(block)
                if not _take(found, group[1], group[2], here, line):
                    unread.append(quote_of(line))
    for number, vlan in found.probes.items():
        _probe(found, number, vlan)
    _reflect(found, blocks)
    _behaviours(blocks, found)
    read = found.drafts.read.union(each.line for each in unread if each.line is not None)
    warnings = tuple(found.names.warnings)
    return Declared(found.drafts.mirrors(), frozenset(read), tuple(unread), warnings)


def _place(block: Block) -> str:
    """Return the interface's name; a tunnel's head also tells its mode."""
    return block.text.removeprefix("interface ").partition(" mode ")[0]


def _take(found: _Found, group: str, rest: str, here: str, line: Block | Line) -> bool:
    """Take one line of a group; ``here`` is the interface it stands under."""
    draft = found.drafts.get(group, quote_of(line))
    word = rest.split(maxsplit=1)[0]
    if word in _KINDS:
        draft.kind = draft.kind if draft.kind is MirrorKind.ERSPAN_SOURCE else _KINDS[word]
    elif (ports := _PORTS.match(rest)) and (ports[1] or here):
        names = found.names.expand(ports[1]) if ports[1] else (here,)
        draft.sources += [Source(SourceKind.INTERFACE, each, _WAYS[ports[2]]) for each in names]
    elif vlans := _VLANS.match(rest):
        names = found.names.expand(vlans[1])
        draft.sources += [Source(SourceKind.VLAN, each, _WAYS[vlans[2]]) for each in names]
    elif cpu := _CPU.match(rest):
        draft.sources.append(Source(SourceKind.CPU, cpu[1], _WAYS[cpu[2]]))
    elif (monitor := _MONITOR.match(rest)) and (monitor[1] or monitor[2] or here):
        _monitor(found, draft, monitor, here)
    elif probe := _PROBE.match(rest):
        found.probes[group] = probe[1]
    elif (egress := _EGRESS.match(rest)) and (egress[2] or here):
        found.egress[group] = egress[2] or here
        if egress[1] == "reflector-port":
            found.reflected.add(group)
    else:
        return False
    return True


def _monitor(found: _Found, draft: Draft, line: re.Match[str], here: str) -> None:
    if not line[2]:
        # Newer models take several monitor ports on one line.
        names = found.names.expand(line[1]) if line[1] else (here,)
        draft.destinations += [Destination(DestinationKind.INTERFACE, each) for each in names]
        return
    vrf = _VRF.search(line[4] or "")
    draft.kind = MirrorKind.ERSPAN_SOURCE
    draft.destinations.append(
        Destination(
            DestinationKind.IP, line[2], origin=line[3], vrf=vrf[1] if vrf else None,
            resolved_from=line[1] or here or None,
        )
    )  # fmt: skip


def _probe(found: _Found, group: str, vlan: str) -> None:
    draft = found.drafts.found[group]
    if draft.kind is MirrorKind.RSPAN_DESTINATION:
        draft.sources.append(Source(SourceKind.VLAN, vlan, Direction.RX))
    else:
        way = found.egress.get(group)
        draft.destinations.append(Destination(DestinationKind.VLAN, vlan, resolved_from=way))


def _reflect(found: _Found, blocks: Sequence[Block]) -> None:
    """Add the ports of the probe VLAN: with a reflector port each of them gets the copy."""
    groups = [each for each in found.probes if each in found.reflected][:_MAX_REFLECTED]
    for block in blocks if groups else ():
        lists = [member[1] for line in block.children if (member := _MEMBER.match(line.text))]
        port = _place(block) if lists else ""
        for group in groups if lists else ():
            vlan = found.probes[group]
            if port != found.egress[group] and any(holds(each, int(vlan)) for each in lists):
                found.drafts.found[group].destinations.append(
                    Destination(DestinationKind.INTERFACE, port, resolved_from=f"vlan {vlan}")
                )


def _behaviours(blocks: Sequence[Block], found: _Found) -> None:
    objects = _objects(blocks, found)
    for each in behaviours(blocks, found.names):
        name = f"behavior/{each.name}"
        for line in each.lines:
            if to := _TO.match(line.text):
                draft = found.drafts.get(name, quote_of(each.head))
                found.drafts.quote(draft, quote_of(line))
                draft.sources = draft.sources or list(each.sources)
                if to[2] or to[7]:
                    draft.confidence = Confidence.LOW
                draft.destinations += _flow_ends(to, objects)
        if name in found.drafts.found:
            found.drafts.found[name].settle_flow()


def _objects(blocks: Sequence[Block], found: _Found) -> dict[str, list[str]]:
    """Return the ports of each ``monitoring-group``, which behaviours name as one end."""
    objects: dict[str, list[str]] = {}
    for block in blocks:
        head = _OBJECT.match(block.text)
        for line in block.children if head else ():
            ports = _OBJECT_PORT.match(line.text)
            if head and ports:
                objects.setdefault(head[1], []).extend(found.names.expand(ports[1]))
                found.drafts.read.update((block.number, line.number))
    return {name: list(dict.fromkeys(ports)) for name, ports in objects.items()}


def _flow_ends(found: re.Match[str], objects: dict[str, list[str]]) -> tuple[Destination, ...]:
    port, far, origin, backup, cpu, vlan, group = found.groups()
    if far:
        return (Destination(DestinationKind.IP, far, origin=origin, resolved_from=port),)
    if cpu:
        return (Destination(DestinationKind.CPU, cpu),)
    if vlan:
        return (Destination(DestinationKind.VLAN, vlan),)
    names = objects.get(group, []) if group else [each for each in (port, backup) if each]
    joined = f"monitoring-group {group}" if group else None
    return tuple(
        Destination(DestinationKind.INTERFACE, each, resolved_from=joined) for each in names
    )
