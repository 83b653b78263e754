"""How one session differs from what it was: what it copies more, what less, and where to."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Filter,
    Mirror,
    Source,
    SourceKind,
)
from netwatch.parsing.sessions import fold

# Filters without which nothing is copied, and filters that each take something away.
_LETTING, _BARRING = frozenset({"accept"}), frozenset({"reject", "packet-length"})
_PORTS = frozenset({DestinationKind.INTERFACE, DestinationKind.BRIDGE_PORT})

InterfaceKey = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorDelta:
    """The difference of two readings of one session, in the words of the later one.

    ``starts`` and ``stops`` tell that the session now copies and did not, or the reverse.
    ``wider`` and ``narrower`` name filters that let more, or less, through.
    """

    starts: bool
    stops: bool
    more_sources: tuple[Source, ...]
    fewer_sources: tuple[Source, ...]
    new_destinations: tuple[Destination, ...]
    gone_destinations: tuple[Destination, ...]
    wider: tuple[Filter, ...]
    narrower: tuple[Filter, ...]

    @property
    def widens(self) -> bool:
        """Tell whether more traffic is selected than before."""
        return bool(self.more_sources or self.wider)

    @property
    def completes(self) -> bool:
        """Tell whether the session starts because a missing end was added."""
        return self.starts and bool(self.new_destinations or self.more_sources)


def is_copying(mirror: Mirror) -> bool:
    """Tell whether the session copies as far as its text says (silence counts as yes)."""
    return mirror.enabled is not False and mirror.complete


def mirror_delta(before: Mirror, after: Mirror, interface_key: InterfaceKey) -> MirrorDelta:
    """Return how ``after`` differs from ``before``; spelling and order make no difference."""
    old, new = _sources(before, interface_key), _sources(after, interface_key)
    was, now = _destinations(before, interface_key), _destinations(after, interface_key)
    wider, narrower = _filters(before, after)
    return MirrorDelta(
        starts=is_copying(after) and not is_copying(before),
        stops=is_copying(before) and not is_copying(after),
        more_sources=_not_covered(new, old),
        fewer_sources=_not_covered(old, new),
        new_destinations=tuple(each for key, each in now.items() if key not in was),
        gone_destinations=tuple(each for key, each in was.items() if key not in now),
        wider=wider,
        narrower=narrower,
    )


def _sources(mirror: Mirror, interface_key: InterfaceKey) -> dict[Source, Source]:
    """Return each source as written, by its canonical form."""
    return {_canonical_source(each, interface_key): each for each in fold(mirror.sources)}


def _canonical_source(source: Source, interface_key: InterfaceKey) -> Source:
    name = interface_key(source.name) if source.kind is SourceKind.INTERFACE else source.name
    return replace(source, name=name, on=tuple(sorted(interface_key(each) for each in source.on)))


def _destinations(mirror: Mirror, interface_key: InterfaceKey) -> dict[Destination, Destination]:
    return {_canonical_end(each, interface_key): each for each in mirror.destinations}


def _canonical_end(destination: Destination, interface_key: InterfaceKey) -> Destination:
    # Which tunnel leads there is no difference, where it leads is.
    value = destination.value
    if destination.kind in _PORTS:
        value = interface_key(value)
    return replace(destination, value=value, resolved_from=None)


def _not_covered(some: dict[Source, Source], others: dict[Source, Source]) -> tuple[Source, ...]:
    covering: dict[tuple[SourceKind, str], list[Source]] = {}
    for each in others:
        covering.setdefault((each.kind, each.name), []).append(each)
    return tuple(
        written
        for source, written in some.items()
        if not any(_covers(each, source) for each in covering.get((source.kind, source.name), ()))
    )


def _covers(wide: Source, narrow: Source) -> bool:
    """Tell whether ``wide`` already copied all that ``narrow`` copies (same kind and name)."""
    return (
        (narrow.direction is None or wide.direction in (None, Direction.BOTH, narrow.direction))
        and wide.acl in (None, narrow.acl)
        and set(narrow.on) <= set(wide.on)
    )


def _filters(before: Mirror, after: Mirror) -> tuple[tuple[Filter, ...], tuple[Filter, ...]]:
    """Return the filters that now let more through, and those that let less through.

    Filters of one kind add up: a second VLAN widens, the first one narrows. Losing the last
    filter of a kind lets everything through. A cloud's filters let through, or bar, one by one.
    """
    old, new = set(before.filters), set(after.filters)
    old_kinds = {each.kind for each in old} - _BARRING | _LETTING
    new_kinds = {each.kind for each in new} - _BARRING | _LETTING
    added, lost = _sorted(new - old), _sorted(old - new)
    wider = [each for each in lost if each.kind not in new_kinds]
    wider += [each for each in added if each.kind in old_kinds]
    narrower = [each for each in added if each.kind not in old_kinds]
    narrower += [each for each in lost if each.kind in new_kinds]
    return tuple(wider), tuple(narrower)


def _sorted(filters: set[Filter]) -> list[Filter]:
    return sorted(filters, key=lambda each: (each.kind, each.name))
