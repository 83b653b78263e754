"""What the interfaces that mirrors copy from carried between visits, by the device's own count."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from netwatch.judgement.boots import SAME_BOOT
from netwatch.model.mirror import Direction, Mirror, Source, SourceKind
from netwatch.model.volume import Counted, PortCount

NARROW = 2**32
"""A counter that stays below may have 32 bits, and have begun anew."""

Key = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Carried:
    """What all sources of some sessions carried, or why that is not known."""

    octets: int = 0
    packets: int = 0
    narrow: bool = False
    why_not: str | None = None


def carried(mirrors: Iterable[Mirror], visits: Sequence[Counted], key: Key) -> Carried:
    """Return what the sources of ``mirrors`` carried from the first of ``visits`` to the last."""
    sources = {
        (each.kind, key(each.name), _way(each)): each
        for mirror in mirrors
        for each in mirror.sources
    }
    if not sources:
        return Carried(why_not="no source is known")
    total = Carried()
    for source in sources.values():
        if source.kind is not SourceKind.INTERFACE:
            return Carried(why_not=f"the source {source.kind} {source.name} has no counter")
        grown = _grown(source, visits, key)
        if grown.why_not is not None:
            return grown
        total = Carried(
            total.octets + grown.octets,
            total.packets + grown.packets,
            total.narrow or grown.narrow,
        )
    return total


def _way(source: Source) -> Direction:
    return source.direction or Direction.BOTH


def _grown(source: Source, visits: Sequence[Counted], key: Key) -> Carried:
    """Return what one interface carried; None of it where a count is missing or went back."""
    counts = [_count(each, source.name, key) for each in visits]
    octets = packets = 0
    narrow = False
    for (visit, old), (later, new) in pairwise(zip(visits, counts, strict=True)):
        if old is None or new is None:
            return Carried(why_not=f"{source.name} was not counted at every visit")
        if _rebooted(visit, later):
            return Carried(why_not="the device started anew between the visits")
        for (old_octets, old_packets), (new_octets, new_packets) in zip(
            _ways(old, _way(source)), _ways(new, _way(source)), strict=True
        ):
            if new_octets < old_octets or new_packets < old_packets:
                return Carried(why_not=f"a counter of {source.name} went back: cleared or full")
            octets += new_octets - old_octets
            packets += new_packets - old_packets
            narrow = narrow or new_octets < NARROW
    return Carried(octets, packets, narrow)


def _rebooted(before: Counted, after: Counted) -> bool:
    if before.booted_at is None or after.booted_at is None:
        return False
    return abs(after.booted_at - before.booted_at) > SAME_BOOT


def _count(visit: Counted, name: str, key: Key) -> PortCount | None:
    """Return the interface's count, or its physical one's, which is at least as much."""
    held = {key(each.interface): each for each in visit.ports}
    return held.get(key(name)) or held.get(key(name.partition(".")[0]))


def _ways(count: PortCount, way: Direction) -> tuple[tuple[int, int], ...]:
    came, went = (count.in_octets, count.in_packets), (count.out_octets, count.out_packets)
    return {Direction.RX: (came,), Direction.TX: (went,), Direction.BOTH: (came, went)}[way]
