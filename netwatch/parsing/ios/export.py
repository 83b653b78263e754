"""Mirrors of IOS that need no ``monitor session``: IP traffic export (RITE), packet capture."""

import re
from collections.abc import Iterable
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
from netwatch.model.platform import CONFIG
from netwatch.parsing.ios.draft import Budget, Draft, mirror
from netwatch.parsing.ios.sessions import Found
from netwatch.parsing.stanzas import Block

_PROFILE = re.compile(
    r"ip traffic-export profile (?P<name>\S+)(?P<capture> mode capture)?", re.IGNORECASE
)
_APPLY = re.compile(r"ip traffic-export apply (?P<name>\S+)", re.IGNORECASE)
_EXPORT_LINE = re.compile(
    r"interface (?P<interface>\S.*)|mac-address (?P<mac>\S+)|(?P<both>bidirectional)$"
    r"|(?:incoming|outgoing) access-list (?P<acl>\S+)|(?:incoming|outgoing) sample\b|length ",
    re.IGNORECASE,
)
_CAPTURE = re.compile(
    r"monitor capture (?!buffer|point)(?P<name>\S+) (?:interface (?P<interface>\S+)"
    r"|(?P<cpu>control-plane)|file location (?P<file>\S+)|access-list (?P<acl>\S+)"
    r"|match\b|buffer\b|limit\b|file\b)(?:.* (?P<way>both|in|out))?",
    re.IGNORECASE,
)
_WAYS = {"in": Direction.RX, "out": Direction.TX, "both": Direction.BOTH}


@dataclass(slots=True)
class _Profile:
    name: str
    capture: bool
    interface: str | None = None
    mac: str | None = None
    both: bool = False
    applied: list[str] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


def exports(blocks: Iterable[Block]) -> Found:
    """Return IP traffic export profiles as mirrors named ``traffic-export/NAME``.

    RITE copies what an interface *receives* unless ``bidirectional`` is set, to a station (MAC
    address) behind a LAN interface; ``mode capture`` stores it in a buffer instead. A profile
    applied nowhere copies nothing.
    """
    found = Found()
    profiles: dict[str, _Profile] = {}
    attached: list[tuple[str, str, Evidence]] = []
    for block in blocks:
        head = _PROFILE.match(block.text)
        if head:
            profile = _Profile(head["name"], capture=bool(head["capture"]))
            profiles[profile.name] = profile
            _profile_lines(profile, block, found)
        elif block.text[:10].lower() == "interface ":
            attached.extend(_applied(block, found))
    for name, interface, evidence in attached:
        if name in profiles:
            profiles[name].applied.append(interface)
            profiles[name].evidence.append(evidence)
        else:
            found.unread.append(evidence)
    found.mirrors = tuple(_export(each) for each in profiles.values())
    return found


def _profile_lines(profile: _Profile, block: Block, found: Found) -> None:
    profile.evidence.append(_quote(block.number, block.text, found))
    for line in block.children:
        match = _EXPORT_LINE.match(line.text)
        if not match:
            found.unread.append(Evidence(CONFIG, line.number, line.text))
            continue
        profile.evidence.append(_quote(line.number, line.text, found))
        profile.interface = match["interface"] or profile.interface
        profile.mac = match["mac"] or profile.mac
        profile.both = profile.both or bool(match["both"])
        if match["acl"]:
            profile.filters.append(Filter("acl", match["acl"]))


def _applied(block: Block, found: Found) -> Iterable[tuple[str, str, Evidence]]:
    interface = block.text.split(None, 1)[1]
    for line in block.children:
        match = _APPLY.match(line.text)
        if match:
            yield match["name"], interface, _quote(line.number, line.text, found)


def _export(profile: _Profile) -> Mirror:
    way = Direction.BOTH if profile.both else Direction.RX
    sources = tuple(Source(SourceKind.INTERFACE, each, way) for each in profile.applied)
    destinations: tuple[Destination, ...] = ()
    if profile.capture:
        destinations = (Destination(DestinationKind.FILE, "buffer"),)
    elif profile.interface:
        destinations = (Destination(DestinationKind.INTERFACE, profile.interface, mac=profile.mac),)
    return Mirror(
        id=f"traffic-export/{profile.name}",
        kind=MirrorKind.CAPTURE if profile.capture else MirrorKind.LOCAL,
        # a capturing profile is started by an exec command that the configuration does not show
        enabled=None if profile.capture and sources else bool(sources),
        complete=bool(sources and destinations),
        sources=sources,
        destinations=destinations,
        filters=tuple(dict.fromkeys(profile.filters)),
        evidence=tuple(profile.evidence),
    )


def captures(blocks: Iterable[Block]) -> Found:
    """Return ``monitor capture NAME ...`` lines as captures named ``capture/NAME``.

    Whether the capture runs is not in the text, so ``enabled`` is None.
    """
    found = Found()
    drafts: dict[str, Draft] = {}
    for block in blocks:
        match = _CAPTURE.match(block.text)
        if match:
            draft = drafts.setdefault(match["name"], Draft(match["name"], Budget()))
            draft.evidence.append(_quote(block.number, block.text, found))
            _capture_line(draft, match)
    found.mirrors = tuple(_captured(each) for each in drafts.values())
    return found


def _capture_line(draft: Draft, match: re.Match[str]) -> None:
    way = _WAYS[(match["way"] or "both").lower()]
    if match["interface"]:
        draft.sources.append(Source(SourceKind.INTERFACE, match["interface"], way))
    elif match["cpu"]:
        draft.sources.append(Source(SourceKind.CPU, "control-plane", way))
    elif match["file"]:
        draft.destinations.append(Destination(DestinationKind.FILE, match["file"]))
    elif match["acl"]:
        draft.filters.append(Filter("acl", match["acl"]))


def _captured(draft: Draft) -> Mirror:
    read = mirror(draft)
    destinations = read.destinations or (Destination(DestinationKind.FILE, "buffer"),)
    return Mirror(
        id=f"capture/{draft.id}",
        kind=MirrorKind.CAPTURE,
        enabled=None,
        complete=bool(read.sources),
        confidence=Confidence.LOW,
        sources=read.sources,
        destinations=destinations,
        filters=read.filters,
        evidence=read.evidence,
    )


def _quote(number: int, text: str, found: Found) -> Evidence:
    found.lines.add(number)
    return Evidence(CONFIG, number, text)
