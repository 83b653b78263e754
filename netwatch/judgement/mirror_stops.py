"""Where a copy stops on the map, and which copies share a stop at each detail."""

from collections.abc import Sequence
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
        return (loud, *sorted({each.owner.text for each in path.ends}))
    ends = sorted({each.fold for each in path.ends})
    return (loud, path.kind, *ends) if detail is Detail.DEVICES else (loud, *ends)


def road_stop(path: MirrorPath, end: End, detail: Detail) -> Stop | None:
    """Return the tunnel, RSPAN VLAN or address the copy to ``end`` passes, None for neither."""
    rank = ROAD + 2 * path.depth
    if end.onward:
        place = end.place or ""
        kind = NodeKind.VLAN if place.startswith("VLAN ") else NodeKind.HOP
        if detail >= Detail.OWNERS:
            return Stop(rank, kind, ())
        return Stop(rank, kind, (place if detail is Detail.SESSIONS else end.fold,))
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


class Call(NamedTuple):
    """The stops that one end of a path adds; None where there is none."""

    road: Stop | None
    place: Stop | None
    owner: Stop | None


class Route(NamedTuple):
    """All stops of one path at one detail; ``calls`` are those of its ends, in their order."""

    path: MirrorPath
    detail: Detail
    source: Stop | None
    session: Stop
    calls: tuple[Call, ...]

    def stops(self) -> dict[Stop, End | None]:
        """Return every stop once, with the end it is about where it is about one."""
        found: dict[Stop, End | None] = {self.session: None}
        if self.source is not None:
            found[self.source] = None
        for end, call in zip(self.path.ends, self.calls, strict=True):
            for stop in call:
                if stop is not None:
                    found.setdefault(stop, end)
        return found


class Router:
    """Finds routes. Paths that cannot differ in where they stop share the work."""

    def __init__(self) -> None:
        self._alike: dict[str, tuple[object, ...]] = {}
        self._known: dict[tuple[Detail, tuple[object, ...]], Route] = {}

    def route(self, path: MirrorPath, detail: Detail) -> Route:
        """Return where ``path`` stops at ``detail``."""
        if detail < Detail.SITES:
            return _route(path, detail)
        key = (detail, self._class(path))
        if key not in self._known:
            self._known[key] = _route(path, detail)
        return self._known[key]._replace(path=path)

    def different(self, paths: Sequence[MirrorPath], detail: Detail) -> Sequence[MirrorPath]:
        """Return enough of ``paths`` to find every stop of them at ``detail``."""
        if detail < Detail.SITES:
            return paths
        return tuple({self._class(each): each for each in paths}.values())

    def _class(self, path: MirrorPath) -> tuple[object, ...]:
        if path.key not in self._alike:
            self._alike[path.key] = (
                path.site, path.alarm, path.depth,
                *(
                    (e.fold, e.owner.text, e.tunnel is None, bool(e.onward), e.place)
                    for e in path.ends
                ),
            )  # fmt: skip
        return self._alike[path.key]


def _route(path: MirrorPath, detail: Detail) -> Route:
    calls = tuple(
        Call(road_stop(path, each, detail), end_stop(each, detail), owner_stop(each, detail))
        for each in path.ends
    )
    return Route(path, detail, source_stop(path, detail), session_stop(path, detail), calls)


def is_own(end: End) -> bool:
    """Tell whether the receiver is on the copying device itself."""
    return end.owner.holder is Holder.PORT
