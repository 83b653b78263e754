"""AlliedWare Plus mirroring: the line stands on the receiving interface.

``mirror interface P direction both`` as in public configurations (one with the device's log); the
words ``receive`` and ``transmit``, remote mirroring, ``copy-to-mirror`` and the layout of
``show mirror`` are from memory. A session is called by the port that receives. There is no switch.
"""

import re
from collections.abc import Iterable

from netwatch.model.evidence import Confidence, Evidence
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.platform import MIRRORS
from netwatch.parsing.draft import Draft, Drafts
from netwatch.parsing.found import Found
from netwatch.parsing.places import Places
from netwatch.parsing.stanzas import Block, Line, quote_of
from netwatch.parsing.switch.lists import Lists

_INTERFACE = re.compile(r"interface (\S{1,2000})$")
_MIRROR = re.compile(r"mirror interface (\S{1,2000})(?: direction (both|receive|transmit))?$")
_REMOTE = re.compile(
    r"remote-mirror interface (\S{1,2000}) direction (both|receive|transmit)"
    r" vlan (\d{1,4})(?: priority \d)?$"
)
_ENTRY = re.compile(r"(?:\d{1,5} )?copy-to-mirror\b")
_LIST = re.compile(r"access-list (?:hardware )?(\S{1,64})( copy-to-mirror\b.{0,400})?")
_GROUP = re.compile(r"access-group (\S{1,64})$")
_SHOWN = re.compile(r"\s*([A-Za-z][A-Za-z ]{2,30}?) *: *(\S.{0,400}?)\s*$")
_WAYS = {
    "both": Direction.BOTH,
    "receive": Direction.RX,
    "transmit": Direction.TX,
    None: Direction.BOTH,
}
_MAX_LISTS = 1024
_MAX_PORTS = 16  # a box has one mirror port


def declared(blocks: Iterable[Block]) -> Found:
    """Return one session for each port that receives."""
    drafts, ranges = Drafts(), Lists()
    odd: list[Evidence] = []
    copying: dict[str, Evidence] = {}
    places = Places[str]()
    for block in blocks:
        if head := _LIST.match(block.text):
            _copying(copying, head, block)
        if head := _INTERFACE.match(block.text):
            for line in block.children:
                if group := _GROUP.match(line.text):
                    places.add(group[1], head[1])
                elif "mirror" in line.text and not _receive(drafts, ranges, head[1], line):
                    odd.append(quote_of(line))
    _feed(drafts, copying, places)
    return Found.of(drafts, odd, (*ranges.warnings, *places.warnings))


def _receive(drafts: Drafts, ranges: Lists, port: str, line: Line) -> bool:
    """Take one line of an interface; return whether it was understood or is no mirror."""
    if line.text.startswith(("description ", "switchport remote-mirror-egress ", "no ")):
        drafts.read.add(line.number)
    elif found := _MIRROR.match(line.text):
        draft = _session(drafts, port, line)
        if found[1] != "none":
            if found[2] != "both":
                draft.confidence = Confidence.LOW
            way = _WAYS[found[2]]
            names = ranges.interfaces(found[1])
            draft.sources += [Source(SourceKind.INTERFACE, each, way) for each in names]
    elif found := _REMOTE.match(line.text):
        draft = drafts.get(
            f"remote-mirror/{found[3]}", quote_of(line), kind=MirrorKind.RSPAN_SOURCE
        )
        draft.confidence = Confidence.LOW
        names = ranges.interfaces(found[1])
        draft.sources += [Source(SourceKind.INTERFACE, each, _WAYS[found[2]]) for each in names]
        draft.destinations.append(Destination(DestinationKind.VLAN, found[3]))
        draft.destinations.append(Destination(DestinationKind.INTERFACE, port))
    else:
        return False
    return True


def _session(drafts: Drafts, port: str, line: Line) -> Draft:
    draft = drafts.get(port, quote_of(line))
    if not draft.destinations:
        draft.destinations.append(Destination(DestinationKind.INTERFACE, port))
    return draft


def _copying(copying: dict[str, Evidence], head: re.Match[str], block: Block) -> None:
    if head[2]:
        copying.setdefault(head[1], quote_of(block))
    for line in block.children:
        if _ENTRY.match(line.text):
            copying.setdefault(head[1], quote_of(line))


def _feed(drafts: Drafts, copying: dict[str, Evidence], places: Places[str]) -> None:
    """Add the lists that copy to the mirror port; a box has one, else each may be meant."""
    if not copying:
        return
    local = [each for each in drafts.found.values() if each.kind is MirrorKind.LOCAL]
    if not local:
        quote = next(iter(copying.values()))
        local = [drafts.get("copy-to-mirror", quote, kind=MirrorKind.FLOW, enabled=False)]
    sources = [Source(SourceKind.FILTER, acl, Direction.RX, on=places.of(acl)) for acl in copying]
    for draft in local[:_MAX_PORTS]:
        if not draft.sources:
            draft.kind = MirrorKind.FLOW
            draft.enabled = draft.id in places or any(each.on for each in sources)
        draft.confidence = Confidence.LOW
        draft.sources += sources[:_MAX_LISTS]
    for quote in copying.values():
        drafts.quote(local[0], quote)


def operating(text: str) -> Found:
    """Return the sessions of ``show mirror``: a test port receives what a monitored port sees."""
    drafts, draft = Drafts(), None
    enabled, way = None, Direction.BOTH
    odd: list[Evidence] = []
    for number, line in enumerate(text.split("\n"), 1):
        said = _SHOWN.match(line[:500])
        if not said:
            continue
        quote = Evidence(MIRRORS, number, line.strip()[:400])
        label, value = said[1].lower(), said[2]
        if label == "mirror test port name":
            draft = drafts.get(value, quote, enabled=None, confidence=Confidence.LOW)
            draft.destinations.append(Destination(DestinationKind.INTERFACE, value))
        elif label == "mirror option":
            enabled = value.lower().startswith("enable")
        elif label == "mirror direction":
            way = _WAYS.get(value.lower(), Direction.BOTH)
        elif label == "monitored port name" and draft:
            draft.sources.append(Source(SourceKind.INTERFACE, value, way))
            draft.enabled = enabled
            drafts.quote(draft, quote)
        elif "mirror" in label:
            odd.append(quote)
    return Found.of(drafts, odd)
