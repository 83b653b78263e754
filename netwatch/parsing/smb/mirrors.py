"""``monitor session`` on Cisco small business switches, and the older ``port monitor``.

Syntax of the Catalyst 1200 CLI guide (SPAN and RSPAN commands): one line an end, numbers 1 to 7,
directions ``both`` when none is written. ``network`` lets the analyser port send too. Flow
mirrors (a class's action) and ``port monitor`` of the 300 series are known from memory.
"""

import re
from collections.abc import Sequence
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
)
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.ranges import MAX_ITEMS, expand
from netwatch.parsing.stanzas import Block, quote_of

_SESSION = re.compile(r"monitor session (\d{1,3})(?: (.+))?$", re.IGNORECASE)
_SOURCE = re.compile(
    r"source (?P<what>interface|vlan|remote vlan) (?P<names>\S.{0,2000}?)"
    r"(?: (?P<way>rx|tx|both))?$",
    re.IGNORECASE,
)
_TO_PORT = re.compile(r"destination interface (\S.{0,200}?)( network)?$", re.IGNORECASE)
_TO_VLAN = re.compile(
    r"destination remote vlan (\d{1,4}) reflector-port \S.{0,60}?(?: network)?$", re.IGNORECASE
)
_PORT = re.compile(r"interface (?!range|vlan)(\S{1,64}(?: \d\S{0,15})?)$", re.IGNORECASE)
_MONITOR = re.compile(
    r"port monitor (?:vlan (?P<vlan>\d{1,4})|(?!mode\b|vlan\b)(?P<port>\S{1,64}?))"
    r"(?: (?P<way>rx|tx|both))?$",
    re.IGNORECASE,
)
_POLICY = re.compile(r"policy-map (\S{1,64})$", re.IGNORECASE)
_CLASS = re.compile(r"class (\S{1,64})(?: .{0,80})?$", re.IGNORECASE)
_FLOW = re.compile(r"mirror (\d{1,3})$|mirror session (\d{1,3})$", re.IGNORECASE)
_APPLIED = re.compile(r"service-policy (input|output) (\S{1,64})", re.IGNORECASE)
_BUDGET = 100_000


@dataclass(frozen=True, slots=True)
class Found:
    """Mirrors, the numbers of the lines read, session lines nobody understood, and warnings."""

    mirrors: tuple[Mirror, ...]
    read: frozenset[int]
    unread: tuple[Evidence, ...]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Work:
    drafts: Drafts
    unread: list[Evidence]
    warnings: list[str]
    left: int = _BUDGET

    def names(self, text: str) -> tuple[str, ...]:
        found = expand(text, min(self.left, MAX_ITEMS))
        self.left -= len(found.names)
        self.warnings.extend(found.warnings)
        return found.names


def declared(blocks: Sequence[Block]) -> Found:
    """Return every mirror of a running-config; lines with one number add up."""
    work = _Work(Drafts(), [], [])
    for block in blocks:
        if found := _SESSION.match(block.text):
            _line(found, block, work)
        elif port := _PORT.match(block.text):
            _monitored(port[1], block, work)
        elif policy := _POLICY.match(block.text):
            _flows(policy[1], block, work)
    mirrors = _placed(work.drafts.mirrors(), blocks)
    read = work.drafts.read.union(each.line for each in work.unread if each.line is not None)
    return Found(mirrors, frozenset(read), tuple(work.unread), tuple(work.warnings))


def _line(found: re.Match[str], block: Block, work: _Work) -> None:
    draft = Draft(found[1])
    if not _end(draft, " ".join((found[2] or "").split()), work):
        work.unread.append(quote_of(block))
        return
    kept = work.drafts.get(found[1], quote_of(block))
    kept.kind = draft.kind if draft.kind is not MirrorKind.LOCAL else kept.kind
    kept.sources += draft.sources
    kept.destinations += draft.destinations


def _end(draft: Draft, text: str, work: _Work) -> bool:
    if found := _SOURCE.match(text):
        way = Direction((found["way"] or "both").lower())
        what = found["what"].lower()
        if what == "remote vlan":
            draft.kind, way = MirrorKind.RSPAN_DESTINATION, Direction.RX
        elif what == "vlan" and not found["way"]:
            way = Direction.RX  # a VLAN is copied as it enters
        kind = SourceKind.INTERFACE if what == "interface" else SourceKind.VLAN
        draft.sources += [Source(kind, each, way) for each in work.names(found["names"])]
    elif found := _TO_VLAN.match(text):
        draft.kind = MirrorKind.RSPAN_SOURCE
        draft.destinations.append(Destination(DestinationKind.VLAN, found[1]))
    elif found := _TO_PORT.match(text):
        sends = True if found[2] else None
        draft.destinations += [
            Destination(DestinationKind.INTERFACE, each, ingress=sends)
            for each in work.names(found[1])
        ]
    return bool(draft.sources or draft.destinations)


def _monitored(port: str, block: Block, work: _Work) -> None:
    """Read ``port monitor SOURCE`` below the port that receives the copy."""
    for line in block.children:
        if found := _MONITOR.match(line.text):
            draft = work.drafts.get(port, quote_of(line), confidence=Confidence.LOW)
            way = Direction((found["way"] or "both").lower())
            if found["vlan"]:
                draft.sources.append(Source(SourceKind.VLAN, found["vlan"], Direction.RX))
            else:
                draft.sources.append(Source(SourceKind.INTERFACE, found["port"], way))
            draft.destinations.append(Destination(DestinationKind.INTERFACE, port))


def _flows(policy: str, block: Block, work: _Work) -> None:
    name = ""
    for line in block.children:
        if found := _CLASS.match(line.text):
            name = f"{policy}/{found[1]}"
        elif name and (found := _FLOW.match(line.text)):
            draft = work.drafts.get(found[1] or found[2], quote_of(line))
            draft.kind, draft.confidence = MirrorKind.FLOW, Confidence.LOW
            draft.sources.append(Source(SourceKind.FILTER, name, Direction.RX))


def _placed(mirrors: tuple[Mirror, ...], blocks: Sequence[Block]) -> tuple[Mirror, ...]:
    """Say where the policies act that feed a session; applied nowhere they copy nothing."""
    if not any(each.kind is MirrorKind.FLOW for each in mirrors):
        return mirrors
    ports: dict[str, dict[str, None]] = {}
    for block in blocks:
        name = block.text.partition(" ")[2]
        for line in block.children if block.text.lower().startswith("interface ") else ():
            if found := _APPLIED.match(line.text):
                ports.setdefault(found[2], {})[name] = None
    return tuple(_on(each, ports) for each in mirrors)


def _on(mirror: Mirror, ports: dict[str, dict[str, None]]) -> Mirror:
    sources = tuple(
        replace(each, on=tuple(ports.get(each.name.partition("/")[0], ())))
        if each.kind is SourceKind.FILTER
        else each
        for each in mirror.sources
    )
    acts = any(each.kind is not SourceKind.FILTER or each.on for each in sources)
    return replace(mirror, sources=sources, enabled=mirror.enabled and (acts or not sources))
