"""Mirror sessions as NX-OS shows them: `show monitor session all`.

Labels seen on Nexus 9000 (directions indented) and Nexus 7000 (at column 0, a table of features
behind every session). A source in both directions stands on all three lines of the Nexus 9000.
"""

import re
from collections.abc import Callable, Iterator
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
from netwatch.parsing.switch.lists import Lists

_HEAD = re.compile(r"\s{0,20}session\s+(\d{1,6})\s*$", re.IGNORECASE)
_TABLE = re.compile(r"\s{0,20}(?:Feature\s+Enabled|Legend:)", re.IGNORECASE)
_LABEL = re.compile(r"\s{0,40}([A-Za-z][A-Za-z0-9 /_-]{0,38}?)\s{0,40}:(?:\s|$)")
_STATE = re.compile(r"(up|down|error)\b(?:\s*\((.*)\))?", re.IGNORECASE)
_NOTHING = re.compile(r"no (?:monitor |erspan |span )?sessions?\b", re.IGNORECASE)
_ERROR = re.compile(r"^\s*%|invalid|denied|not authorized|permission", re.IGNORECASE)
_SHUT = "session admin shut"
_KINDS = {
    "local": MirrorKind.LOCAL,
    "erspan-source": MirrorKind.ERSPAN_SOURCE,
    "erspan-destination": MirrorKind.ERSPAN_DESTINATION,
    "acl-capture": MirrorKind.FLOW,
}
_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH}
_GROUPS = frozenset({"source intf", "source vlans", "source vsans", "source fwd drops"})
_KNOWN = frozenset(
    {
        *("type", "mode", "ssn direction", "version", "state", "erspan-id", "vrf-name", "acl-name"),
        *("ip-ttl", "ip-dscp", "header-type", "mtu", "destination-ip", "origin-ip", "source-ip"),
        *("source exception", "src intf all", "filter vlans", "simple filter", "trace-route"),
        *("eth-type", "frame-type", "dest-ip", "src-ip", "destination ports", "marker-packet"),
        *("packet interval", "packet sent", "packet failed", "egress-intf", "description"),
        *("pfc on interfaces", "granularity", *_GROUPS, *_WAYS),
    }
)
_UNSET = re.compile(
    r"(?:acl-name |filter )?not (?:specified|supported|configured)|none|-", re.IGNORECASE
)


@dataclass(slots=True)
class _Shown:
    """One session's labels; a direction line is filed under the group above it."""

    id: str
    lists: Lists
    values: dict[str, list[str]] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    unread: list[Evidence] = field(default_factory=list)
    group: str = ""
    label: str = ""

    def text(self, label: str) -> str:
        value = " ".join(" ".join(self.values.get(label, ())).split())
        return "" if _UNSET.fullmatch(value) else value


def operating(text: str, command: str) -> tuple[tuple[Mirror, ...] | None, tuple[Evidence, ...]]:
    """Return the sessions shown and the lines not understood.

    The first is None when the answer is neither sessions nor the box's word that there are none.
    """
    shown: list[_Shown] = []
    lists = Lists()
    skipping = False
    for number, line in enumerate(text.split("\n"), 1):
        head = _HEAD.match(line[:80])
        if head:
            shown.append(_Shown(head[1], lists, evidence=[Evidence(command, number, line.strip())]))
            skipping = False
        elif _TABLE.match(line):
            skipping = True
        elif shown and not skipping and line.strip(" -"):
            _file(shown[-1], Evidence(command, number, line.rstrip()))
    if not shown:
        return (() if _says_none(text) else None), ()
    unread = tuple(each for session in shown for each in session.unread)
    return tuple(_mirror(each) for each in shown), unread


def _says_none(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    if any(_ERROR.search(line[:200]) for line in lines):
        return False
    return not lines or any(_NOTHING.search(line[:200]) for line in lines)


def _file(session: _Shown, line: Evidence) -> None:
    match = _LABEL.match(line.text)
    if not match or match.end() < len(line.text):
        session.evidence.append(line)
    if not match:
        if not session.label or not line.text[:1].isspace():
            session.unread.append(line)
        session.values.setdefault(session.label, []).append(line.text)
        return
    label = " ".join(match[1].lower().split())
    value = line.text[match.end() :].strip()
    if label in _WAYS:
        label = f"{session.group} {label}"
    elif value and (label not in _KNOWN or (label == "type" and value.lower() not in _KINDS)):
        session.unread.append(line)
    else:
        session.group = label if label in _GROUPS else ""
    session.label = label
    session.values.setdefault(label, []).append(value)


def _mirror(shown: _Shown) -> Mirror:
    kind = _KINDS.get(shown.text("type").lower(), MirrorKind.LOCAL)
    sources = tuple(_sources(shown, kind))
    destinations = tuple(_destinations(shown, kind))
    return Mirror(
        id=shown.id,
        kind=kind,
        enabled=_enabled(shown.text("state")),
        complete=bool(sources and destinations),
        confidence=Confidence.LOW if shown.unread else Confidence.HIGH,
        sources=sources,
        destinations=destinations,
        filters=tuple(_filters(shown)),
        description=shown.text("description") or None,
        evidence=tuple(shown.evidence),
    )


def _enabled(state: str) -> bool | None:
    """Only the reason `Session admin shut` is a shut session; all others are configured up."""
    match = _STATE.match(state)
    if not match:
        return None
    return match[1].lower() == "up" or (match[2] or "").strip().lower() != _SHUT


def _sources(shown: _Shown, kind: MirrorKind) -> Iterator[Source]:
    yield from _directed(shown, "source intf", _port)
    yield from _directed(shown, "source vlans", lambda n, w: Source(SourceKind.VLAN, n, w))
    yield from _directed(shown, "source vsans", lambda n, w: Source(SourceKind.ALL, f"vsan {n}", w))
    everything = shown.text("src intf all").lower()
    if everything in _WAYS:
        yield Source(SourceKind.ALL, "all", _WAYS[everything])
    drops = shown.text("source fwd drops").lower().split()
    ways = [_WAYS[each] for each in drops if each in _WAYS]
    if ways:
        yield Source(SourceKind.ALL, "forward-drops", ways[0] if len(ways) == 1 else Direction.BOTH)
    for name in shown.text("source exception").replace(",", " ").split():
        yield Source(SourceKind.ALL, f"exception {name}", Direction.BOTH)
    if kind is MirrorKind.ERSPAN_DESTINATION and shown.text("source-ip"):
        address = shown.text("source-ip").split()[0]
        yield Source(SourceKind.IP, address, Direction.RX, erspan_id=_number(shown))


def _directed(
    shown: _Shown, group: str, make: Callable[[str, Direction], Source]
) -> Iterator[Source]:
    """Yield each name once: in `both`, or in rx and tx, it is both; never add the lines up."""
    ways: dict[str, Direction] = {}
    for word, way in _WAYS.items():
        for name in shown.lists.interfaces(shown.text(f"{group} {word}")):
            ways[name] = way if ways.get(name, way) is way else Direction.BOTH
    yield from (make(name, way) for name, way in ways.items())


def _port(name: str, way: Direction) -> Source:
    kind = SourceKind.CPU if name.lower().startswith("sup-eth") else SourceKind.INTERFACE
    return Source(kind, name, way)


def _destinations(shown: _Shown, kind: MirrorKind) -> Iterator[Destination]:
    for name in shown.lists.interfaces(shown.text("destination ports")):
        yield Destination(DestinationKind.INTERFACE, name)
    address = shown.text("destination-ip").split()
    if address and kind is not MirrorKind.ERSPAN_DESTINATION:
        yield Destination(
            DestinationKind.IP,
            address[0],
            vrf=shown.text("vrf-name") or None,
            origin=next(iter(shown.text("origin-ip").split()), None),
            erspan_id=_number(shown),
        )


def _number(shown: _Shown) -> int | None:
    text = shown.text("erspan-id")
    return int(text) if text.isdecimal() and len(text) < len("1000000000") else None


def _filters(shown: _Shown) -> Iterator[Filter]:
    if shown.text("acl-name"):
        yield Filter("acl", shown.text("acl-name"))
    for name in shown.lists.vlans(shown.text("filter vlans")):
        yield Filter("vlan", name)
    for label in ("frame-type", "eth-type", "dest-ip", "src-ip", "trace-route"):
        if shown.text(label):
            yield Filter("packet-type", f"{label} {shown.text(label)}")
