"""The statements inside one `monitor session` of NX-OS, gathered into a draft."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

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
from netwatch.parsing.sessions import fold
from netwatch.parsing.switch.lists import Lists

_KINDS = {
    "local": MirrorKind.LOCAL,
    "erspan-source": MirrorKind.ERSPAN_SOURCE,
    "erspan-destination": MirrorKind.ERSPAN_DESTINATION,
    "acl-capture": MirrorKind.FLOW,
    "warp": MirrorKind.LOCAL,
}
_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH}
_QUALIFIERS = frozenset({"allow-pfc", "priority-low", "autoconfig"})
_KNOBS = frozenset(
    ("mtu", "header-type", "marker-packet", "mode", "sampling", "rate-limit", "multicast", "ip")
)
_CPU = "sup-eth"
_DIGIT = re.compile(r"\d")
_MAX_DIGITS = 9


@dataclass(slots=True)
class Draft:
    """A session while its lines are read; ``up`` is False until the text says `no shut`."""

    id: str
    lists: Lists
    kind: MirrorKind | None = None
    confidence: Confidence = Confidence.HIGH
    sources: list[Source] = field(default_factory=list)
    destinations: list[Destination] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    up: bool = False
    erspan_id: int | None = None
    vrf: str | None = None
    description: str | None = None
    evidence: list[Evidence] = field(default_factory=list)

    def finish(self, origin: str | None) -> Mirror:
        """Return the session; ``origin`` is the box-wide ERSPAN origin address."""
        kind = self.kind or MirrorKind.LOCAL
        sources = fold(tuple(self.sources))
        if kind is MirrorKind.ERSPAN_DESTINATION:
            sources = tuple(
                replace(each, erspan_id=self.erspan_id) if each.kind is SourceKind.IP else each
                for each in sources
            )
        return Mirror(
            id=self.id,
            kind=kind,
            enabled=self.up,
            complete=bool(sources and self.destinations),
            confidence=self.confidence,
            sources=sources,
            destinations=tuple(self._ends(origin)),
            filters=tuple(dict.fromkeys(self.filters)),
            description=self.description,
            evidence=tuple(self.evidence),
        )

    def _ends(self, origin: str | None) -> Iterator[Destination]:
        for each in dict.fromkeys(self.destinations):
            if each.kind is DestinationKind.IP:
                yield replace(each, vrf=self.vrf, origin=origin, erspan_id=self.erspan_id)
            else:
                yield each


def read_header(draft: Draft, words: list[str]) -> bool:
    """Read what follows the number: `type X`, or the one-line `shut` of older releases.

    False when it was not understood.
    """
    if not words:
        return True
    if words[0].lower() != "type":
        return read_statement(draft, words)
    name = " ".join(words[1:]).lower()
    draft.kind = _KINDS.get(name, draft.kind)
    if name not in _KINDS:
        draft.confidence = Confidence.LOW
    return name in _KINDS


def read_statement(draft: Draft, words: list[str]) -> bool:
    """Read one line of a session into ``draft``; False when part of it was not understood."""
    keyword, rest = words[0].lower(), words[1:]
    if keyword == "no" and rest:
        keyword = rest[0].lower()
        draft.up = draft.up or keyword in {"shut", "shutdown"}
        return keyword in _READERS or keyword in _KNOBS
    reader = _READERS.get(keyword)
    return reader(draft, rest) if reader else keyword in _KNOBS


def _shut(draft: Draft, _words: list[str]) -> bool:
    draft.up = False
    return True


def _description(draft: Draft, words: list[str]) -> bool:
    draft.description = " ".join(words) or None
    return True


def _erspan_id(draft: Draft, words: list[str]) -> bool:
    text = " ".join(words)
    if not text.isdecimal() or len(text) > _MAX_DIGITS:
        return False
    draft.erspan_id = int(text)
    return True


def _vrf(draft: Draft, words: list[str]) -> bool:
    draft.vrf = words[0] if words else None
    return bool(words)


def _filter(draft: Draft, words: list[str]) -> bool:
    match words:
        case [what, name, *more] if what.lower() == "access-group":
            draft.filters.append(Filter("acl", name))
            return set(more) <= {"allow-sharing"}
        case [what, _, *_] if what.lower() == "vlan":
            names = [each for each in words[1:] if each.lower() != "include-untagged"]
            draft.filters.extend(
                Filter("vlan", each) for each in draft.lists.vlans(" ".join(names))
            )
            return True
        case [_, _, *_]:  # the simple filters: `filter frame-type eth ..`
            draft.filters.append(Filter("packet-type", " ".join(words)))
            return True
    return False


def _source(draft: Draft, words: list[str]) -> bool:
    what = words[0].lower() if words else ""
    names, way, understood = _split(words[1:])
    found = _sources(draft, what, names, way)
    draft.sources += found
    if what in {"ip", "ipv6"}:
        draft.kind = draft.kind or MirrorKind.ERSPAN_DESTINATION
        understood = names == words[1:2]
    return understood and bool(found) and all(_is_name(each) for each in found)


def _is_name(source: Source) -> bool:
    """Tell a port from a word: every port has a number."""
    return source.kind is not SourceKind.INTERFACE or _DIGIT.search(source.name) is not None


def _sources(draft: Draft, what: str, names: list[str], way: Direction | None) -> list[Source]:
    both = way or Direction.BOTH
    if what == "interface":
        return [_port(each, both) for each in draft.lists.interfaces(" ".join(names))]
    if what == "vlan":
        if way is None:
            # Ingress only on most hardware (Cisco, NX-API REST SDK user guide, "Configuring
            # ERSPAN"); some takes no direction at all.
            draft.confidence = Confidence.LOW
        seen = way or Direction.RX
        vlans = draft.lists.vlans(" ".join(names))
        return [Source(SourceKind.VLAN, each, seen) for each in vlans]
    if what in {"ip", "ipv6"} and names:
        return [Source(SourceKind.IP, names[0], Direction.RX)]
    if what in {"exception", "forward-drops", "vsan", "port-profile"}:
        return [Source(SourceKind.ALL, " ".join((what, *names)), both)]
    return []


def _split(words: list[str]) -> tuple[list[str], Direction | None, bool]:
    """Part a list from its direction; the flag is False when an unknown word follows."""
    kept = [each for each in words if each.lower() not in _QUALIFIERS]
    at = next((i for i, each in enumerate(kept) if each.lower() in _WAYS), len(kept))
    way = _WAYS[kept[at].lower()] if at < len(kept) else None
    return kept[:at], way, at >= len(kept) - 1


def _port(name: str, way: Direction) -> Source:
    low = name.lower()
    if low.startswith(_CPU):
        return Source(SourceKind.CPU, name, way)
    return Source(SourceKind.ALL if low == "all" else SourceKind.INTERFACE, name, way)


def _destination(draft: Draft, words: list[str]) -> bool:
    what = words[0].lower() if words else ""
    names, way, understood = _split(words[1:])
    if what == "interface" and names:
        draft.destinations.extend(
            Destination(DestinationKind.INTERFACE, each, direction=way)
            for each in draft.lists.interfaces(" ".join(names))
        )
        return understood
    if what in {"ip", "ipv6"} and names:
        draft.destinations.append(Destination(DestinationKind.IP, names[0]))
        draft.kind = draft.kind or MirrorKind.ERSPAN_SOURCE
        return names == words[1:2]
    return False


_READERS: dict[str, Callable[[Draft, list[str]], bool]] = {
    "source": _source,
    "destination": _destination,
    "filter": _filter,
    "description": _description,
    "erspan-id": _erspan_id,
    "vrf": _vrf,
    "shut": _shut,
    "shutdown": _shut,
}
