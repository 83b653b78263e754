"""Observing ports of NE routers: the port says its index, the mirrored side names it.

NE configuration guides. An interface without an index of its own uses that of its slot; whether the
slot's observer serves the interface while its own is down is not read.
"""

import re
from collections.abc import Sequence

from netwatch.model.evidence import Confidence
from netwatch.model.mirror import Destination, DestinationKind, Direction, Source, SourceKind
from netwatch.parsing.draft import Drafts
from netwatch.parsing.stanzas import Block, Line, quote_of

_OBSERVING = re.compile(r"port-observing observe-index (\d{1,3})")
_TO = re.compile(r"(?:port-mirroring|mirror) to observe-index (\d{1,3})")
_SOURCE = re.compile(r"port-mirroring (inbound|outbound)(?: (?!to |observe).{0,200})?$")
_SLOT = re.compile(r"slot (\d{1,3})$")
_OF_SLOT = re.compile(r"interface [A-Za-z][A-Za-z0-9-]{0,30}?(\d{1,3})/")
_KNOB = re.compile(
    r"port-mirroring with(?:out)?-linklayer|port-observing (?:with-linklayer|dest-mac|pop-label)"
)
_WAYS = {"inbound": Direction.RX, "outbound": Direction.TX}


def observed(blocks: Sequence[Block], drafts: Drafts) -> None:
    """Add a session ``observe-index N`` to ``drafts`` for each index that is named."""
    slots: dict[str, str] = {}
    for block in blocks:
        slot = _SLOT.match(block.text)
        for line in block.children:
            if "mirror" not in line.text and "observ" not in line.text:
                continue
            _quoted(block, line, drafts)
            if slot and (to := _TO.match(line.text)):
                slots[slot[1]] = to[1]
                drafts.get(f"observe-index {to[1]}", quote_of(line))
    for block in blocks:
        if block.text.startswith("interface "):
            _mirrored(block, slots, drafts)


def _quoted(block: Block, line: Line, drafts: Drafts) -> None:
    if found := _OBSERVING.match(line.text):
        draft = drafts.get(f"observe-index {found[1]}", quote_of(line))
        name = block.text.removeprefix("interface ")
        draft.destinations.append(Destination(DestinationKind.INTERFACE, name))
    elif _KNOB.match(line.text):
        drafts.read.add(line.number)


def _mirrored(block: Block, slots: dict[str, str], drafts: Drafts) -> None:
    """Join the directions under one interface to its index; unjoined they stay unread."""
    lines = [each for each in block.children if "mirror" in each.text]
    own = next((found[1] for each in lines if (found := _TO.match(each.text))), None)
    slot = _OF_SLOT.match(block.text)
    index = own or (slots.get(slot[1]) if slot else None)
    name = block.text.removeprefix("interface ")
    for line in lines if index else ():
        way = _SOURCE.match(line.text)
        if way or _TO.match(line.text):
            draft = drafts.get(f"observe-index {index}", quote_of(line))
            if own is None:
                draft.confidence = Confidence.LOW
            if way:
                draft.sources.append(Source(SourceKind.INTERFACE, name, _WAYS[way[1]]))
