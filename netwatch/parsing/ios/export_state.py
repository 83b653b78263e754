"""``show ip traffic-export`` of IOS -> IP traffic exports as they run."""

import re
from collections.abc import Iterator

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

EXPORTS = "traffic-export"

_MONITORED = re.compile(r"\s*Monitored Interface\s+(\S+)", re.IGNORECASE)
_EXPORT = re.compile(r"\s*Export Interface\s+(\S+)", re.IGNORECASE)
_MAC = re.compile(r"\s*Destination MAC address\s+(\S+)", re.IGNORECASE)
_BOTH = re.compile(r"\s*bi-?directional traffic export is (on|off)", re.IGNORECASE)
_PROFILE = re.compile(r"\s*Profile (\S+) is (Active|Inactive)", re.IGNORECASE)


def exports(text: str) -> tuple[Mirror, ...]:
    """Return the exports that run, named ``traffic-export/PROFILE``.

    The layout is from memory of the IOS 12.3T feature guide (``Monitored Interface``,
    ``Export Interface``, ``Profile one is Active``), so the confidence is low.
    """
    found: dict[str, Mirror] = {}
    for block in _blocks(text):
        each = _export(block)
        if each:
            found.setdefault(each.id, each)
    return tuple(found.values())


def _blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if _MONITORED.match(line) and block:
            yield block
            block = []
        block.append((number, line))
    yield block


def _export(block: list[tuple[int, str]]) -> Mirror | None:
    said: dict[re.Pattern[str], re.Match[str]] = {}
    evidence = []
    for number, line in block:
        for pattern in (_MONITORED, _EXPORT, _MAC, _BOTH, _PROFILE):
            match = pattern.match(line)
            if match and pattern not in said:
                said[pattern] = match
                evidence.append(Evidence(EXPORTS, number, line.strip()))
    if _PROFILE not in said or _MONITORED not in said:
        return None
    both = _BOTH in said and said[_BOTH][1].lower() == "on"
    source = Source(
        SourceKind.INTERFACE, said[_MONITORED][1], Direction.BOTH if both else Direction.RX
    )
    mac = said[_MAC][1] if _MAC in said else None
    return Mirror(
        id=f"traffic-export/{said[_PROFILE][1]}",
        kind=MirrorKind.LOCAL,
        enabled=said[_PROFILE][2].lower() == "active",
        complete=_EXPORT in said,
        confidence=Confidence.LOW,
        sources=(source,),
        destinations=(Destination(DestinationKind.INTERFACE, said[_EXPORT][1], mac=mac),)
        if _EXPORT in said
        else (),
        evidence=tuple(evidence),
    )
