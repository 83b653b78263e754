"""A mirror session of IOS under construction, statement by statement, and the mirror it becomes."""

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
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.ranges import MAX_ITEMS, expand


@dataclass(slots=True)
class Endpoint:
    """The addressed end of an ERSPAN session: ``destination`` or ``source`` submode."""

    address: str | None = None
    origin: str | None = None
    erspan_id: int | None = None
    vrf: str | None = None


@dataclass(slots=True)
class Budget:
    """How many names ranges may still expand to, and what was left as it stood."""

    left: int = 200_000
    warnings: list[str] = field(default_factory=list)

    def names(self, text: str) -> tuple[str, ...]:
        """Return the interfaces or VLANs of a list one by one, within the budget."""
        found = expand(text, min(self.left, MAX_ITEMS))
        self.left -= len(found.names)
        self.warnings.extend(found.warnings)
        return found.names


@dataclass(slots=True)
class Draft:
    """What is known of one session so far; statements with one number add up."""

    id: str
    budget: Budget
    kind: MirrorKind | None = None
    sources: list[Source] = field(default_factory=list)
    destinations: list[Destination] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    removed: dict[tuple[str, str, str], int] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    endpoint: Endpoint = field(default_factory=Endpoint)
    enabled: bool | None = None
    typed: bool = False
    description: str | None = None


def remove(draft: Draft, gone: Draft) -> None:
    """Take the ends and filters of ``gone`` out of what ``draft`` holds so far.

    As on the device, a source goes whatever direction was named.
    """
    for source in gone.sources:
        draft.removed["source", *_thing(source.kind, source.name)] = len(draft.sources)
    for end in gone.destinations:
        draft.removed["destination", *_thing(end.kind, end.value)] = len(draft.destinations)
    for each in gone.filters:
        draft.removed["filter", each.kind, each.name] = len(draft.filters)


def _settle(draft: Draft) -> None:
    """Drop what a later line removed: ``removed`` says how many of the list it was about."""
    gone = draft.removed
    draft.sources = [
        each
        for at, each in enumerate(draft.sources)
        if at >= gone.get(("source", *_thing(each.kind, each.name)), 0)
    ]
    draft.destinations = [
        each
        for at, each in enumerate(draft.destinations)
        if at >= gone.get(("destination", *_thing(each.kind, each.value)), 0)
    ]
    draft.filters = [
        each
        for at, each in enumerate(draft.filters)
        if at >= gone.get(("filter", each.kind, each.name), 0)
    ]


def _thing(kind: str, name: str) -> tuple[str, str]:
    return kind, interface_key(name) if kind == "interface" else name


def mirror(draft: Draft) -> Mirror:
    """Return the session as a value, the platform's defaults filled in.

    ERSPAN is created shut (default of ``shutdown-source`` and ``shutdown-destination`` in
    Cisco-IOS-XE-span.yang), so a session without either keyword is off, with low confidence;
    every other form runs as soon as both ends exist.
    """
    if draft.removed:
        _settle(draft)
    kind = draft.kind or _kind(draft)
    sources, destinations = _ends(draft, kind)
    silent = draft.enabled is None
    addressed = kind in (MirrorKind.ERSPAN_SOURCE, MirrorKind.ERSPAN_DESTINATION)
    return Mirror(
        id=draft.id,
        kind=kind,
        enabled=not addressed if silent else draft.enabled,
        complete=bool(sources and destinations),
        confidence=Confidence.LOW if silent and draft.typed else Confidence.HIGH,
        sources=sources,
        destinations=destinations,
        filters=tuple(dict.fromkeys(draft.filters)),
        description=draft.description,
        evidence=tuple(draft.evidence),
    )


def _kind(draft: Draft) -> MirrorKind:
    if any(each.kind is DestinationKind.VLAN for each in draft.destinations):
        return MirrorKind.RSPAN_SOURCE
    if draft.endpoint.address:
        return MirrorKind.ERSPAN_SOURCE
    return MirrorKind.LOCAL


def _ends(draft: Draft, kind: MirrorKind) -> tuple[tuple[Source, ...], tuple[Destination, ...]]:
    end = draft.endpoint
    sources, destinations = list(draft.sources), list(draft.destinations)
    if end.address and kind is MirrorKind.ERSPAN_DESTINATION:
        sources.insert(0, Source(SourceKind.IP, end.address, Direction.RX, erspan_id=end.erspan_id))
    elif end.address:
        destinations.insert(
            0,
            Destination(
                DestinationKind.IP,
                end.address,
                vrf=end.vrf,
                origin=end.origin,
                erspan_id=end.erspan_id,
            ),
        )
    return fold(sources), tuple(dict.fromkeys(destinations))


def fold(sources: list[Source]) -> tuple[Source, ...]:
    """Return one source for each thing; two directions, or two spellings, are one ``both``.

    The first spelling is kept, in the order of the first mention.
    """
    folded: dict[tuple[SourceKind, str, str | None], Source] = {}
    for each in sources:
        name = interface_key(each.name) if each.kind is SourceKind.INTERFACE else each.name
        key = (each.kind, name, each.acl)
        known = folded.get(key)
        if known is None:
            folded[key] = each
        elif known.direction is not each.direction:
            folded[key] = replace(known, direction=Direction.BOTH)
    return tuple(folded.values())
