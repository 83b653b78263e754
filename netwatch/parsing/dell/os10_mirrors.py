"""OS10 monitor sessions.

Forms and columns of the SmartFabric OS10 user guides 10.4 and 10.5. A session is down until
``no shut``, which every sample shows; what ``shut`` looks like in print was not seen.
"""

import re
from collections.abc import Iterable

from netwatch.model.evidence import Confidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.dell.lists import Lists, lists
from netwatch.parsing.dell.sessions import Sessions, shown
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.found import Found
from netwatch.parsing.stanzas import Block, Line, quote_of
from netwatch.parsing.switch.lists import Lists as Ranges

_KINDS = {
    "local": MirrorKind.LOCAL,
    "rpm-source": MirrorKind.RSPAN_SOURCE,
    "rpm-destination": MirrorKind.RSPAN_DESTINATION,
    "erpm-source": MirrorKind.ERSPAN_SOURCE,
}
_SESSION = re.compile(r"monitor session (\d{1,5})(?: type (\S{1,20}))?$")
_SOURCE = re.compile(r"source interface (\S.{0,2000}?)(?: (rx|tx|both))?$")
_VLAN = re.compile(r"vlan ?(\d[\d,-]{0,200})$")
_TO = re.compile(r"destination (?:interface (\S.{0,80})|remote-vlan (\d{1,4}))$")
_IPS = re.compile(r"source-ip (\S{1,45}) destination-ip (\S{1,45})(?: gre-protocol (\d{1,5}))?$")
_KNOB = re.compile(r"(?:ip (?:ttl|dscp) \d+|description .*|no flow-based enable)$")
_SHUT = re.compile(r"(no )?shut(?:down)?$")
_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH}
_ROW = re.compile(
    r"\s*(\d{1,5})\s+(\S{1,60})\s+(\S{1,60})\s+(rx|tx|both|N/A)\s+(\S{1,45})\s+(\S{1,45})"
    r"\s+(\S{1,5})\s+(\S{1,5})\s+(true|false)\b",
    re.IGNORECASE,
)


def declared(blocks: Iterable[Block]) -> Found:
    """Return the sessions of a running configuration."""
    blocks = tuple(blocks)
    chosen, work = lists(blocks), Sessions()
    for block in blocks:
        if not (head := _SESSION.match(block.text)):
            continue
        kind = _KINDS.get(head[2] or "local")
        draft = work.drafts.get(
            head[1], quote_of(block), kind=kind or MirrorKind.LOCAL, enabled=False
        )
        if kind is None:
            draft.confidence = Confidence.LOW
        work.stanza(draft, block, _line)
    return work.found(chosen, lambda draft: _choose(work.drafts, draft, chosen))


def _line(draft: Draft, line: Line, ranges: Ranges) -> bool:
    """Take one line of a session's stanza; return whether it was understood."""
    if found := _SOURCE.match(line.text):
        # A sample of the guide omits the direction; that it then means both is not said.
        way = _WAYS[found[2] or "both"]
        draft.confidence = draft.confidence if found[2] else Confidence.LOW
        vlan = _VLAN.match(found[1])
        kind = SourceKind.VLAN if vlan else SourceKind.INTERFACE
        names = ranges.vlans(vlan[1]) if vlan else ranges.interfaces(found[1])
        draft.sources += [Source(kind, each, way) for each in names]
    elif found := _TO.match(line.text):
        draft.destinations.append(_destination(found))
    elif found := _IPS.match(line.text):
        draft.destinations.append(Destination(DestinationKind.IP, found[2], origin=found[1]))
    elif found := _SHUT.match(line.text):
        draft.enabled = found[1] is not None
    else:
        return _KNOB.match(line.text) is not None
    return True


def _destination(found: re.Match[str]) -> Destination:
    if found[2]:
        return Destination(DestinationKind.VLAN, found[2])
    vlan = _VLAN.match(found[1])
    if vlan:
        return Destination(DestinationKind.VLAN, vlan[1])
    return Destination(DestinationKind.INTERFACE, found[1])


def _choose(drafts: Drafts, draft: Draft, chosen: Lists) -> bool:
    """Add the ACLs that feed a flow-based session; return whether there is one."""
    draft.kind = MirrorKind.FLOW
    entries = chosen.entries.get(draft.id, ())
    for acl in dict.fromkeys(each.acl for each in entries):
        draft.sources += chosen.sources(acl)
    for each in entries:
        drafts.quote(draft, each.quote)
        if each.vlan:
            draft.filters.append(Filter("vlan", each.vlan))
    filters = [each for each in draft.sources if each.kind is SourceKind.FILTER]
    if filters and not any(each.on for each in filters):
        draft.enabled = False
    return bool(filters)


def operating(text: str) -> Found:
    """Return the sessions of ``show monitor session all``."""
    return shown(text, _ROW, _row, enabled=False)


def _row(draft: Draft, row: re.Match[str]) -> None:
    source, target, way = row[2], row[3], row[4].lower()
    draft.enabled = bool(draft.enabled) or row[9].lower() == "true"
    if source != "N/A":
        vlan = _VLAN.match(source)
        kind = SourceKind.VLAN if vlan else SourceKind.INTERFACE
        draft.sources.append(Source(kind, vlan[1] if vlan else source, _WAYS.get(way)))
    if row[6] != "N/A":
        draft.kind = MirrorKind.ERSPAN_SOURCE
        origin = None if row[5] == "N/A" else row[5]
        draft.destinations.append(Destination(DestinationKind.IP, row[6], origin=origin))
    elif target.startswith(("vlan", "remote-vlan")):
        draft.kind = MirrorKind.RSPAN_SOURCE
        draft.destinations.append(
            Destination(DestinationKind.VLAN, target.removeprefix("remote-").removeprefix("vlan"))
        )
    elif target != "N/A":
        draft.destinations.append(Destination(DestinationKind.INTERFACE, target))
