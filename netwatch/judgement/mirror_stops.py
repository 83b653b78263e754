"""Where a copy stops on the map, and which copies share a stop at each detail."""

from typing import NamedTuple

from netwatch.model.mirror_graph import Detail, NodeKind
from netwatch.model.mirror_path import End, Holder, MirrorPath

SOURCE, SESSION, ROAD = 0, 1, 2
DESTINATION, OWNER = 1000, 1001


class Stop(NamedTuple):
    """One place on the map; ``rank`` orders the columns, ``parts`` tell stops of a kind apart."""

    rank: int
    kind: NodeKind
    parts: tuple[str, ...]


def source_stop(path: MirrorPath, detail: Detail) -> Stop | None:
    """Return where the copy begins, None for one that is taken up from another session."""
    if path.depth:
        return None
    match detail:
        case Detail.SESSIONS:
            return Stop(SOURCE, NodeKind.SOURCES, (path.device, *path.sources))
        case Detail.DEVICES:
            return Stop(SOURCE, NodeKind.DEVICE, (path.device,))
        case Detail.KINDS:
            return Stop(SOURCE, NodeKind.SITE, ())
        case _:
            return Stop(SOURCE, NodeKind.SITE, (path.site,))


def session_stop(path: MirrorPath, detail: Detail) -> Stop:
    """Return the stop of the session: every path stands in exactly one.

    What differs in its alarm is never folded together, so a marked copy cannot drown.
    """
    return Stop(SESSION + 2 * path.depth, NodeKind.SESSION, _session_parts(path, detail))


def _session_parts(path: MirrorPath, detail: Detail) -> tuple[str, ...]:
    if detail is Detail.SESSIONS:
        return (path.key,)
    loud = path.alarm.name
    if detail is Detail.KINDS:
        return (loud, *sorted({each.owner.holder for each in path.ends}))
    if detail is Detail.OWNERS:
        return (path.site, loud, *sorted({each.owner.text for each in path.ends}))
    ends = sorted({each.fold for each in path.ends})
    if detail is Detail.SITES:
        return (path.site, loud, *ends)
    return (path.site, loud, path.kind, *ends)


def road_stop(path: MirrorPath, end: End, detail: Detail) -> Stop | None:
    """Return the tunnel, RSPAN VLAN or address the copy to ``end`` passes, None for neither."""
    rank = ROAD + 2 * path.depth
    if end.onward:
        place = end.place or ""
        kind = NodeKind.VLAN if place.startswith("VLAN ") else NodeKind.HOP
        parts = {Detail.OWNERS: (path.site,), Detail.KINDS: ()}.get(detail, (place,))
        return Stop(rank, kind, parts)
    if end.tunnel is None:
        return None
    parts = (path.device, end.tunnel) if detail is Detail.SESSIONS else end_parts(end, detail)
    return Stop(rank, NodeKind.TUNNEL, parts)


def end_stop(end: End, detail: Detail) -> Stop | None:
    """Return where the copy ends, None where another session takes it up."""
    if end.onward:
        return None
    return Stop(DESTINATION, NodeKind.DESTINATION, end_parts(end, detail))


def end_parts(end: End, detail: Detail) -> tuple[str, ...]:
    """Return what makes two receivers one at ``detail``."""
    match detail:
        case Detail.SESSIONS:
            return (end.value,)
        case Detail.OWNERS:
            return ("of", end.owner.text)
        case Detail.KINDS:
            return ("held by", end.owner.holder)
        case _:
            return (end.fold,)


def owner_stop(end: End, detail: Detail) -> Stop | None:
    """Return whose the receiver is, None where another session takes the copy up."""
    if end.onward:
        return None
    whose = end.owner.holder if detail is Detail.KINDS else end.owner.text
    return Stop(OWNER, NodeKind.OWNER, (whose,))


def stops(path: MirrorPath, detail: Detail) -> tuple[Stop, ...]:
    """Return every stop of ``path`` at ``detail``."""
    found = [source_stop(path, detail), session_stop(path, detail)]
    for end in path.ends:
        found += [road_stop(path, end, detail), end_stop(end, detail), owner_stop(end, detail)]
    return tuple(each for each in found if each is not None)


def is_own(end: End) -> bool:
    """Tell whether the receiver is on the copying device itself."""
    return end.owner.holder is Holder.PORT
