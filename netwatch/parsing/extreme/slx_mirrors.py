"""SLX-OS monitor sessions: one line names source, destination and direction.

Forms of Extreme's automation library and of the SLX-OS 20.2 monitoring guide. There is no
switch. The layout of ``show monitor session`` is from memory.
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
from netwatch.parsing.facts import labelled
from netwatch.parsing.found import Found
from netwatch.parsing.stanzas import Block, quote_of

_SESSION = re.compile(r"monitor session (\d{1,5})$")
_FEED = re.compile(
    r"source (\S{1,30} \S{1,40}) destination (\S{1,30} \S{1,40})(?: direction (rx|tx|both))?$"
)
_HEAD = re.compile(r"\s*Session(?: ID)? *: *(\d{1,5})\s*$")
_KEYS = {
    "state": "State",
    "source": "Source Interface",
    "to": "Destination Interface",
    "way": "Direction",
}
_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH}


def declared(blocks: Iterable[Block]) -> Found:
    """Return the sessions of a running configuration."""
    drafts = Drafts()
    odd: list[Evidence] = []
    for block in blocks:
        if not (head := _SESSION.match(block.text)):
            continue
        draft = drafts.get(head[1], quote_of(block))
        for line in block.children:
            quote = quote_of(line)
            if found := _FEED.match(line.text):
                _feed(draft, found)
                drafts.quote(draft, quote)
            elif line.text.startswith("description "):
                draft.description = line.text.removeprefix("description ")
                drafts.quote(draft, quote)
            else:
                odd.append(quote)
    return Found.of(drafts, odd)


def _feed(draft: Draft, found: re.Match[str]) -> None:
    if not found[3]:
        draft.confidence = Confidence.LOW
    way = _WAYS[found[3] or "both"]
    draft.sources.append(Source(SourceKind.INTERFACE, found[1], way))
    kind, name = found[2].split(" ", 1)
    if "vlan" in kind.lower():
        draft.kind, draft.confidence = MirrorKind.RSPAN_SOURCE, Confidence.LOW
        draft.destinations.append(Destination(DestinationKind.VLAN, name))
    else:
        draft.destinations.append(Destination(DestinationKind.INTERFACE, found[2]))


def operating(text: str) -> Found:
    """Return the sessions of ``show monitor session``."""
    lines = text.split("\n")
    starts = [(at, head[1]) for at, line in enumerate(lines) if (head := _HEAD.match(line[:200]))]
    drafts = Drafts()
    ends = [at for at, _ in starts[1:]] + [len(lines)]
    for (start, session), end in zip(starts, ends, strict=False):
        quote = Evidence(MIRRORS, start + 1, lines[start].strip())
        draft = drafts.get(session, quote, confidence=Confidence.LOW)
        _shown(draft, labelled("\n".join(lines[start:end])))
    return Found.of(drafts, [])


def _shown(draft: Draft, said: dict[str, str]) -> None:
    state, way = said.get(_KEYS["state"], ""), said.get(_KEYS["way"], "").lower()
    draft.enabled = state.lower().startswith("enabled") if state else None
    if source := _port(said.get(_KEYS["source"])):
        draft.sources.append(Source(SourceKind.INTERFACE, source, _WAYS.get(way)))
    if to := _port(said.get(_KEYS["to"])):
        draft.destinations.append(Destination(DestinationKind.INTERFACE, to))


def _port(value: str | None) -> str | None:
    name = (value or "").split("(", 1)[0].strip()
    return name if name and name not in ("None", "[None]") else None
