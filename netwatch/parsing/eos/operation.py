"""Mirror sessions as EOS shows them: `show monitor session`, in both layouts seen.

Older releases print `Source Ports:` with `Both:`, newer ones `Sources:` with `Both Interfaces:`.
How a GRE destination, an ACL or truncation is printed was not seen: such lines are read where
they speak plainly and are otherwise returned as not understood.
"""

import re
from dataclasses import dataclass, field

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.parsing.sessions import fold
from netwatch.parsing.switch.lists import Lists

_HEAD = re.compile(r"Session (\S.{0,199})$")
_SECTION = re.compile(r"\s{0,20}(Source Ports|Sources|Destination Ports|Destinations):\s*$")
_SOURCES = re.compile(r"\s{0,20}(Both|Rx|Tx)(?: (Interfaces|VLANs?|Vlans?))?:\s*(.*)$")
_END = re.compile(r"\s{0,20}(\S{1,64}) ?:\s{1,20}(active|inactive)\b")
_MORE = re.compile(r"\s{1,80}[A-Z]\S*\d(?:[ ,].*)?$")
_GRE = re.compile(
    r"\bsource[ :]{1,4}(\S{1,45}?),? .{0,80}?\bdestination[ :]{1,4}(\S{1,45})", re.IGNORECASE
)
_ACL = re.compile(
    r"\s{0,20}(?:ip|ipv6|mac) (?:access-group|access list|acl)\s?:?\s(\S{1,128})", re.IGNORECASE
)
_KNOBS = re.compile(
    r"\s{0,20}(?:truncat|sampl|header|rate|encapsulation|ttl|dscp|protocol)", re.IGNORECASE
)
_NOTHING = re.compile(r"^\s*no (?:mirror |monitor )?sessions?\b", re.IGNORECASE | re.MULTILINE)
_WAYS = {"both": Direction.BOTH, "rx": Direction.RX, "tx": Direction.TX}


@dataclass(slots=True)
class _Shown:
    """One session while its lines are read; ``way`` and ``kind`` say what a longer list holds."""

    id: str
    lists: Lists
    evidence: list[Evidence]
    sources: list[Source] = field(default_factory=list)
    destinations: list[Destination] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    section: str = ""
    way: Direction | None = None
    kind: SourceKind = SourceKind.INTERFACE
    doubtful: bool = False


def operating(text: str, command: str) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...]]:
    """Return the sessions shown and the lines not understood.

    The first is None when the answer is neither sessions nor the box's word that there are none.
    """
    shown: list[_Shown] = []
    lists = Lists()
    unread: list[Evidence] = []
    for number, line in enumerate(text.split("\n"), 1):
        quoted = Evidence(command, number, line.rstrip())
        head = _HEAD.match(line.rstrip())
        if head:
            shown.append(_Shown(head[1], lists, [quoted]))
        elif shown and line.strip(" -") and not _line(shown[-1], quoted):
            shown[-1].doubtful = True
            unread.append(quoted)
    if not shown:
        nothing = not text.strip() or _NOTHING.search(text[:2000]) is not None
        return (() if nothing else None), ()
    return tuple(_mirror(each) for each in shown), tuple(unread)


def _line(shown: _Shown, quoted: Evidence) -> bool:
    shown.evidence.append(quoted)
    section = _SECTION.match(quoted.text)
    if section:
        shown.section, shown.way = section[1].split()[0].rstrip("s").lower(), None
        return True
    if shown.section == "source" and _source(shown, quoted.text):
        return True
    if shown.section == "destination" and _destination(shown, quoted.text):
        return True
    acl = _ACL.match(quoted.text)
    if acl:
        shown.filters.append(Filter("acl", acl[1]))
    return acl is not None or _KNOBS.match(quoted.text) is not None


def _source(shown: _Shown, text: str) -> bool:
    head = _SOURCES.match(text)
    if head:
        shown.way = _WAYS[head[1].lower()]
        vlan = (head[2] or "").lower().startswith("vlan")
        shown.kind = SourceKind.VLAN if vlan else SourceKind.INTERFACE
    elif shown.way is None or not _MORE.match(text):
        return False
    names = shown.lists.interfaces(head[3] if head else text)
    shown.sources.extend(Source(shown.kind, each, shown.way) for each in names)
    return True


def _destination(shown: _Shown, text: str) -> bool:
    gre = _GRE.search(text)
    if gre:
        shown.destinations.append(
            Destination(DestinationKind.IP, gre[2], origin=gre[1], encapsulation="gre")
        )
        return True
    row = _END.match(text)
    if not row:
        return False
    cpu = row[1].lower() == "cpu"
    kind = DestinationKind.CPU if cpu else DestinationKind.INTERFACE
    shown.destinations.append(Destination(kind, row[1]))
    return True


def _mirror(shown: _Shown) -> Mirror:
    """An inactive destination is a port that is down, not a session switched off."""
    away = any(each.kind is DestinationKind.IP for each in shown.destinations)
    sources = fold(tuple(shown.sources))
    return Mirror(
        id=shown.id,
        kind=MirrorKind.ERSPAN_SOURCE if away else MirrorKind.LOCAL,
        enabled=True,
        complete=bool(sources and shown.destinations),
        confidence=Confidence.LOW if shown.doubtful or away else Confidence.HIGH,
        sources=sources,
        destinations=tuple(shown.destinations),
        filters=tuple(shown.filters),
        evidence=tuple(shown.evidence),
    )
