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
    takers: dict[str, list[tuple[MirrorPath, Take]]] = {}
    for path in paths:
        for take in path.takes:
            if _is_its_own(path, take, addresses):
                takers.setdefault(take.place, []).append((path, take))
    if not takers:
        return tuple(paths)
    fed = [replace(each, ends=_onward(each, takers)) for each in paths]
    return _marked(fed, _depths(fed))


def _is_its_own(path: MirrorPath, take: Take, addresses: Mapping[str, str]) -> bool:
    kind, _, value = take.place.partition(" ")
    if kind != "address":
        return True
    holder = addresses.get(value, "")
    return holder.partition(" ")[0] == path.device


def _onward(
    path: MirrorPath, takers: Mapping[str, Sequence[tuple[MirrorPath, Take]]]
) -> tuple[End, ...]:
    return tuple(
        replace(
            end,
            onward=tuple(
                dict.fromkeys(
                    taker.key
                    for taker, take in takers.get(end.place or "", ())
                    if taker.key != path.key and _same_number(end, take)
                )
            ),
        )
        for end in path.ends
    )


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
        for each in paths
    )
