"""VOSS mirrors by port, by I-SID and by filter.

``mirror-by-port`` as in Extreme's automation library, where switching it on is a line of its own;
``show mirror-by-port`` as a public fabric tool reads it. Filter actions and the receiving side's
configuration lines are from memory.
"""

import re
from dataclasses import dataclass, field

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import CONFIG, MIRRORS
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.found import Found
from netwatch.parsing.places import Places
from netwatch.parsing.switch.lists import Lists

_BY_PORT = re.compile(r"(no )?mirror-by-port (\d{1,4})\b ?(.{0,1000})$")
_SETTING = re.compile(
    r"(in-port|out-port|monitor-mlt|monitor-vlan|monitor-ip|monitor-isid-offset|mode|qos"
    r"|remote-mirror-vlan-id|dscp|ttl) (\S{1,400})"
)
_BY_ISID = re.compile(r"(no )?monitor-by-isid (\d{1,4})\b ?(.{0,1000})$")
_ACTION = re.compile(
    r"filter acl (?:ace action (\d{1,5}) (\d{1,5}) (?:permit|deny)|set (\d{1,5}) global-action)"
    r"(.{0,400})$"
)
_COPY = re.compile(
    r"\b(?:monitor|mirror)-?(?:dst)?-?(ports?|mlt|vlan|ip|isid-offset) (\S{1,400})"
    r"|\bmirror (\S{1,400})"
)
_PORT_OF_ACL = re.compile(r"filter acl (port|vlan) (\d{1,5}) (\S{1,400})$")
_EGRESS = re.compile(r"filter acl (\d{1,5}) type (?:out\w+|egress\w*)", re.IGNORECASE)
_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH}
_SHOWN = re.compile(
    r"\s*(\d{1,4})\s+((?:\d+/)?\d+/\d+(?:/\d+)?)\s+(?:((?:\d+/)?\d+/\d+(?:/\d+)?)\s+-|(\d{1,8})\s+\d+)"
    r"\s+(true|false)\s+(rx|tx|both)\b"
)
RECEIVED = "monitor-by-isid"
_RECEIVED = re.compile(
    r"\s*(\d{1,4})\s+(\d{1,8})\s+\d{1,8}\s+((?:\d+/)?\d+/\d+)\s+-\s+(?:\d+|-)\s+(true|false)\b"
)


@dataclass(slots=True)
class _Reader:
    drafts: Drafts = field(default_factory=Drafts)
    ranges: Lists = field(default_factory=Lists)
    odd: list[Evidence] = field(default_factory=list)


def declared(text: str) -> Found:
    """Return the mirrors of a running configuration; ``enabled`` is None where no line says so."""
    reader = _Reader()
    lines = [each.strip()[:2000] for each in text.split("\n")]
    places, egress = _places(lines), {e[1] for each in lines if (e := _EGRESS.match(each))}
    for number, line in enumerate(lines, 1):
        quote = Evidence(CONFIG, number, line)
        if found := _BY_PORT.match(line):
            _by_port(reader, found, quote)
        elif found := _BY_ISID.match(line):
            _by_isid(reader, found, quote)
        elif (found := _ACTION.match(line)) and (copy := _COPY.search(found[4])):
            _by_filter(reader, found, copy, quote, places, egress)
    warnings = (*reader.ranges.warnings, *places.warnings)
    return Found.of(reader.drafts, reader.odd, warnings)


def _by_port(reader: _Reader, found: re.Match[str], quote: Evidence) -> None:
    """``no mirror-by-port 1`` (a line of a change) takes the session away."""
    rest = found[3].strip()
    if found[1] and rest != "enable":
        reader.drafts.found.pop(found[2], None)
        reader.drafts.read.add(quote.line or 0)
        return
    draft = reader.drafts.get(found[2], quote, enabled=None)
    if re.search(r"(?:^| )enable$", rest):
        draft.enabled = not found[1]
        rest = rest.removesuffix("enable").strip()
    settings = dict(_SETTING.findall(rest))
    if _SETTING.sub("", rest).strip():
        reader.odd.append(quote)
    way = _WAYS.get(settings.get("mode", "both"))
    ports = reader.ranges.interfaces(settings.get("in-port", ""))
    draft.sources += [Source(SourceKind.INTERFACE, each, way) for each in ports]
    for key, value in settings.items():
        _receive(reader, draft, key, value)


def _receive(reader: _Reader, draft: Draft, key: str, value: str) -> None:
    match key:
        case "out-port" | "port" | "ports":
            ends = [
                Destination(DestinationKind.INTERFACE, each)
                for each in reader.ranges.interfaces(value)
            ]
        case "monitor-mlt" | "mlt":
            ends = [Destination(DestinationKind.INTERFACE, f"mlt {value}")]
        case "monitor-vlan" | "vlan" | "remote-mirror-vlan-id":
            ends = [Destination(DestinationKind.VLAN, value)]
        case "monitor-isid-offset" | "isid-offset":
            ends = [Destination(DestinationKind.VLAN, f"isid-offset {value}")]
        case "monitor-ip" | "ip":
            ends = [Destination(DestinationKind.IP, value)]
        case _:
            return
    draft.destinations += ends
    if key.removeprefix("monitor-") in ("vlan", "isid-offset", "ip", "remote-mirror-vlan-id"):
        ip = key in ("monitor-ip", "ip")
        draft.kind = MirrorKind.ERSPAN_SOURCE if ip else MirrorKind.RSPAN_SOURCE
        draft.confidence = Confidence.LOW


def _by_isid(reader: _Reader, found: re.Match[str], quote: Evidence) -> None:
    """The far end of a fabric mirror: an I-SID comes in, a port sends it out."""
    draft = reader.drafts.get(
        f"monitor-by-isid/{found[2]}",
        quote,
        kind=MirrorKind.RSPAN_DESTINATION,
        enabled=None,
        confidence=Confidence.LOW,
    )
    rest = found[3]
    if rest.strip() == "enable":
        draft.enabled = not found[1]
    if isid := re.search(r"\b(i-sid|(?:monitor-)?isid-offset) (\d{1,8})", rest):
        name = "isid" if isid[1] == "i-sid" else "isid-offset"
        draft.sources.append(Source(SourceKind.VLAN, f"{name} {isid[2]}", Direction.RX))
    if port := re.search(r"\b(?:out-port|port|egress-ports?) (\S{1,400})", rest):
        _receive(reader, draft, "out-port", port[1])


def _by_filter(
    reader: _Reader,
    found: re.Match[str],
    copy: re.Match[str],
    quote: Evidence,
    places: Places[str],
    egress: set[str],
) -> None:
    acl = found[1] or found[3]
    name = f"acl/{acl}/{found[2]}" if found[2] else f"acl/{acl}"
    draft = reader.drafts.get(name, quote, kind=MirrorKind.FLOW, confidence=Confidence.LOW)
    way = Direction.TX if acl in egress else Direction.RX
    on = places.of(acl)
    draft.sources.append(Source(SourceKind.FILTER, name, way, on=on))
    draft.enabled = bool(on)
    _receive(reader, draft, copy[1] or "port", copy[2] or copy[3])
    draft.kind = MirrorKind.FLOW


def _places(lines: list[str]) -> Places[str]:
    """Return the ports and VLANs each ACL stands on."""
    found = Places[str]()
    for line in lines:
        if bound := _PORT_OF_ACL.match(line):
            found.add(bound[2], bound[3] if bound[1] == "port" else f"vlan {bound[3]}")
    return found


def operating(text: str, received: str = "") -> Found:
    """Return the sessions shown by port, and by I-SID in ``received``."""
    drafts = Drafts()
    odd: list[Evidence] = []
    for number, line in enumerate(received.split("\n"), 1):
        if found := _RECEIVED.match(line):
            quote = Evidence(RECEIVED, number, line.strip())
            draft = drafts.get(f"monitor-by-isid/{found[1]}", quote, enabled=found[4] == "true")
            draft.kind = MirrorKind.RSPAN_DESTINATION
            draft.sources.append(Source(SourceKind.VLAN, f"isid {found[2]}", Direction.RX))
            draft.destinations.append(Destination(DestinationKind.INTERFACE, found[3]))
    for number, line in enumerate(text.split("\n"), 1):
        quote = Evidence(MIRRORS, number, line.strip()[:400])
        found = _SHOWN.match(line)
        if found:
            draft = drafts.get(found[1], quote, enabled=found[5] == "true")
            draft.sources.append(Source(SourceKind.INTERFACE, found[2], _WAYS[found[6]]))
            if found[3]:
                draft.destinations.append(Destination(DestinationKind.INTERFACE, found[3]))
            else:
                draft.kind = MirrorKind.RSPAN_SOURCE
                draft.destinations.append(Destination(DestinationKind.VLAN, f"isid {found[4]}"))
        elif re.match(r"\s*\d{1,4}\s+\d+/", line[:200]):
            odd.append(quote)
    return Found.of(drafts, odd)
