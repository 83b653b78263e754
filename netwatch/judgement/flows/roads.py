"""What travelled from one address to another in one way, by the hour."""

from collections.abc import Iterator
from typing import TypeAlias

from netwatch.model.flow import Encapsulation, NormalFlow

WINDOW_S = 3600.0
CAPACITY = 20_000
_MOST_PORTS, _MOST_WINDOWS, _LONGEST = 64, 2_000, 240

RoadKey: TypeAlias = tuple[str, str, str, int, Encapsulation | None]
"""Source, destination, protocol, destination port, tunnel."""


class Road:
    """The flows of one key, added up.

    ``windows`` holds [bytes, packets, last hour] of the flows that began in an hour; a flow that
    goes on for hours counts where it began.
    """

    __slots__ = (
        "back", "back_unknown", "both_ways", "bytes", "first", "flows", "last", "one_sided",
        "packets", "ports", "windows",
    )  # fmt: skip

    def __init__(self) -> None:
        self.flows = self.one_sided = self.both_ways = self.bytes = self.packets = 0
        self.back = self.back_unknown = 0
        self.first: float | None = None
        self.last: float | None = None
        self.ports: set[int] = set()
        self.windows: dict[int, list[int]] = {}

    def add(self, flow: NormalFlow) -> None:
        """Count one flow."""
        self.flows += 1
        self.both_ways += flow.both_ways
        self.one_sided += not flow.both_ways
        sent, packets = flow.bytes_out or 0, flow.packets_out or 0
        self.bytes += sent
        self.packets += packets
        if flow.bytes_in is None:
            self.back_unknown += 1
        else:
            self.back += flow.bytes_in
        if len(self.ports) < _MOST_PORTS:
            self.ports.add(flow.source_port)
        until = flow.until if flow.until is not None else flow.at
        self._seen(flow.at, until)
        begun = _window(flow.at)
        window = self.windows.setdefault(begun, [0, 0, begun])
        window[0] += sent
        window[1] += packets
        window[2] = max(window[2], min(_window(until), begun + _LONGEST))
        if len(self.windows) > _MOST_WINDOWS:
            del self.windows[min(self.windows)]

    def merge(self, other: "Road") -> None:
        """Take in what another part of the records gave of the same key."""
        for name in ("flows", "one_sided", "both_ways", "bytes", "packets", "back", "back_unknown"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self._seen(other.first, other.last)
        self.ports |= other.ports
        for window, (sent, packets, ended) in other.windows.items():
            mine = self.windows.setdefault(window, [0, 0, ended])
            mine[0] += sent
            mine[1] += packets
            mine[2] = max(mine[2], ended)

    def _seen(self, first: float | None, last: float | None) -> None:
        if first is not None and (self.first is None or first < self.first):
            self.first = first
        if last is not None and (self.last is None or last > self.last):
            self.last = last


class Roads:
    """A bounded table of roads; ``dropped`` counts those that had to go for others."""

    __slots__ = ("capacity", "dropped", "table")

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.dropped = 0
        self.table: dict[RoadKey, Road] = {}

    def add(self, key: RoadKey, flow: NormalFlow) -> None:
        """Count ``flow`` under ``key``."""
        road = self.table.get(key)
        if road is None:
            road = self.table[key] = Road()
        road.add(flow)
        if len(self.table) > self.capacity:
            self._shrink()

    def merge(self, other: "Roads") -> None:
        """Take in what another part of the records gave."""
        self.dropped += other.dropped
        for key, road in other.table.items():
            mine = self.table.get(key)
            if mine is None:
                self.table[key] = road
            else:
                mine.merge(road)
        if len(self.table) > 2 * self.capacity:
            self._shrink()

    def reverse(self, key: RoadKey) -> Road | None:
        """Return what travelled the other way in the same sort of tunnel."""
        return self.table.get((key[1], key[0], *key[2:]))

    def items(self) -> Iterator[tuple[RoadKey, Road]]:
        """Yield every key with its road."""
        yield from self.table.items()

    def _shrink(self) -> None:
        """Drop a quarter: first pairs used in both directions, then the smallest.

        A pair seen both ways is an overlay, and nothing is said of it.
        """
        goal = self.capacity * 3 // 4
        order = sorted(
            self.table, key=lambda each: (self.reverse(each) is None, self.table[each].bytes)
        )
        for key in order[: len(order) - goal]:
            del self.table[key]
            self.dropped += 1


def lonely_windows(road: Road, back: Road | None) -> list[int]:
    """Return the hours in which flows of ``road`` began and found nothing of ``back``.

    Not while they lasted, nor an hour before or after.
    """
    if back is None:
        return sorted(road.windows)
    used = {
        hour
        for begun, (_, _, ended) in back.windows.items()
        for hour in range(begun - 1, ended + 2)
    }
    return sorted(
        begun
        for begun, (_, _, ended) in road.windows.items()
        if used.isdisjoint(range(begun, ended + 1))
    )


def _window(at: float | None) -> int:
    return 0 if at is None else int(at // WINDOW_S)
