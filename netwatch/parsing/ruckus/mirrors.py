"""FastIron and NetIron port mirroring.

``mirror-port ethernet P`` (FastIron) or ``mirror ethernet P`` (NetIron MLX, seen) declares the
receiving port; ``monitor`` under an interface feeds it (running-config fixtures). A session is
what one receiving port gets, and is called by that port. There is no switch: both ends copy.
"""

import re
from collections.abc import Iterable
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
from netwatch.parsing.stanzas import Block, Line

_PORT = r"(?:ethe?(?:rnet)?|lag|pos) \d[\d/]{0,15}"
_RECEIVER = re.compile(rf"mirror(?:-port)? ({_PORT})(?: (input|output|both))?$")
_INTERFACE = re.compile(rf"interface ({_PORT}|ve \d+|lag \S+)$")
_FED = re.compile(rf"(?:port-name \S+ )?mon(?:itor)? ({_PORT}) (both|input|output|in|out)$")
_ACL = re.compile(rf"acl-mirror-port ({_PORT})$")
_GROUP = re.compile(r"(?:ip|ipv6|mac) access-group (\S{1,140}) in\b")
_MAX_GROUPS = 16
_SHOWN_PORT = re.compile(r"\s*Monitored Port (\S{1,20})\s*$")
_SHOWN_WAY = re.compile(
    r"\s*(Input|Output)(?: traffic)? mirrored (?:by ?|to) ?: *(\S(?:.{0,40}\S)?)\s*$"
)
_WAYS = {
    "both": Direction.BOTH,
    "input": Direction.RX,
    "in": Direction.RX,
    "output": Direction.TX,
    "out": Direction.TX,
}


def port_key(name: str) -> str:
    """Return one key for ``ethe 1/1/1``, ``ethernet 1/1/1``, ``eth 1/1/1`` and ``1/1/1``."""
    return re.sub(r"^(?:ethe?(?:rnet)?) ?", "", name.strip().lower())


@dataclass(slots=True)
class _Ports:
    """Sessions by the key of their receiving port, however it is spelled."""

    drafts: Drafts = field(default_factory=Drafts)
    names: dict[str, str] = field(default_factory=dict)

    def session(self, port: str, quote: Evidence, way: Direction | None = None) -> Draft:
        """Return the session of ``port``, called as ``show mirror`` spells it."""
        name = re.sub(r"^ethe?(?= )", "ethernet", port)
        draft = self.drafts.get(self.names.setdefault(port_key(port), name), quote)
        if not draft.destinations:
            draft.destinations.append(Destination(DestinationKind.INTERFACE, port, direction=way))
        return draft


def declared(blocks: Iterable[Block]) -> Found:
    """Return one session for each receiving port.

    ``monitor`` is also written ``mon``: NetIron 5.8 prints it so, below the interface that feeds
    the port which a ``mirror`` line of the same text names (seen), and operators type it so.
    """
    blocks = tuple(blocks)
    ports = _Ports()
    for block in blocks:
        if receiver := _RECEIVER.match(block.text):
            way = _WAYS[receiver[2]] if receiver[2] not in (None, "both") else None
            ports.session(receiver[1], _quote(block), way)
    for block in blocks:
        if interface := _INTERFACE.match(block.text):
            _interface(ports, interface[1], block.children)
    for draft in ports.drafts.found.values():
        if draft.sources and all(each.kind is SourceKind.FILTER for each in draft.sources):
            draft.kind = MirrorKind.FLOW
    return Found.of(ports.drafts, [])


def _interface(ports: _Ports, port: str, lines: tuple[Line, ...]) -> None:
    groups = [group[1] for line in lines if (group := _GROUP.match(line.text))]
    for line in lines:
        if found := _FED.match(line.text):
            draft = ports.session(found[1], _quote(line))
            draft.sources.append(Source(SourceKind.INTERFACE, port, _WAYS[found[2]]))
        elif found := _ACL.match(line.text):
            draft = ports.session(found[1], _quote(line))
            # The entries with the word "mirror" of the lists on this port choose the packets.
            draft.sources += [
                Source(SourceKind.FILTER, each, Direction.RX, on=(port,))
                for each in dict.fromkeys(groups[:_MAX_GROUPS] or ["acl"])
            ]
            draft.confidence = Confidence.LOW


def operating(texts: Iterable[str]) -> Found:
    """Return the sessions of ``show monitor`` (FastIron) and ``show monitor actual`` (NetIron)."""
    ports = _Ports()
    for text in texts:
        _shown(ports, text)
    return Found.of(ports.drafts, [])


def _shown(ports: _Ports, text: str) -> None:
    head: Evidence | None = None
    source = ""
    for number, line in enumerate(text.split("\n"), 1):
        if found := _SHOWN_PORT.match(line[:200]):
            source, head = found[1], Evidence(MIRRORS, number, line.strip())
        elif head and (found := _SHOWN_WAY.match(line[:200])):
            if found[2].lower() in {"none", "-"}:
                continue
            draft = ports.session(f"ethernet {port_key(found[2])}", head)
            ports.drafts.quote(draft, Evidence(MIRRORS, number, line.strip()))
            way = Direction.RX if found[1] == "Input" else Direction.TX
            draft.sources.append(Source(SourceKind.INTERFACE, f"ethernet {port_key(source)}", way))


def _quote(line: Block | Line) -> Evidence:
    return Evidence(CONFIG, line.number, line.text)
