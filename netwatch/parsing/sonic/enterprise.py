"""The industry-style configuration of Dell Enterprise SONiC (``sonic-cli``).

Field names and monitoring policies follow the examples of dellemc.enterprise_sonic, the one-line
form its command reference; no running configuration with a session was seen, so confidence is low.
"""

import re
from collections.abc import Iterator
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
from netwatch.parsing.sessions import fold
from netwatch.parsing.sonic.mirrors import receiver
from netwatch.parsing.stanzas import Block, Line, quote_of, split

_SESSION = re.compile(r"mirror-session +(\S{1,64})$")
_ERSPAN = re.compile(r"destination +erspan\b(?P<rest>.*)")
# Older releases write both ends on one line.
_INLINE = re.compile(r"(?P<first>destination +.*?) +(?P<second>source +\S.*)")
_PORT = re.compile(r"destination +(?:interface +)?(?P<port>CPU|\S+(?: +[\d/]+)?)$", re.IGNORECASE)
_SOURCE = re.compile(
    r"source +(?:interface +)?(?P<port>[A-Za-z-]+ ?[\d/.]+)"
    r"(?: +(?:direction +)?(?P<way>rx|tx|both))?$",
    re.IGNORECASE,
)
_POLICY = re.compile(r"policy-map +(\S+) +type +monitoring$")
_CLASS = re.compile(r"class +(\S+)")
_SET = re.compile(r"set +mirror-session +(\S+)$")
_BOUND = re.compile(r"service-policy +type +monitoring +(in|out) +(\S+)$")
_INTERFACE = re.compile(r"interface +(\S.*)")
_OPTION = re.compile(r"(src-ip|dst-ip|gre|dscp|ttl|queue) +(\S+)")
_GLOBAL = "switch"
_MAX_PLACES = 64


@dataclass(slots=True)
class _Draft:
    name: str
    sources: list[Source] = field(default_factory=list)
    destinations: list[Destination] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


def declared(text: str) -> tuple[tuple[Mirror, ...], frozenset[int]]:
    """Return the sessions of a configuration text, and the lines that were read for them."""
    if "mirror-session" not in text:
        return (), frozenset()
    blocks = split(text).blocks
    drafts: dict[str, _Draft] = {}
    for block in blocks:
        if head := _SESSION.match(block.text):
            draft = drafts.setdefault(head[1], _Draft(head[1]))
            _read_session(draft, block)
    bound = _bindings(blocks)
    for name, source, evidence in _policies(blocks, bound):
        if name in drafts:
            drafts[name].sources.append(source)
            drafts[name].evidence.extend(evidence)
    read = frozenset(e.line for each in drafts.values() for e in each.evidence if e.line)
    return tuple(_mirror(each) for each in drafts.values()), read


def hostname(text: str) -> str | None:
    """Return the name set in a configuration text."""
    found = re.search(r"^hostname +(\S{1,255})$", text, re.MULTILINE)
    return found[1] if found else None


def _read_session(draft: _Draft, block: Block) -> None:
    draft.evidence.append(quote_of(block))
    for line in block.children:
        both = _INLINE.fullmatch(line.text[:500])
        parts = (both["first"], both["second"]) if both else (line.text,)
        if all(_read_part(draft, part) for part in parts):
            draft.evidence.append(quote_of(line))


def _read_part(draft: _Draft, text: str) -> bool:
    """Add what ``text`` says to the session; tell whether it was understood."""
    if remote := _ERSPAN.match(text):
        draft.destinations.extend(_remote(remote["rest"]))
    elif source := _SOURCE.match(text):
        way = Direction((source["way"] or "both").lower())
        draft.sources.append(Source(SourceKind.INTERFACE, source["port"], way))
    elif port := _PORT.match(text):
        draft.destinations.append(receiver(port["port"]))
    else:
        return False
    return True


def _remote(rest: str) -> Iterator[Destination]:
    said = dict(_OPTION.findall(rest))
    if "dst-ip" in said:
        gre = said.get("gre")
        yield Destination(
            DestinationKind.IP, said["dst-ip"], origin=said.get("src-ip"),
            encapsulation=f"gre {gre}" if gre else None,
        )  # fmt: skip


def _bindings(blocks: tuple[Block, ...]) -> dict[str, list[tuple[str, Direction, Evidence]]]:
    """Return where each monitoring policy is bound, interfaces as written or the whole switch."""
    found: dict[str, list[tuple[str, Direction, Evidence]]] = {}
    for block in blocks:
        head = _INTERFACE.match(block.text)
        place = head[1] if head else _GLOBAL
        lines = block.children if head else (Line(block.number, 0, block.text),)
        for line in lines:
            if bound := _BOUND.match(line.text):
                way = Direction.RX if bound[1] == "in" else Direction.TX
                quote = quote_of(line)
                found.setdefault(bound[2], []).append((place, way, quote))
    return found


def _policies(
    blocks: tuple[Block, ...], bound: dict[str, list[tuple[str, Direction, Evidence]]]
) -> Iterator[tuple[str, Source, tuple[Evidence, ...]]]:
    for block in blocks:
        head, rule = _POLICY.match(block.text), ""
        for line in block.children if head else ():
            if named := _CLASS.match(line.text):
                rule = named[1]
            elif (used := _SET.match(line.text)) and head:
                places = bound.get(head[1], [])[:_MAX_PLACES]
                way = places[0][1] if places else Direction.RX
                on = tuple(place for place, _, _ in places)
                source = Source(SourceKind.FILTER, f"{head[1]}/{rule}", way, on=on)
                quote = quote_of(line)
                yield used[1], source, (quote, *(each for _, _, each in places))


def _mirror(draft: _Draft) -> Mirror:
    filters = [each for each in draft.sources if each.kind is SourceKind.FILTER]
    remote = any(each.kind is DestinationKind.IP for each in draft.destinations)
    kind = MirrorKind.ERSPAN_SOURCE if remote else MirrorKind.LOCAL
    by_rules = bool(filters) and len(filters) == len(draft.sources)
    return Mirror(
        id=draft.name,
        kind=MirrorKind.FLOW if by_rules else kind,
        enabled=not by_rules or any(each.on for each in filters),
        complete=bool(draft.sources and draft.destinations),
        confidence=Confidence.LOW,
        sources=fold(tuple(draft.sources)),
        destinations=tuple(draft.destinations),
        evidence=tuple(draft.evidence),
    )
