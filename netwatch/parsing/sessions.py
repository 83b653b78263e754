"""Mirror sessions as values: joined over two views, and made comparable."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Direction,
    Mirror,
    SeenIn,
    Source,
    SourceKind,
)

Canonical = tuple[object, ...]


def reconcile(
    declared: tuple[Mirror, ...] | None, operating: tuple[Mirror, ...] | None
) -> tuple[Mirror, ...] | None:
    """Join the two views of a device's mirrors by session id.

    The configuration's wording is kept where both show a session, the operational state decides
    whether it is enabled. A view that was not observed adds nothing and takes nothing away:
    with both None the answer is None.
    """
    if declared is None and operating is None:
        return None
    running = {session_key(each): each for each in operating or ()}
    joined = []
    for mirror in declared or ():
        twin = running.pop(session_key(mirror), None) or _same_id(running, mirror)
        joined.append(_seen(mirror, twin))
    joined.extend(replace(each, seen_in=SeenIn.OPERATIONAL) for each in running.values())
    return tuple(joined)


def session_key(mirror: Mirror) -> tuple[str, str]:
    """Return what makes two readings the same session of one device."""
    # IOS-XE prints two blocks with one number when a session receives and sends RSPAN.
    return mirror.id, mirror.kind.value


def _same_id(running: dict[tuple[str, str], Mirror], mirror: Mirror) -> Mirror | None:
    keys = [key for key in running if key[0] == mirror.id]
    return running.pop(keys[0]) if len(keys) == 1 else None


def _seen(mirror: Mirror, twin: Mirror | None) -> Mirror:
    if twin is None:
        return replace(mirror, seen_in=SeenIn.CONFIG)
    enabled = mirror.enabled if twin.enabled is None else twin.enabled
    return replace(mirror, seen_in=SeenIn.BOTH, enabled=enabled)


def fold(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Return ``sources`` with one thing named in both directions as a single ``both``.

    Order is that of the first mention; exact repetitions vanish.
    """
    once = tuple(dict.fromkeys(sources))
    if len({each.name for each in once}) == len(once):  # nothing is named in two directions
        return once
    folded: dict[Source, Direction | None] = {}
    for each in once:
        thing = replace(each, direction=None)
        if thing not in folded or folded[thing] == each.direction:
            folded[thing] = each.direction
        else:
            folded[thing] = Direction.BOTH
    return tuple(replace(thing, direction=way) for thing, way in folded.items())


def canonical(mirror: Mirror, interface_key: Callable[[str], str]) -> Canonical:
    """Return a value that is equal for two wordings of the same session.

    Interface spelling, order, ranges, direction folding, description, confidence, evidence and
    the view it was seen in make no difference; the resolved destination does.
    """
    return (
        mirror.id,
        mirror.kind.value,
        mirror.enabled,
        mirror.complete,
        canonical_sources(mirror, interface_key),
        canonical_destinations(mirror, interface_key),
        tuple(sorted((each.kind, each.name) for each in mirror.filters)),
    )


def canonical_sources(mirror: Mirror, interface_key: Callable[[str], str]) -> Canonical:
    """Return the sources as sorted tuples with canonical interface names."""
    named = tuple(_renamed(each, interface_key) for each in mirror.sources)
    return tuple(sorted(_source_tuple(each) for each in fold(named)))


def canonical_destinations(mirror: Mirror, interface_key: Callable[[str], str]) -> Canonical:
    """Return the destinations as sorted tuples with canonical interface names."""
    return tuple(sorted({_destination_tuple(each, interface_key) for each in mirror.destinations}))


def mirror_digest(mirror: Mirror, interface_key: Callable[[str], str]) -> str:
    """Return 16 hex digits that are equal for two wordings of the same session."""
    return hashlib.sha256(repr(canonical(mirror, interface_key)).encode()).hexdigest()[:16]


def _renamed(source: Source, interface_key: Callable[[str], str]) -> Source:
    name = interface_key(source.name) if source.kind is SourceKind.INTERFACE else source.name
    return replace(source, name=name, on=tuple(sorted(interface_key(each) for each in source.on)))


def _source_tuple(source: Source) -> tuple[str, ...]:
    direction = source.direction.value if source.direction else ""
    return (source.kind.value, source.name, direction, *source.on, source.acl or "")


def _destination_tuple(
    destination: Destination, interface_key: Callable[[str], str]
) -> tuple[str, ...]:
    value = destination.value
    if destination.kind in (DestinationKind.INTERFACE, DestinationKind.BRIDGE_PORT):
        value = interface_key(value)
    direction = destination.direction.value if destination.direction else ""
    rest = (destination.vrf, destination.origin, destination.erspan_id, destination.port)
    more = (destination.mac, destination.encapsulation, destination.ingress, destination.next_hop)
    cloud = tuple(each for each in (destination.owner, destination.vni) if each is not None)
    spelled = ("" if each is None else str(each) for each in (*rest, *more, *cloud))
    return (destination.kind.value, value, direction, *spelled)
