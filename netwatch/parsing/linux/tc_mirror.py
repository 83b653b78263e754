"""Mirrors made of Linux traffic-control filters.

One mirror is one (device, direction, preference): ``tc/eth1/ingress/10``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

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
from netwatch.parsing.linux.tc import Action
from netwatch.parsing.linux.tc import Filter as TcFilter

_DIRECTIONS = {"ingress": Direction.RX, "egress": Direction.TX, "root": Direction.TX}
_Place = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Group:
    """The copying filters of one place; ``direction`` BOTH when the listing cannot tell."""

    place: _Place
    filters: tuple[TcFilter, ...]
    direction: Direction
    certain: bool


def mirrors(filters: Iterable[TcFilter], source: str) -> tuple[Mirror, ...]:
    """Return the mirrors that ``filters`` make; ``source`` names their evidence."""
    return tuple(_mirror(each, source) for each in _groups(filters))


def opaque(filters: Iterable[TcFilter], source: str) -> tuple[Evidence, ...]:
    """Return the filters whose program may copy packets and cannot be read (bpf)."""
    programs = (each for each in filters if each.kind == "bpf" or _runs_bpf(each))
    return tuple(Evidence(source, each.number, each.text or each.line) for each in programs)


def _runs_bpf(each: TcFilter) -> bool:
    return any(action.kind == "bpf" for action in each.actions)


def indexes(filters: Iterable[TcFilter]) -> frozenset[str]:
    """Return the kernel indexes of all copying actions of ``filters``."""
    return frozenset(action.index for each in filters for action in each.actions if action.is_copy)


def unlisted(actions: Iterable[Action], listed: frozenset[str], source: str) -> tuple[Mirror, ...]:
    """Return a mirror for every bound copying action that no listed filter holds."""
    hidden = (each for each in actions if each.index not in listed)
    return tuple(
        Mirror(
            id=f"tc/action/{each.index}",
            kind=MirrorKind.LOCAL,
            complete=False,
            confidence=Confidence.MEDIUM,
            destinations=_destinations((each,)),
            evidence=(
                Evidence(source, None, f"mirred {each.direction} mirror dev {each.device} bound"),
            ),
        )
        for each in hidden
    )


def _groups(filters: Iterable[TcFilter]) -> tuple[_Group, ...]:
    places: dict[_Place, list[TcFilter]] = {}
    for each in filters:
        if any(action.is_copy for action in each.actions):
            place = each.device, each.hook, each.chain, each.pref
            places.setdefault(place, []).append(each)
    groups = (_group(place, places) for place in places)
    return tuple(each for each in groups if each is not None)


def _group(place: _Place, places: dict[_Place, list[TcFilter]]) -> _Group | None:
    """Return the group of one place, None for the echo of a filter of the other direction.

    The kernel lists u32 filters of one preference under ingress and egress alike as soon as both
    directions have one, and does not tell them apart. Two copies to one receiver are then one in
    each direction; a single copy seen twice is reported once, with its direction open.
    """
    device, hook, chain, pref = place
    own = _distinct(places[place])
    direction = _DIRECTIONS[hook]
    other = {"ingress": "egress", "egress": "ingress"}.get(hook, "")
    shared = _copies(own) & _copies(places.get((device, other, chain, pref), []))
    if not shared:
        return _Group(place, own, direction, certain=True)
    if len(_copies(own)) > 1:
        ends = {action.device for each in own for action in each.actions if action.is_copy}
        return _Group(place, own, direction, certain=len(ends) == 1)
    if hook == "egress":
        return None
    return _Group(place, own, Direction.BOTH, certain=False)


def _distinct(filters: list[TcFilter]) -> tuple[TcFilter, ...]:
    return tuple({(each.kind, each.handle, each.line): each for each in filters}.values())


def _copies(filters: Iterable[TcFilter]) -> set[str]:
    u32 = (each for each in filters if each.kind == "u32")
    return {action.index for each in u32 for action in each.actions if action.is_copy}


def _mirror(group: _Group, source: str) -> Mirror:
    device, hook, chain, pref = group.place
    copies = [action for each in group.filters for action in each.actions if action.is_copy]
    ends = _destinations(_with_remotes(group.filters)) or _destinations(copies)
    known = bool(device)
    return Mirror(
        id="/".join(
            ("tc", device or "-", hook, *((chain,) if chain not in ("", "0") else ()), pref)
        ),
        kind=MirrorKind.LOCAL if any(not each.match for each in group.filters) else MirrorKind.FLOW,
        complete=known and bool(ends),
        confidence=Confidence.HIGH if group.certain and known else Confidence.MEDIUM,
        sources=_sources(group) if known else (),
        destinations=ends,
        filters=_protocols(group.filters),
        evidence=tuple(
            Evidence(source, each.number, each.text or each.line) for each in group.filters
        ),
    )


def _sources(group: _Group) -> tuple[Source, ...]:
    device = group.place[0]
    if any(not each.match for each in group.filters):
        return (Source(SourceKind.INTERFACE, device, group.direction),)
    names = dict.fromkeys(f"{each.kind} {each.match}" for each in group.filters)
    return tuple(Source(SourceKind.FILTER, each, group.direction, on=(device,)) for each in names)


def _protocols(filters: tuple[TcFilter, ...]) -> tuple[Filter, ...]:
    names = dict.fromkeys(each.protocol for each in filters)
    return () if "all" in names else tuple(Filter("packet-type", each) for each in names)


def _with_remotes(filters: tuple[TcFilter, ...]) -> tuple[Action, ...]:
    # tunnel_key set before mirred names the far end of an external (metadata) tunnel device.
    found = []
    for each in filters:
        remote = ""
        for action in each.actions:
            remote = action.remote or remote
            if action.is_copy:
                found.append(replace(action, remote=remote))
    return tuple(found)


def _destinations(actions: Iterable[Action]) -> tuple[Destination, ...]:
    ends = (
        Destination(DestinationKind.IP, each.remote, resolved_from=each.device)
        if each.remote
        else Destination(
            DestinationKind.INTERFACE,
            each.device,
            direction=Direction.RX if each.direction == "ingress" else None,
        )
        for each in actions
    )
    return tuple(dict.fromkeys(ends))
