"""AOS-CX mirror sessions, as configured and as shown.

``mirror session N`` with its lines as seen in a real running-config (FL.10.10) and in HPE's
guides; a session is off until ``enable``. The policy form (``action mirror N``) and the layout of
``show mirror N`` are from memory, and what they yield says so.
"""

import re
from collections.abc import Iterable

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
from netwatch.model.platform import MIRRORS
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.found import Found
from netwatch.parsing.places import Places
from netwatch.parsing.stanzas import Block, quote_of

_SESSION = re.compile(r"mirror session (\S{1,32})$")
_SOURCE = re.compile(r"source (interface|vlan) (\S{1,64})(?: (rx|tx|both))?$")
_TUNNEL = re.compile(
    r"destination tunnel (\S{1,64}) source (\S{1,64})(?: dscp \d{1,3})?(?: vrf (\S{1,64}))?$"
)
_PORT = re.compile(r"destination interface (\S{1,64})$")
_POLICY = re.compile(r"policy (\S{1,64})$")
_ACTION = re.compile(
    r"(?:\d{1,6} )?class (?:ip|ipv6|mac) (\S{1,64}) .{0,80}?action mirror (\S{1,32})"
)
_APPLY = re.compile(r"apply policy (\S{1,64}) (in|out|routed-in|routed-out)")
_SHOWN = re.compile(r"\s*Mirror Session *: *(\S{1,32})\s*$")
_LABEL = re.compile(r"\s*([A-Z][A-Za-z ]{2,24}?) *: *(.{0,200})$")
_KNOBS = re.compile(r"(?:comment|truncate|no enable|rate-limit)\b")
_Places = Places[tuple[str, Direction]]
_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH}


def declared(blocks: Iterable[Block]) -> Found:
    """Return the sessions of a running configuration."""
    blocks = tuple(blocks)
    drafts = Drafts()
    unread: list[Evidence] = []
    for block in blocks:
        head = _SESSION.match(block.text)
        if head:
            draft = drafts.get(head[1], quote_of(block), enabled=False)
            for line in block.children:
                if _read(draft, line.text):
                    drafts.quote(draft, quote_of(line))
                else:
                    unread.append(quote_of(line))
    places = _places(blocks)
    _policies(blocks, places, drafts)
    for draft in drafts.found.values():
        draft.settle_flow()
    read = drafts.read.union(each.line for each in unread if each.line is not None)
    return Found(drafts.mirrors(), frozenset(read), tuple(unread), tuple(places.warnings))


def _read(draft: Draft, text: str) -> bool:
    """Take one line of a session; return whether it was understood."""
    if text in {"enable", "disable"}:
        draft.enabled = text == "enable"
    elif found := _SOURCE.match(text):
        kind = SourceKind.INTERFACE if found[1] == "interface" else SourceKind.VLAN
        draft.sources.append(Source(kind, found[2], _WAYS.get(found[3])))
    elif found := _TUNNEL.match(text):
        draft.kind = MirrorKind.ERSPAN_SOURCE
        draft.destinations.append(
            Destination(DestinationKind.IP, found[1], origin=found[2], vrf=found[3])
        )
    elif found := _PORT.match(text):
        draft.destinations.append(Destination(DestinationKind.INTERFACE, found[1]))
    elif text == "destination cpu":
        draft.destinations.append(Destination(DestinationKind.CPU, "cpu"))
    elif text.startswith("comment "):
        draft.description = text.removeprefix("comment ")
    else:
        return bool(_KNOBS.match(text))
    return True


def _policies(blocks: tuple[Block, ...], places: _Places, drafts: Drafts) -> None:
    """Add the traffic classes that a policy copies into a session, where the policy is applied."""
    known: set[tuple[str, str, str]] = set()
    for block in blocks:
        policy = _POLICY.match(block.text)
        for line in block.children if policy else ():
            found = _ACTION.match(line.text) if "mirror" in line.text else None
            if not policy or not found:
                continue
            draft = drafts.get(found[2], quote_of(line), enabled=False)
            draft.confidence = Confidence.LOW
            key = (found[2], policy[1], found[1])
            if key not in known:
                known.add(key)
                draft.sources.append(_feed(f"{policy[1]}/{found[1]}", places.of(policy[1])))


def _places(blocks: tuple[Block, ...]) -> _Places:
    """Return where each policy is applied, and in which direction."""
    applied = _Places()
    for block in blocks:
        place = block.text.removeprefix("interface ")
        for line in block.children:
            found = _APPLY.match(line.text) if line.text.startswith("apply ") else None
            if found:
                way = Direction.RX if found[2].endswith("in") else Direction.TX
                applied.add(found[1], (place, way))
    return applied


def _feed(name: str, places: tuple[tuple[str, Direction], ...]) -> Source:
    ways = {way for _, way in places}
    way = ways.pop() if len(ways) == 1 else (Direction.BOTH if ways else None)
    on = tuple(dict.fromkeys(place for place, _ in places))
    return Source(SourceKind.FILTER, name, way, on=on)


def operating(texts: Iterable[str]) -> tuple[tuple[Mirror, ...], tuple[Evidence, ...]]:
    """Return the sessions of ``show mirror N`` answers and the lines not understood."""
    drafts = Drafts()
    unread: list[Evidence] = []
    for text in texts:
        draft: Draft | None = None
        for number, line in enumerate(text.split("\n"), 1):
            quote = Evidence(MIRRORS, number, line.strip())
            if head := _SHOWN.match(line):
                draft = drafts.get(head[1], quote, enabled=None, confidence=Confidence.LOW)
            elif draft is not None and (found := _LABEL.match(line)):
                if not _shown(draft, found[1], found[2].strip()):
                    unread.append(quote)
                else:
                    drafts.quote(draft, quote)
    return drafts.mirrors(), tuple(unread)


def _shown(draft: Draft, label: str, value: str) -> bool:
    match label:
        case "Admin Status":
            draft.enabled = value.startswith("enable")
        case "Source":
            return value in {"", "none"} or _read(draft, f"source {value}")
        case "Destination":
            return value in {"", "none"} or _read(draft, f"destination {value}")
        case _:
            return label in {"Operation Status", "Comment", "Output Packets", "Output Bytes"}
    return True
