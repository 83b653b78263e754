"""Which session takes up the copy another one makes: RSPAN by VLAN and site, ERSPAN by address."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace

from netwatch.model.mirror_path import End, Mark, MirrorPath, Take

_DEEPEST = 6


def joined(paths: Sequence[MirrorPath], addresses: Mapping[str, str]) -> tuple[MirrorPath, ...]:
    """Return ``paths`` with every end told which sessions go on from it, and how deep each lies.

    An RSPAN source and a receiver of the same VLAN in one site are taken for one path, which
    assumes that the VLAN is one layer-2 domain there: both carry the mark ASSUMED. An ERSPAN
    receiver goes on only from an address that ``addresses`` gives its device, and with the same
    session number where both tell one.
    """
    takers: dict[str, list[tuple[str, Take]]] = {}
    for path in paths:
        for take in path.takes:
            if _is_its_own(path, take, addresses):
                takers.setdefault(take.place, []).append((path.key, take))
    if not takers:
        return tuple(paths)
    crowd = _Crowd(takers)
    fed = [crowd.fed(each) for each in paths]
    return _marked(fed, _depths(fed))


class _Crowd:
    """Knows who takes up what. Hundreds of sessions may feed the same hundreds: they share."""

    def __init__(self, takers: Mapping[str, Sequence[tuple[str, Take]]]) -> None:
        self._takers = takers
        self._onward: dict[tuple[str, int | None], tuple[str, ...]] = {}

    def fed(self, path: MirrorPath) -> MirrorPath:
        """Return ``path`` with what goes on from its ends; itself where nothing can."""
        if not any(each.place in self._takers for each in path.ends):
            return path
        return replace(
            path, ends=tuple(replace(e, onward=self._of(e, path.key)) for e in path.ends)
        )

    def _of(self, end: End, own: str) -> tuple[str, ...]:
        if end.place is None or end.place not in self._takers:
            return ()
        asked = (end.place, end.erspan_id)
        if asked not in self._onward:
            here = self._takers[end.place]
            told = (key for key, take in here if _same_number(end, take))
            self._onward[asked] = tuple(dict.fromkeys(told))
        onward = self._onward[asked]
        return tuple(key for key in onward if key != own) if own in onward else onward


def _is_its_own(path: MirrorPath, take: Take, addresses: Mapping[str, str]) -> bool:
    kind, _, value = take.place.partition(" ")
    if kind != "address":
        return True
    holder = addresses.get(value, "")
    return holder.partition(" ")[0] == path.device


def _same_number(end: End, take: Take) -> bool:
    return None in (end.erspan_id, take.erspan_id) or end.erspan_id == take.erspan_id


def _depths(paths: Sequence[MirrorPath]) -> Mapping[str, int]:
    """Return how many sessions each path's copy ran through before, at the shortest."""
    by_key = {each.key: each for each in paths}
    fed = {key for each in paths for end in each.ends for key in end.onward}
    depths = {each.key: 0 for each in paths if each.key not in fed}
    waiting = deque(depths)
    while waiting:
        key = waiting.popleft()
        below = min(depths[key] + 1, _DEEPEST)
        for taker in (key for end in by_key[key].ends for key in end.onward):
            if taker not in depths:
                depths[taker] = below
                waiting.append(taker)
    return depths


def _marked(paths: Sequence[MirrorPath], depths: Mapping[str, int]) -> tuple[MirrorPath, ...]:
    assumed = {
        key
        for each in paths
        for end in each.ends
        if (end.place or "").startswith("VLAN ")
        for key in ((each.key, *end.onward) if end.onward else ())
    }
    return tuple(
        replace(
            each,
            depth=depths.get(each.key, 0),
            marks=(*each.marks, Mark.ASSUMED) if each.key in assumed else each.marks,
        )
        if each.key in assumed or depths.get(each.key)
        else each
        for each in paths
    )
