"""OS9 (FTOS) monitor sessions: source, destination and direction stand on one line.

Forms and columns of the configuration and reference guides for S3048-ON, S4048-ON, S6000-ON,
S3100 and C9010. A session has no switch: it copies as soon as both ends stand.
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
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.stanzas import Block, Line, quote_of
from netwatch.parsing.switch.lists import Lists as Ranges

_SESSION = re.compile(r"monitor session (\d{1,5})(?: type (rpm|erpm)\b.{0,60}?)?( drop)?$")
_FEED = re.compile(
    r"source (range )?(\S.{0,400}?)(?: dest(?:ination)? (\S.{0,80}?))?"
    r"(?: dir(?:ection)? (rx|tx|both))?$"
)
_ERPM = re.compile(
    r"erpm (?:source-ip )?(\S{1,45}) (?:dest-ip )?(\S{1,45})(?: gre-protocol \d{1,5})?$"
)
_TAGGED = re.compile(r"(?:un)?tagged destination (\S.{0,80})$")
_DISABLE = re.compile(r"(no )?disable$")
_KNOB = re.compile(r"(?:description .*|no flow-based enable|rate-limit \d+.*)$")
_VLAN = re.compile(r"(remote-)?vlan ?(\d[\d,-]{0,200})$", re.IGNORECASE)
_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH}
_CELL = r"(N/A|[A-Za-z-]{1,30} ?\d[\d/:.]{0,20})"
_ROW = re.compile(
    rf"\s*(\d{{1,5}})\s+{_CELL}\s+{_CELL}\s+(rx|tx|both|N/A)\s+(\S{{1,20}})"
    r"\s+(\S{1,45})(?:\s+(\S{1,45}))?",
    re.IGNORECASE,
)


def declared(blocks: Iterable[Block]) -> Found:
    """Return the sessions of a running configuration."""
    blocks = tuple(blocks)
    chosen, work = lists(blocks), Sessions()
    for block in blocks:
        if not (head := _SESSION.match(block.text)):
            continue
        draft = work.drafts.get(head[1], quote_of(block))
        if head[2]:
            rpm = head[2] == "rpm"
            draft.kind = MirrorKind.RSPAN_SOURCE if rpm else MirrorKind.ERSPAN_SOURCE
        if head[3]:
            draft.filters.append(Filter("packet-type", "dropped"))
        work.stanza(draft, block, _line)
    standing = chosen.standing()
    return work.found(chosen, lambda draft: _choose(work.drafts, draft, chosen, standing))


def _line(draft: Draft, line: Line, ranges: Ranges) -> bool:
    """Take one line of a session's stanza; return whether it was understood."""
    if found := _FEED.match(line.text):
        _feed(draft, found, ranges)
    elif found := _ERPM.match(line.text):
        draft.kind = MirrorKind.ERSPAN_SOURCE
        draft.destinations.append(Destination(DestinationKind.IP, found[2], origin=found[1]))
    elif found := _TAGGED.match(line.text):
        draft.kind = MirrorKind.RSPAN_DESTINATION
        draft.destinations.append(Destination(DestinationKind.INTERFACE, found[1]))
    elif found := _DISABLE.match(line.text):
        # No guide that was read prints this line.
        draft.enabled, draft.confidence = found[1] is not None, Confidence.LOW
    else:
        return _KNOB.match(line.text) is not None
    return True


def _feed(draft: Draft, found: re.Match[str], ranges: Ranges) -> None:
    vlan = _VLAN.match(found[2])
    names = ranges.vlans(vlan[2]) if vlan else ranges.interfaces(found[2])
    kind = SourceKind.VLAN if vlan else SourceKind.INTERFACE
    # VLANs are copied as they come in, whatever the line says (C9010, S4820T, S6000-ON guides).
    way = Direction.RX if vlan else _WAYS[found[4] or "both"]
    if not found[4]:
        draft.confidence = Confidence.LOW
    draft.sources += [Source(kind, each, way) for each in names]
    if vlan and vlan[1]:
        draft.kind = MirrorKind.RSPAN_DESTINATION
    if found[3]:
        to = _end(found[3])
        draft.destinations.append(to)
        if to.kind is DestinationKind.VLAN and draft.kind is MirrorKind.LOCAL:
            draft.kind = MirrorKind.RSPAN_SOURCE


def _end(text: str) -> Destination:
    vlan = _VLAN.match(text)
    if vlan:
        return Destination(DestinationKind.VLAN, vlan[2])
    return Destination(DestinationKind.INTERFACE, text)


def _choose(
    drafts: Drafts,
    draft: Draft,
    chosen: Lists,
    standing: dict[str, list[tuple[str, Direction, str]]],
) -> bool:
    """Put the ACLs that narrow a flow-based session in the place of the ports they stand on.

    Without one nothing is copied (S6000-ON guide). Returns whether there is one.
    """
    draft.kind = MirrorKind.FLOW
    narrowed: dict[tuple[str, Direction], list[str]] = {}
    plain = []
    for source in draft.sources:
        lists_here = [
            each for each in standing.get(_named(source), ()) if chosen.entry(draft.id, each[0])
        ]
        for acl, way, name in lists_here:
            narrowed.setdefault((acl, way), []).append(name)
        if not lists_here:
            plain.append(source)
    draft.sources = plain + [
        Source(SourceKind.FILTER, acl, way, on=tuple(dict.fromkeys(names)))
        for (acl, way), names in narrowed.items()
    ]
    for acl in dict.fromkeys(acl for acl, _ in narrowed):
        if entry := chosen.entry(draft.id, acl):
            drafts.quote(draft, entry.quote)
    return bool(narrowed)


def _named(source: Source) -> str:
    return interface_key(f"vlan{source.name}" if source.kind is SourceKind.VLAN else source.name)


def operating(text: str) -> Found:
    """Return the sessions of ``show monitor session`` in either layout.

    Two-word cells (``Te 1/1``) make counting blanks useless; the output does not say whether a
    session is enabled.
    """
    return shown(text, _ROW, _row, enabled=None)


def _row(draft: Draft, row: re.Match[str]) -> None:
    source, target = row[2], row[3]
    mode, first, second = row[5], row[6], row[7]
    vlan = _VLAN.match(source)
    if source != "N/A":
        kind = SourceKind.VLAN if vlan else SourceKind.INTERFACE
        name = vlan[2] if vlan else source
        draft.sources.append(Source(kind, name, _WAYS.get(row[4].lower())))
    if vlan and vlan[1]:
        draft.kind = MirrorKind.RSPAN_DESTINATION
    if second and second != "N/A":
        draft.kind = MirrorKind.ERSPAN_SOURCE
        draft.destinations.append(Destination(DestinationKind.IP, second, origin=first))
    elif target != "N/A":
        to = _end(target)
        draft.destinations.append(to)
        if to.kind is DestinationKind.VLAN:
            draft.kind = MirrorKind.RSPAN_SOURCE
    if "flow" in f"{mode} {first}".lower():
        draft.kind = MirrorKind.FLOW
