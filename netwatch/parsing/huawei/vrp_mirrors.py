"""VRP observing ports and what they observe, in the spellings of S/AR, CloudEngine and NE.

Configuration guides and copies of CloudEngine and NE documents; the index may be left out on CE. A
port without observers copies nothing; there is no switch. Remote observing ports over IP are from
memory, and what they yield says so.
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
from netwatch.parsing.huawei.lists import Names
from netwatch.parsing.huawei.ne_mirrors import observed as ne_observed
from netwatch.parsing.stanzas import Block, Line, quote_of

_PORT = re.compile(r"observe-port (?:(\d{1,3}) )?interface (\S{1,64})(?: vlan (\d{1,4}))?(?: .*)?$")
_RANGE = re.compile(r"observe-port (\d{1,3}) interface-range (\S.{0,400})$")
_REMOTE = re.compile(
    r"(observe-port|observe-server)(?: (\d{1,3}))? destination-ip (\S{1,45}) "
    r"source-ip (\S{1,45})(.{0,200})$"
)
_VRF = re.compile(r"\bvpn-instance (\S{1,64})")
_GROUP = re.compile(r"observe-port group (\S{1,32})$")
_MEMBER = re.compile(r"group-member (\S.{0,400})$")
_OBSERVED = re.compile(
    r"(?:port-)?mirroring (?:to )?(observe-port|observe-server)"
    r"(?: group (\S{1,32})| (\d{1,3})| (?!inbound|outbound|both)(\S{1,64}))? "
    r"(inbound|outbound|both)$"
)
_TRAFFIC = re.compile(
    r"traffic-mirror (?:vlan (\d{1,4}) )?(inbound|outbound) (?:acl (\S{1,32})|(\S{1,60})) "
    r"to observe-port (\d{1,3})"
)
_BEHAVIOUR = re.compile(r"mirroring (?:to )?observe-port (?:group (\S{1,32})|(\d{1,3}))")
_VLAN = re.compile(r"vlan (\d{1,4})$")
_KNOB = re.compile(r"observe-port packet-length \d")
_WAYS = {"inbound": Direction.RX, "outbound": Direction.TX, "both": Direction.BOTH}


@dataclass(frozen=True, slots=True)
class Declared:
    """Sessions, the lines they were read from, and lists that were too long to expand."""

    mirrors: tuple[Mirror, ...]
    read: frozenset[int]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    drafts: Drafts = field(default_factory=Drafts)
    names: Names = field(default_factory=Names)


def declared(blocks: Sequence[Block]) -> Declared:
    """Return one session for each observing port, group or index."""
    found = _Found()
    for block in blocks:
        if _KNOB.match(block.text):
            found.drafts.read.add(block.number)
        else:
            _observing(block, found)
    for block in blocks:
        _traffic(block.text, "global", quote_of(block), found.drafts)
        for line in block.children if block.text else ():
            if "mirror" not in line.text:
                continue
            _observed(block, line, found.drafts)
    ne_observed(blocks, found.drafts)
    _behaviours(blocks, found)
    for draft in found.drafts.found.values():
        draft.settle_flow()
    read = frozenset(found.drafts.read)
    return Declared(found.drafts.mirrors(), read, tuple(found.names.warnings))


def _observing(block: Block, found: _Found) -> None:
    text = block.text
    if remote := _REMOTE.match(text):
        _remote(remote, block, found)
    elif ports := _RANGE.match(text):
        for name in found.names.expand(ports[2]):
            _end(found, f"observe-port {ports[1]}", _local(name), block)
    elif port := _PORT.match(text):
        session = f"observe-port {port[1] or port[2]}"
        if port[3]:
            to = Destination(DestinationKind.VLAN, port[3], resolved_from=port[2])
            _end(found, session, to, block).kind = MirrorKind.RSPAN_SOURCE
        else:
            _end(found, session, _local(port[2]), block)
    elif group := _GROUP.match(text):
        found.drafts.get(f"observe-port group {group[1]}", quote_of(block))
        for line in block.children:
            member = _MEMBER.match(line.text)
            for name in found.names.expand(member[1]) if member else ():
                _end(found, f"observe-port group {group[1]}", _local(name), line)


def _remote(remote: re.Match[str], block: Block, found: _Found) -> None:
    vrf = _VRF.search(remote[5])
    session = f"{remote[1]} {remote[2]}" if remote[2] else remote[1]
    to = Destination(
        DestinationKind.IP, remote[3], origin=remote[4], vrf=vrf[1] if vrf else None,
        resolved_from=session,
    )  # fmt: skip
    draft = _end(found, session, to, block)
    draft.kind, draft.confidence = MirrorKind.ERSPAN_SOURCE, Confidence.LOW


def _local(name: str) -> Destination:
    return Destination(DestinationKind.INTERFACE, name)


def _end(found: _Found, session: str, to: Destination, line: Block | Line) -> Draft:
    draft = found.drafts.get(session, quote_of(line))
    draft.destinations.append(to)
    return draft


def _observed(block: Block, line: Line, drafts: Drafts) -> None:
    place = block.text.removeprefix("interface ")
    if found := _OBSERVED.match(line.text):
        name = f"group {found[2]}" if found[2] else (found[3] or found[4])
        draft = drafts.get(f"{found[1]} {name}" if name else found[1], quote_of(line))
        vlan = _VLAN.match(block.text)
        kind = SourceKind.VLAN if vlan else SourceKind.INTERFACE
        draft.sources.append(Source(kind, vlan[1] if vlan else place, _WAYS[found[5]]))
    else:
        _traffic(line.text, place, quote_of(line), drafts)


def _traffic(text: str, place: str, quote: Evidence, drafts: Drafts) -> None:
    found = _TRAFFIC.match(text)
    if not found:
        return
    draft = drafts.get(f"observe-port {found[5]}", quote)
    acl = f"acl {found[3]}" if found[3] else found[4]
    on = f"vlan {found[1]}" if found[1] else place
    draft.sources.append(Source(SourceKind.FILTER, acl, _WAYS[found[2]], on=(on,)))


def _behaviours(blocks: Sequence[Block], found: _Found) -> None:
    for each in behaviours(blocks, found.names):
        fed: dict[str, Draft] = {}
        for line in each.lines:
            to = _BEHAVIOUR.match(line.text)
            if to:
                name = f"group {to[1]}" if to[1] else to[2]
                draft = found.drafts.get(f"observe-port {name}", quote_of(each.head))
                found.drafts.quote(draft, quote_of(line))
                fed[draft.id] = draft
        for draft in fed.values():
            draft.sources += each.sources
