"""One-line mirror statements of EOS, gathered into a draft of their session."""

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
from netwatch.parsing.sessions import fold
from netwatch.parsing.switch.lists import Lists

_WAYS = {"rx": Direction.RX, "tx": Direction.TX, "both": Direction.BOTH}
_FAMILIES = frozenset({"ip", "ipv6", "mac"})
_KNOBS = frozenset({"truncate", "sample", "header", "rate-limit", "encapsulation"})


@dataclass(slots=True)
class Draft:
    """A session while its lines are read; EOS has no state: a session is on."""

    id: str
    lists: Lists
    confidence: Confidence = Confidence.HIGH
    sources: list[Source] = field(default_factory=list)
    destinations: list[Destination] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def finish(self) -> Mirror:
        """Return the session; one that leaves through a tunnel is an ``erspan-source``."""
        sources = fold(tuple(self.sources))
        ends = tuple(dict.fromkeys(self.destinations))
        away = any(each.kind is DestinationKind.IP for each in ends)
        chosen = bool(sources) and all(each.kind is SourceKind.FILTER for each in sources)
        local = MirrorKind.FLOW if chosen else MirrorKind.LOCAL
        return Mirror(
            id=self.id,
            kind=MirrorKind.ERSPAN_SOURCE if away and not chosen else local,
            enabled=True,
            complete=bool(sources and ends),
            confidence=self.confidence,
            sources=sources,
            destinations=ends,
            filters=tuple(dict.fromkeys(self.filters)),
            evidence=tuple(self.evidence),
        )


def read_statement(draft: Draft, words: list[str]) -> bool:
    """Read what follows `monitor session NAME`; False when part of it was not understood."""
    keyword = words[0].lower() if words else ""
    if keyword == "source":
        return _source(draft, words[1:])
    if keyword == "destination":
        return read_destination(draft, words[1:])
    if keyword in _FAMILIES:
        acl = _acl(words)
        draft.filters.extend([Filter("acl", acl)] if acl else [])
        return acl is not None
    if keyword == "forwarding-drop":
        return _drops(draft, words[1:])
    return keyword in _KNOBS


def _acl(words: list[str]) -> str | None:
    """Return NAME of `ip access-group NAME [priority N]`."""
    if len(words) not in (3, 5) or words[1].lower() != "access-group":
        return None
    if words[0].lower() not in _FAMILIES or words[3:4] not in ([], ["priority"]):
        return None
    return words[2]


def _source(draft: Draft, words: list[str]) -> bool:
    folded = [each.lower() for each in words]
    at = folded.index("access-group") - 1 if "access-group" in folded[1:] else len(words)
    acl = _acl(words[at:]) if at < len(words) else None
    way = _WAYS.get(folded[at - 1]) if at else None
    names = words[: at - 1] if way else words[:at]
    found = _sources(draft, names, way or Direction.BOTH, acl)
    draft.sources += found
    return bool(found) and (acl is not None or at == len(words))


def _sources(draft: Draft, names: list[str], way: Direction, acl: str | None) -> list[Source]:
    kind = SourceKind.INTERFACE
    if names[:1] in (["vlan"], ["Vlan"]):
        kind, names = SourceKind.VLAN, names[1:]
        draft.confidence = Confidence.LOW  # the release notes name VLAN sources, not their words
    return [
        Source(SourceKind.CPU if each.lower() == "cpu" else kind, each, way, acl=acl)
        for each in draft.lists.interfaces(" ".join(names))
    ]


def _drops(draft: Draft, words: list[str]) -> bool:
    draft.confidence = Confidence.LOW
    draft.sources.append(Source(SourceKind.ALL, "forwarding-drop", Direction.RX))
    if words[:1] == ["destination"]:
        return read_destination(draft, words[1:])
    return not words


def read_destination(draft: Draft, words: list[str]) -> bool:
    """Read `Cpu`, a list of interfaces, or `tunnel mode M source A destination B ..`."""
    if words and words[0].lower() == "tunnel":
        return _tunnel(draft, words[1:])
    names = draft.lists.interfaces(" ".join(words))
    for each in names:
        kind = DestinationKind.CPU if each.lower() == "cpu" else DestinationKind.INTERFACE
        draft.destinations.append(Destination(kind, each))
    return bool(names)


def _tunnel(draft: Draft, words: list[str]) -> bool:
    """Read the settings as pairs: `ttl`, `dscp`, `protocol` and later ones pass unread."""
    settings = dict(zip((each.lower() for each in words[::2]), words[1::2], strict=False))
    if "destination" not in settings:
        return False
    draft.destinations.append(
        Destination(
            DestinationKind.IP,
            settings["destination"],
            vrf=settings.get("vrf"),
            origin=settings.get("source"),
            encapsulation=settings.get("mode"),
        )
    )
    return len(words) % 2 == 0
