"""``show monitor capture`` of IOS and IOS XE -> on-box packet captures."""

import re

from netwatch.model.evidence import Evidence
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
from netwatch.model.platform import CAPTURES
from netwatch.parsing.ios.draft import fold

_CAPTURE = re.compile(r"\s*Status Information for Capture (\S+)", re.IGNORECASE)
_TARGET = re.compile(r"Interface ?: ?([^,]{1,100})(?:, ?Direction ?: ?(\w+))?$", re.IGNORECASE)
_STATUS = re.compile(r"Status ?: ?(Active|Inactive)\b", re.IGNORECASE)
_FILE = re.compile(r"Associated file name ?: ?(\S+)", re.IGNORECASE)
_ACL = re.compile(r"Access-list ?: ?(\S+)", re.IGNORECASE)
_WAYS = {"in": Direction.RX, "out": Direction.TX, "ingress": Direction.RX, "egress": Direction.TX}


def captures(text: str) -> tuple[Mirror, ...]:
    """Return every capture named ``capture/NAME``; enabled when its status is ``Active``.

    Without a file the packets stay in a buffer in memory, from where an exec command can export
    them to any URL.
    """
    lines = text.split("\n")
    heads = [at for at, line in enumerate(lines) if _CAPTURE.match(line)]
    ends = [*heads[1:], len(lines)] if heads else []
    return tuple(_capture(lines, start, end) for start, end in zip(heads, ends, strict=True))


def _capture(lines: list[str], start: int, end: int) -> Mirror:
    sources: list[Source] = []
    destinations: list[Destination] = []
    filters: list[Filter] = []
    enabled: bool | None = None
    evidence: list[Evidence] = []
    for number, full in enumerate(lines[start:end], start + 1):
        line = full.strip()
        target, status = _TARGET.match(line), _STATUS.match(line)
        file, acl = _FILE.match(line), _ACL.match(line)
        if target:
            sources.append(_source(target[1], target[2] or "both"))
        elif status:
            enabled = status[1].lower() == "active"
        elif file:
            destinations.append(Destination(DestinationKind.FILE, file[1]))
        elif acl:
            filters.append(Filter("acl", acl[1]))
        elif number > start + 1:
            continue
        evidence.append(Evidence(CAPTURES, number, line))
    head = _CAPTURE.match(lines[start])
    return Mirror(
        id=f"capture/{head[1] if head else ''}",
        kind=MirrorKind.CAPTURE,
        enabled=enabled,
        complete=bool(sources),
        sources=fold(sources),
        destinations=tuple(destinations) or (Destination(DestinationKind.FILE, "buffer"),),
        filters=tuple(filters),
        evidence=tuple(evidence),
    )


def _source(name: str, way: str) -> Source:
    direction = _WAYS.get(way.lower(), Direction.BOTH)
    if name.lower().startswith("control"):
        return Source(SourceKind.CPU, "control-plane", direction)
    return Source(SourceKind.INTERFACE, name.strip(), direction)
