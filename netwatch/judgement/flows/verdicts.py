"""Sums of flow records -> what is said of each pair, and what that rests on.

ATT&CK T1020.001's second analytic, as it is meant: a flow to a mirror's port that goes one way only
counts 9, a mirrored flow of more than 10 MB counts 8, and 8 is its threshold. Everything below is
evidence for other questions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from netwatch.judgement.flows.ports import LARGE, PAGE_PORTS, is_export, is_group
from netwatch.judgement.flows.roads import Road, RoadKey, lonely_windows
from netwatch.judgement.flows.series import score
from netwatch.judgement.flows.tally import SEP, Tally
from netwatch.model.flow import Encapsulation, FlowKind, FlowVerdict

THRESHOLD = 8
ONE_WAY, MIRRORED, DEVICE_UDP, PAGE_VOLUME, LITTLE, UNSEEN, VOLUME = 9, 8, 7, 6, 6, 5, 4
_DEVICE_UDP = (
    "a network device of ours sent more than 10 MB one way over UDP: some switches mirror so, to a "
    "port that is chosen"
)
_SMALL_PART = 0.01
_FEW_PACKETS, _FEW_BYTES = 10, 10_000
_MOST_VOLUMES = 100
_LEAST_RECORDS, _REGULAR, _CLOCKWORK = 12, 0.85, 0.8


def verdicts(tally: Tally) -> tuple[FlowVerdict, ...]:
    """Return what is said of the pairs in ``tally``, highest risk first, then most bytes."""
    inner = _inner(tally)
    found = [
        *_tunnels(tally, inner),
        *_volumes(tally),
        *_regular(tally),
    ]
    return tuple(sorted(found, key=lambda each: (-each.risk, -(each.bytes or 0), each.key)))


def _tunnels(
    tally: Tally, inner: Mapping[tuple[str, str], tuple[int, int]]
) -> Iterator[FlowVerdict]:
    for key, road in tally.tunnels.items():
        source, destination, *_ = key
        if source == destination or is_group(destination):
            continue
        if not road.one_sided:
            yield _unseen(key, road, inner.get((source, destination)))
            continue
        alone = lonely_windows(road, tally.tunnels.reverse(key))
        if alone and _nothing_back(road):
            yield _one_way(key, road, alone)
        elif (held := inner.get((source, destination))) and held[0] and road.bytes >= LARGE:
            yield _mirrored(key, road, held[0])


def _one_way(key: RoadKey, road: Road, alone: list[int]) -> FlowVerdict:
    sent = sum(road.windows[each][0] for each in alone)
    packets = sum(road.windows[each][1] for each in alone)
    little = sent < _FEW_BYTES and packets < _FEW_PACKETS
    facts = [f"{_tunnel_words(key)} goes one way: nothing came back in the same tunnel"]
    if len(alone) < len(road.windows):
        facts.append(f"in {len(alone)} of {len(road.windows)} hours")
    if road.back:
        facts.append(f"{road.back} bytes came back, less than a hundredth")
    if little:
        facts.append("few packets: a tunnel whose other end is down looks like this too")
    if sent >= LARGE:
        facts.append("more than 10 MB")
    return _verdict(
        key, road, FlowKind.ONE_WAY_TUNNEL, LITTLE if little else ONE_WAY, tuple(facts),
        sent=sent, packets=packets,
    )  # fmt: skip


def _mirrored(key: RoadKey, road: Road, both_ways: int) -> FlowVerdict:
    fact = (
        f"{both_ways} conversations inside {_tunnel_words(key)} went both ways, and all of both "
        "ways travelled in this direction"
    )
    return _verdict(key, road, FlowKind.MIRRORED_VOLUME, MIRRORED, (fact, "more than 10 MB"))


def _unseen(key: RoadKey, road: Road, held: tuple[int, int] | None) -> FlowVerdict:
    facts = [
        "a GRE tunnel, in which ERSPAN travels too; this log tells neither direction nor bytes"
    ]
    if held is not None:
        facts.append(f"{held[0]} conversations inside of it went both ways")
    found = _verdict(key, road, FlowKind.TUNNEL_DIRECTION_UNSEEN, UNSEEN, tuple(facts))
    return replace(found, bytes=held[1] if held else None, packets=None)


def _nothing_back(road: Road) -> bool:
    return road.back <= road.bytes * _SMALL_PART


def _inner(tally: Tally) -> dict[tuple[str, str], tuple[int, int]]:
    """Return by outer pair: conversations inside that used this one direction for both, and bytes.

    Not usable for GRE, of which Zeek keeps one entry for both directions.
    """
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for parents, held in tally.inner.items():
        roads = [tally.tunnel_ids.get(each) for each in parents]
        pairs = {(each[0], each[1]) for each in roads if each is not None}
        if None in roads or len(pairs) != 1:
            continue
        pair = next(iter(pairs))
        many, size = found.get(pair, (0, 0))
        found[pair] = (many + held.both_ways, size + held.bytes)
    return found


def _volumes(tally: Tally) -> Iterator[FlowVerdict]:
    told: set[str] = set()
    for key, road in tally.others.items():
        source, destination, protocol, port, _ = key
        if source in tally.watched.addresses:
            yield _verdict(key, road, FlowKind.FROM_DEVICE, 0, ("a device of ours sent it",))
        back = tally.volumes.bytes_of(destination + SEP + source)
        if road.bytes < LARGE or not _nothing_back(road) or back > road.bytes * _SMALL_PART:
            continue
        told.add(source + SEP + destination)
        if (
            source in tally.watched.addresses
            and protocol == "udp"
            and not is_export(protocol, port)
            and not is_group(destination)
        ):
            yield _verdict(key, road, FlowKind.DEVICE_ONE_WAY_UDP, DEVICE_UDP, (_DEVICE_UDP,))
            continue
        risk = PAGE_VOLUME if port in PAGE_PORTS else VOLUME
        facts = (f"more than 10 MB one way to {protocol} port {port}, which is no tunnel's",)
        yield _verdict(key, road, FlowKind.ONE_WAY_VOLUME, risk, facts)
    for pair, size, records in tally.volumes.above(LARGE, _MOST_VOLUMES):
        if pair in told:
            continue
        source, _, destination = pair.partition(SEP)
        yield FlowVerdict(
            kind=FlowKind.VOLUME, source=source, destination=destination, protocol="any", port=0,
            risk=1, flows=records, bytes=size, bytes_error=tally.volumes.error,
            rests_on=("bytes of all records of the pair, added up",),
            first=_moment(tally.begin), last=_moment(tally.end),
        )  # fmt: skip


def _regular(tally: Tally) -> Iterator[FlowVerdict]:
    ends = [each for each in (tally.begin, tally.end) if each is not None]
    for pair, (times, sizes) in tally.series.pairs.items():
        if len(times) < _LEAST_RECORDS:
            continue
        found = score(times, sizes, (min(*ends, *times), max(*ends, *times)))
        if found is None or found.whole < _REGULAR or found.timing < _CLOCKWORK:
            continue
        source, _, destination = pair.partition(SEP)
        parts = [f"timing {found.timing:.2f}", f"size {found.size:.2f}"]
        if found.duration is not None and found.histogram is not None:
            parts += [f"duration {found.duration:.2f}", f"histogram {found.histogram:.2f}"]
        else:
            parts.append("too few hours to judge duration and histogram")
        yield FlowVerdict(
            kind=FlowKind.FIXED_SIZE_PERIODIC, source=source, destination=destination,
            protocol="any", port=0, risk=4, flows=len(times), bytes=int(sum(sizes)),
            rests_on=(f"{len(times)} records at even intervals and of even size", *parts),
            first=_moment(min(times)), last=_moment(max(times)), score=round(found.whole, 3),
        )  # fmt: skip


def _verdict(
    key: RoadKey,
    road: Road,
    kind: FlowKind,
    risk: int,
    facts: tuple[str, ...],
    *,
    sent: int | None = None,
    packets: int | None = None,
) -> FlowVerdict:
    source, destination, protocol, port, wraps = key
    return FlowVerdict(
        kind=kind,
        source=source,
        destination=destination,
        protocol=protocol,
        port=port,
        encapsulation=wraps,
        risk=risk,
        rests_on=facts,
        first=_moment(road.first),
        last=_moment(road.last),
        flows=road.flows,
        bytes=road.bytes if sent is None else sent,
        packets=(road.packets if packets is None else packets) or None,
    )


def _tunnel_words(key: RoadKey) -> str:
    wraps, port = key[4], key[3]
    name = wraps.value if wraps else key[2]
    return name if wraps is Encapsulation.GRE else f"{name} (udp {port})"


def _moment(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)
