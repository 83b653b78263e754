"""Flow records, one after the other -> sums of what matters, in memory that does not grow.

Every record costs one look: a tunnel's port, GRE, more than 10 MB, a device's own address, or
travelling in a tunnel make it a ``NormalFlow``; all others only count for their pair.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from netwatch.judgement.flows.ports import BY_PORT, GRE_WORDS, LARGE, PAGE_PORTS, encapsulation
from netwatch.judgement.flows.roads import Roads
from netwatch.judgement.flows.series import Series
from netwatch.judgement.flows.sketch import PairVolumes
from netwatch.model.flow import Encapsulation, FlowLayout, NormalFlow

_INSIDE = (
    "10.", "192.168.", "127.", "169.254.", "224.", "239.", "255.", "fe80:", "fc", "fd", "ff",
    "::1", "-", *(f"172.{each}." for each in range(16, 32)),
)  # fmt: skip
_NOTABLE = 100_000
_SLOTS = 1 << 22
_LONGEST_PAIR = 130
_OFTEN, _NEVER = 4, 255
_MOST_IDS = 50_000
SEP = " "


@dataclass(frozen=True, slots=True)
class Watched:
    """What the reading is told beforehand: devices' addresses, UDP ports that mirrors use."""

    addresses: frozenset[str] = frozenset()
    ports: frozenset[int] = frozenset()


@dataclass(slots=True)
class Inner:
    """Flows seen inside of one set of tunnels: how many, how many both ways, their bytes."""

    flows: int = 0
    both_ways: int = 0
    bytes: int = 0


@dataclass(slots=True)
class Tally:
    """All that is remembered of the records read so far."""

    watched: Watched = field(default_factory=Watched)
    rows: int = 0
    tunnels: Roads = field(default_factory=Roads)
    others: Roads = field(default_factory=Roads)
    volumes: PairVolumes = field(default_factory=PairVolumes)
    series: Series = field(default_factory=Series)
    tunnel_ids: dict[str, tuple[str, str, Encapsulation]] = field(default_factory=dict)
    inner: dict[tuple[str, ...], Inner] = field(default_factory=dict)
    ids_dropped: int = 0
    begin: float | None = None
    end: float | None = None
    _often: bytearray = field(default_factory=lambda: bytearray(_SLOTS))
    _aged: int = 0

    def take(self, layout: FlowLayout, pieces: Iterable[str]) -> None:
        """Take in the records among ``pieces`` of a file."""
        loud, page = _words(*BY_PORT, *self.watched.ports), _words(*PAGE_PORTS)
        addresses, inner, when = self.watched.addresses, layout.inner, layout.when
        often_enough = _OFTEN if layout.whole else _NEVER
        volumes, often, rows = self.volumes, self._often, 0
        counters, capacity = volumes.counters, volumes.capacity
        raw = None
        for source, destination, protocol, port, size, raw in layout.rows(pieces):
            rows += 1
            if (
                port in loud
                or (size >= _NOTABLE and (size >= LARGE or port in page))
                or protocol in GRE_WORDS
                or source in addresses
                or (inner is not None and inner(raw))
            ):
                self._look(layout.flow(raw))
            pair = source + SEP + destination
            if len(pair) > _LONGEST_PAIR:
                continue
            # the two lines of PairVolumes.add, here because a call costs as much as they do
            counters[pair] = counters.get(pair, 0) + (size << 28) + 1
            if len(counters) > capacity:
                volumes.purge()
                counters = volumes.counters
            slot = hash(pair) & (_SLOTS - 1)
            seen = often[slot]
            if seen >= often_enough:
                if not destination.startswith(_INSIDE) or source in addresses:
                    at = when(raw)
                    if at is not None:
                        self.series.add(pair, at, size)
            elif seen < _OFTEN:
                often[slot] = seen + 1
        self._after(rows, when(raw) if raw is not None else None)

    def _after(self, rows: int, last: float | None) -> None:
        self.rows += rows
        self._aged += rows
        self._span(last)
        if self._aged > _SLOTS * 2:
            # Chance neighbours fill the slots in time; pairs that do come often come again.
            self._often = bytearray(_SLOTS)
            self._aged = 0

    def _span(self, at: float | None) -> None:
        if at is not None:
            self.begin = at if self.begin is None else min(self.begin, at)
            self.end = at if self.end is None else max(self.end, at)

    def _look(self, flow: NormalFlow | None) -> None:
        if flow is None:
            return
        self._span(flow.at)
        if flow.parents:
            self._inside(flow)
        wraps = flow.tunnel or encapsulation(flow, self.watched.ports)
        if wraps is not None:
            if flow.uid is not None:
                self._name(flow.uid, (flow.source, flow.destination, wraps))
            if not flow.tunnel_only:
                port = 0 if wraps is Encapsulation.GRE else flow.destination_port
                key = (flow.source, flow.destination, flow.protocol, port, wraps)
                self.tunnels.add(key, flow)
        elif (
            (flow.bytes_out or 0) >= LARGE
            or (flow.source in self.watched.addresses and not _is_reply(flow))
            or flow.destination_port in PAGE_PORTS
        ):
            self.others.add(
                (flow.source, flow.destination, flow.protocol, flow.destination_port, None), flow
            )

    def _name(self, uid: str, road: tuple[str, str, Encapsulation]) -> None:
        if len(self.tunnel_ids) < _MOST_IDS:
            self.tunnel_ids.setdefault(uid, road)
        else:
            self.ids_dropped += 1

    def _inside(self, flow: NormalFlow) -> None:
        held = self.inner.get(flow.parents)
        if held is None:
            if len(self.inner) >= _MOST_IDS:
                self.ids_dropped += 1
                return
            held = self.inner[flow.parents] = Inner()
        held.flows += 1
        held.both_ways += bool(flow.bytes_out or flow.packets_out) and bool(
            flow.bytes_in or flow.packets_in
        )
        held.bytes += (flow.bytes_out or 0) + (flow.bytes_in or 0)

    def merge(self, other: "Tally") -> None:
        """Take in what another process made of other files or other parts of one."""
        self.rows += other.rows
        for mine, theirs in ((self.tunnels, other.tunnels), (self.others, other.others)):
            mine.merge(theirs)
        self.volumes.merge(other.volumes)
        self.series.merge(other.series)
        self.ids_dropped += other.ids_dropped
        for uid, road in other.tunnel_ids.items():
            self.tunnel_ids.setdefault(uid, road)
        for parents, theirs_inner in other.inner.items():
            held = self.inner.setdefault(parents, Inner())
            held.flows += theirs_inner.flows
            held.both_ways += theirs_inner.both_ways
            held.bytes += theirs_inner.bytes
        for at in (other.begin, other.end):
            self._span(at)

    def packed(self) -> "Tally":
        """Return this tally without what only further reading needs, to send to another process."""
        self._often = bytearray()
        self.series.denied.clear()
        return self


def _is_reply(flow: NormalFlow) -> bool:
    """Tell whether a record of one direction is a service's answer, by its lower port."""
    return flow.bytes_in is None and 0 < flow.source_port < flow.destination_port


def _words(*ports: int) -> frozenset[str]:
    return frozenset(str(each) for each in ports)
