"""``show monitor session all`` of IOS and IOS XE -> mirrors as they run."""

import re
from dataclasses import dataclass, field, replace

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import MIRRORS
from netwatch.parsing.ios.draft import Budget, Draft, mirror
from netwatch.parsing.ios.sessions import Found

_SESSION = re.compile(r"\s*Session (?:Number )?(\d{1,5})\s*:?\s*$")
_LABEL = re.compile(r"\s*([A-Z][A-Za-z0-9()/-]*(?: [A-Za-z0-9()/-]+){0,5})\s*:(.*)$")
_NOISE = re.compile(
    r"\s*(?:-+$|$|Load for |Time source is |\S+ ?\s*[#>]|show |No SPAN |% ?No )", re.IGNORECASE
)
_KINDS = {
    "local session": MirrorKind.LOCAL,
    "local-tx session": MirrorKind.LOCAL,
    "remote source session": MirrorKind.RSPAN_SOURCE,
    "remote destination session": MirrorKind.RSPAN_DESTINATION,
    "erspan source session": MirrorKind.ERSPAN_SOURCE,
    "erspan destination session": MirrorKind.ERSPAN_DESTINATION,
    "capture session": MirrorKind.CAPTURE,
}
_WAYS = {"rx only": Direction.RX, "tx only": Direction.TX, "both": Direction.BOTH}
_SECTIONS = {
    "source ports": SourceKind.INTERFACE,
    "source subinterfaces": SourceKind.INTERFACE,
    "source efps": SourceKind.INTERFACE,
    "source vlans": SourceKind.VLAN,
    "source drop-cause": SourceKind.FILTER,
}
_FILTERS = {
    "ip access-group": "acl",
    "ipv6 access-group": "acl",
    "mac access-group": "acl",
    "filter access-group": "acl",
    "filter vlans": "vlan",
    "filter sgt": "sgt",
    "filter pkt type": "packet-type",
}
_QUIET = {"mtu", "description", "egress sgt", "reflector port", "ip qos"}


@dataclass(slots=True)
class _Reading:
    found: Found = field(default_factory=Found)
    drafts: list[Draft] = field(default_factory=list)
    section: str = ""
    budget: Budget = field(default_factory=Budget)


def operating(text: str) -> Found:
    """Return the sessions that run, in any of the three layouts seen in real output.

    Labels may be padded, bare or flattened to the left margin, the rule below the heading may be
    missing, and two blocks may bear one number (a session that receives and sends RSPAN).
    ``Status`` is printed for ERSPAN and router sessions only; a session without it runs.
    """
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        head = _SESSION.match(line)
        if head:
            reading.drafts.append(Draft(head[1], reading.budget))
            reading.section = ""
        elif reading.drafts and not _NOISE.match(line):
            _label(reading, number, line)
            continue
        if head:
            _quote(reading, number, line)
    reading.found.warnings.extend(reading.budget.warnings)
    reading.found.mirrors = tuple(mirror(each) for each in reading.drafts)
    return reading.found


def _label(reading: _Reading, number: int, line: str) -> None:
    match = _LABEL.match(line)
    label = " ".join(match[1].lower().split()) if match else reading.section
    value = match[2].strip() if match else line.strip()
    if match and label not in _WAYS and label not in ("encapsulation", "ingress"):
        reading.section = label
    if _understand(reading.drafts[-1], reading.section, label, value):
        _quote(reading, number, line)
    else:
        reading.found.unread.append(Evidence(MIRRORS, number, line.strip()))


def _quote(reading: _Reading, number: int, line: str) -> None:
    reading.drafts[-1].evidence.append(Evidence(MIRRORS, number, line.strip()))


def _understand(draft: Draft, section: str, label: str, value: str) -> bool:
    if value.lower() in ("", "none", "-"):
        return True
    if label in _WAYS:
        return _source(draft, section, _WAYS[label], value)
    if label in _FILTERS:
        kind = _FILTERS[label]
        names = draft.budget.names(value) if kind == "vlan" else (value,)
        draft.filters.extend(Filter(kind, each) for each in names)
        return True
    return _ends(draft, label, value) or _header(draft, label, value) or label in _QUIET


def _source(draft: Draft, section: str, way: Direction, value: str) -> bool:
    if section not in _SECTIONS:
        return False
    kind = _SECTIONS[section]
    if kind is SourceKind.INTERFACE and value.lower().startswith("cpu"):
        kind = SourceKind.CPU
    draft.sources.extend(Source(kind, each, way) for each in draft.budget.names(value))
    return True


def _header(draft: Draft, label: str, value: str) -> bool:
    if label == "type":
        draft.kind = _KINDS.get(value.lower())
        return draft.kind is not None
    if label == "status":
        draft.enabled = {"admin enabled": True, "admin disabled": False}.get(value.lower())
        return draft.enabled is not None
    return False


def _ends(draft: Draft, label: str, value: str) -> bool:
    end = draft.endpoint
    match label:
        case "destination ports":
            kind = DestinationKind.INTERFACE
            draft.destinations.extend(Destination(kind, each) for each in draft.budget.names(value))
        case "dest rspan vlan":
            draft.destinations.append(Destination(DestinationKind.VLAN, value))
        case "source rspan vlan":
            draft.sources.append(Source(SourceKind.VLAN, value, Direction.RX))
        case "destination ip address" | "destination ipv6 address":
            end.address = value
        case "source ip address" | "source ipv6 address":
            end.address = value
        case "origin ip address" | "origin ipv6 address":
            end.origin = value
        case "destination erspan id" | "source erspan id" if value.isdigit():
            end.erspan_id = int(value)
        case "vrf" | "destination vrf" | "source vrf" | "vrf name":
            end.vrf = value
        case "encapsulation" | "ingress":
            _port_options(draft, label, value)
        case _:
            return False
    return True


def _port_options(draft: Draft, label: str, value: str) -> None:
    """Note that the analyser port may also send; ``Native`` is the absence of an encapsulation."""
    word = value.lower()
    if label == "ingress" and word.startswith("enabled"):
        draft.destinations = [replace(each, ingress=True) for each in draft.destinations]
    elif label == "encapsulation" and word != "native":
        draft.destinations = [replace(each, encapsulation=word) for each in draft.destinations]
