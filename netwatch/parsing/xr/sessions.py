"""IOS XR monitor sessions: the stanza names the ends, the interfaces attach themselves.

Forms of the models Cisco-IOS-XR-um-monitor-session-cfg and of batfish's test configurations.
Without a direction both are copied; there is no shutdown: attached and resolvable means copying.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
    Tunnel,
)
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.stanzas import Block, Line, quote_of

_CLASS = r"(?: (?:ethernet|ipv4|ipv6|mpls-ipv4|mpls-ipv6))?"
_KNOB = re.compile(
    r"monitor-session (?:router-id|default-capture-disable|local-capture-capacity)\b"
)
_SESSION = re.compile(rf"monitor-session (\S{{1,80}}){_CLASS}$")
_ATTACHED = re.compile(
    rf"monitor-session (\S{{1,80}}){_CLASS}(?: direction (rx|tx)-only)?( port-level)?$"
)
_NARROWED = re.compile(
    rf"(monitor-session \S{{1,80}}{_CLASS}(?: direction (?:rx|tx)-only)?(?: port-level)?)"
    r" ((?:acl|mirror) ?.*)$"
)
_TO_INTERFACE = re.compile(
    r"destination (?:(rx|tx) )?interface (\S{1,80})(?: erspan-session-id (\d{1,5}))?"
)
_TO_SFLOW = re.compile(
    r"destination (?:(rx|tx) )?sflow (?:exporter-map |flow-exporter-map )?(\S{1,80})"
)
_TO_NEXT_HOP = re.compile(
    r"destination (?:(rx|tx) )?next-hop (?:ipv4|ipv6) address (\S{1,45})(?: vrf (\S{1,64}))?"
)
_TO_UDP = re.compile(r"destination (?:(rx|tx) )?udp (?:ipv4|ipv6) (\S{1,45})(.{0,200})$")
_TO_FILE = re.compile(r"destination (?:(rx|tx) )?file\b")
_KNOBS = re.compile(
    r"(?:inject-interface|discard-class|traffic-class|mirror (?:first|interval)|rate-limit|"
    r"cloud-span|description|no shutdown)\b"
)
# What a session copies without an attachment: dropped packets, protocol packets.
_DROPS = re.compile(
    r"((?:drops (?:packet-processing|traffic-management|rx|tx))|protocol-capture (?:rx|tx))\b"
)
_ACL = re.compile(r"acl(?: (?:ipv4|ipv6|mpls))?(?: (\S{1,80}))?(?: .{0,80})?$")
_NEIGHBOR = re.compile(r"neighbor (?:ipv4 )?(\S{1,45}) pw-id (\d{1,10})")
_EXPORTER = re.compile(r"flow exporter-map (\S{1,80})$")
_COLLECTOR = re.compile(r"destination (?:ipv6 )?([0-9A-Fa-f.:]{2,45})(?: vrf (\S{1,64}))?$")
_NAMED = re.compile(r"type (?:ipsubscriber|ppp|service) (\S{1,80})$")
# `show running-config formal` repeats the parents of every statement.
_PARENT = re.compile(
    r"(?:interface \S{1,80}(?: l2transport)?|flow exporter-map \S{1,80}"
    rf"|monitor-session \S{{1,80}}{_CLASS})(?= |$)"
)
_ADDRESS = re.compile(r"ipv4 address (\d{1,3}(?:\.\d{1,3}){3})\b")
_TUNNEL = re.compile(r"interface (tunnel-(?:ip|te|mte)\d{1,6})$")
_WAYS = {"rx": Direction.RX, "tx": Direction.TX}


@dataclass(frozen=True, slots=True)
class Found:
    """Sessions, tunnels, the lines read, and session lines nobody understood."""

    mirrors: tuple[Mirror, ...]
    tunnels: tuple[Tunnel, ...]
    read: frozenset[int]
    unread: tuple[Evidence, ...]


def declared(blocks: Iterable[Block]) -> Found:
    """Return everything a running-config says of monitor sessions."""
    blocks = tuple(_unfolded(blocks))
    drafts, unread = Drafts(), []
    for block in blocks:
        if _KNOB.match(block.text):
            drafts.read.add(block.number)
        elif head := _SESSION.match(block.text):
            draft = drafts.get(head[1], quote_of(block))
            unread += [quote_of(line) for line in block.children if not _end(draft, drafts, line)]
        elif block.text.startswith(("interface ", "dynamic-template")):
            unread += _attach(block, drafts)
    for block in blocks:
        if block.text.startswith("l2vpn"):  # it names the far end of a session's pseudowire
            _pseudowires(block, drafts)
    for draft in drafts.found.values():
        draft.sources = _narrowed(draft.sources)
    tunnels = _tunnels(blocks)
    collectors = {name: to for block in blocks for name, to in _collectors(block)}
    mirrors = resolve((_exported(each, collectors) for each in drafts.mirrors()), tunnels)
    read = drafts.read.union(each.line for each in unread if each.line is not None)
    return Found(mirrors, tunnels, frozenset(read), tuple(unread))


def _end(draft: Draft, drafts: Drafts, line: Line) -> bool:
    """Take one line of a session's stanza; return whether it was understood."""
    text = line.text
    if found := _TO_INTERFACE.match(text):
        number = int(found[3]) if found[3] else None
        way = _WAYS.get(found[1])
        to = Destination(DestinationKind.INTERFACE, found[2], direction=way, erspan_id=number)
    elif found := _TO_NEXT_HOP.match(text):
        way = _WAYS.get(found[1])
        to = Destination(DestinationKind.IP, found[2], vrf=found[3], direction=way)
        draft.kind = MirrorKind.ERSPAN_SOURCE
    elif found := _TO_UDP.match(text):
        to = _udp(found)
        draft.kind, draft.confidence = MirrorKind.ERSPAN_SOURCE, Confidence.LOW
    elif found := _TO_SFLOW.match(text):
        to = Destination(DestinationKind.UNKNOWN, found[2], encapsulation="sflow")
        draft.confidence = Confidence.LOW
    elif found := _TO_FILE.match(text):
        to = Destination(DestinationKind.FILE, "file", direction=_WAYS.get(found[1]))
        draft.kind = MirrorKind.FILE
    elif text.startswith("destination pseudowire"):
        to = Destination(DestinationKind.PSEUDOWIRE, "pseudowire")
    elif found := _DROPS.match(text):
        way = Direction.TX if found[1].endswith(" tx") else Direction.RX
        draft.sources.append(Source(SourceKind.ALL, found[1], way))
        drafts.quote(draft, quote_of(line))
        return True
    elif _KNOBS.match(text):
        drafts.quote(draft, quote_of(line))
        return True
    else:
        return False
    draft.destinations.append(to)
    drafts.quote(draft, quote_of(line))
    return True


def _udp(found: re.Match[str]) -> Destination:
    port = re.search(r"(?<!source-)\bport (\d{1,5})\b", found[3])
    vrf = re.search(r"\bvrf (\S{1,64})", found[3])
    return Destination(
        DestinationKind.IP,
        found[2],
        vrf=vrf[1] if vrf else None,
        port=int(port[1]) if port else None,
        direction=_WAYS.get(found[1]),
        encapsulation="udp",
    )


def _attach(block: Block, drafts: Drafts) -> list[Evidence]:
    """Read the attachments below one interface or template; return what is not understood.

    The lines below an attachment narrow it.
    """
    name = re.sub(r"^interface (?:preconfigure )?| l2transport$", "", block.text)
    draft: Draft | None = None
    depth, unread = 0, []
    for line in block.children:
        if found := _ATTACHED.match(line.text):
            draft, depth = drafts.get(found[1], quote_of(line)), line.indent
            source = Source(SourceKind.INTERFACE, name, _WAYS.get(found[2], Direction.BOTH))
            if source not in draft.sources[-1:]:
                draft.sources.append(source)
        elif found := _NAMED.match(line.text):
            name, draft = f"dynamic-template {found[1]}", None
        elif draft is None or line.indent <= depth:
            draft = None
        elif acl := _ACL.match(line.text):
            draft.sources[-1] = replace(draft.sources[-1], acl=acl[1] or "any")
            drafts.quote(draft, quote_of(line))
        elif _KNOBS.match(line.text):
            drafts.quote(draft, quote_of(line))
        else:
            unread.append(quote_of(line))
    return unread


def _narrowed(sources: list[Source]) -> list[Source]:
    """Return ``sources`` without those that another line narrows (formal lines say both)."""
    finer = {(each.name, each.direction) for each in sources if each.acl}
    return [each for each in sources if each.acl or (each.name, each.direction) not in finer]


def _unfolded(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield ``blocks`` with the formal lines of one parent as the stanza they stand for."""
    stanzas: dict[str, tuple[int, list[Line]]] = {}
    for block in blocks:
        parent = _parent(block)
        if not parent:
            yield block
            continue
        if parent in stanzas and block.text == parent and _SESSION.match(parent):
            yield Block(block.number, parent)  # alone, after lines that repeat it
        _, children = stanzas.setdefault(parent, (block.number, []))
        children += _formal(block.number, block.text[len(parent) :].strip())
    for parent, (number, children) in stanzas.items():
        yield Block(number, parent, tuple(children))


def _parent(block: Block) -> str:
    """Return the statement a formal line stands below, itself when it stands alone."""
    found = None if block.children or _KNOB.match(block.text) else _PARENT.match(block.text)
    return found[0] if found else ""


def _formal(number: int, text: str) -> tuple[Line, ...]:
    narrowed = _NARROWED.match(text)
    if narrowed is None:
        return (Line(number, 1, text),) if text else ()
    return (Line(number, 1, narrowed[1]), Line(number, 2, narrowed[2]))


def _collectors(block: Block) -> Iterator[tuple[str, Destination]]:
    """Yield the collector that a flow exporter map names, for sessions that export sFlow."""
    head = _EXPORTER.match(block.text)
    for line in block.children if head else ():
        if head and (found := _COLLECTOR.match(line.text)):
            yield head[1], Destination(DestinationKind.IP, found[1], vrf=found[2])


def _exported(mirror: Mirror, collectors: dict[str, Destination]) -> Mirror:
    ends = tuple(
        replace(
            collectors[each.value],
            encapsulation="sflow",
            resolved_from=f"exporter-map {each.value}",
        )
        if each.encapsulation == "sflow" and each.value in collectors
        else each
        for each in mirror.destinations
    )
    if ends == mirror.destinations:
        return mirror
    return replace(mirror, destinations=ends, kind=MirrorKind.ERSPAN_SOURCE)


def _pseudowires(block: Block, drafts: Drafts) -> None:
    """Join the pseudowire of a point-to-point service to the session it carries."""
    draft: Draft | None = None
    for line in block.children:
        if found := _SESSION.match(line.text):
            draft = drafts.get(found[1], quote_of(line))
        elif draft is not None and (found := _NEIGHBOR.match(line.text)):
            far = f"{found[1]} pw-id {found[2]}"
            to = Destination(DestinationKind.PSEUDOWIRE, far, resolved_from="pseudowire")
            draft.destinations = [each for each in draft.destinations if each.value != "pseudowire"]
            draft.destinations.append(to)
            drafts.quote(draft, quote_of(line))
            draft = None


def _tunnels(blocks: Sequence[Block]) -> tuple[Tunnel, ...]:
    """Return every tunnel; a source that is an interface becomes its address where it has one."""
    addresses = {
        interface_key(block.text.removeprefix("interface ")): found[1]
        for block in blocks
        if block.text.startswith("interface ")
        for line in block.children
        if (found := _ADDRESS.match(line.text))
    }
    return tuple(
        replace(each, local=addresses.get(interface_key(each.local or ""), each.local))
        for each in map(_tunnel, blocks)
        if each
    )


def _tunnel(block: Block) -> Tunnel | None:
    head = _TUNNEL.match(block.text)
    if not head:
        return None
    said = {}
    for line in block.children:
        for key in ("tunnel source ", "tunnel destination ", "tunnel mode ", "tunnel vrf "):
            if line.text.startswith(key):
                said[key] = line.text.removeprefix(key)
    return Tunnel(
        name=head[1],
        mode=said.get("tunnel mode "),
        local=said.get("tunnel source "),
        remote=said.get("tunnel destination "),
        vrf=said.get("tunnel vrf "),
        evidence=(quote_of(block), *(quote_of(line) for line in block.children)),
    )


def resolve(mirrors: Iterable[Mirror], tunnels: tuple[Tunnel, ...]) -> tuple[Mirror, ...]:
    """Return ``mirrors`` with every end that is a tunnel replaced by the tunnel's far end."""
    roads = {each.name.lower(): each for each in tunnels if each.remote}
    return tuple(_resolved(each, roads) for each in mirrors)


def _resolved(mirror: Mirror, roads: dict[str, Tunnel]) -> Mirror:
    kind, evidence = mirror.kind, list(mirror.evidence)
    ends = []
    for to in mirror.destinations:
        road = roads.get(to.value.lower()) if to.kind is DestinationKind.INTERFACE else None
        if road is None or road.remote is None:
            ends.append(to)
            continue
        kind = MirrorKind.ERSPAN_SOURCE if kind is MirrorKind.LOCAL else kind
        evidence += [each for each in road.evidence if "tunnel" in each.text]
        ends.append(
            replace(
                to, kind=DestinationKind.IP, value=road.remote, origin=road.local, vrf=road.vrf,
                resolved_from=road.name,
            )
        )  # fmt: skip
    return replace(mirror, kind=kind, destinations=tuple(ends), evidence=tuple(evidence))
