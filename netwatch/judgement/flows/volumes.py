"""What a declared mirror sent beside what the interfaces it copies from carried meanwhile.

Counts are taken at visits, flow records in between: so the sources are counted over the visits
around the records, which is at least what they carried while those were made. A mirror that sent
more than that is fed by something else. One that sent less proves nothing: it may be filtered,
sampled or sliced, and records may see a part of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from netwatch.judgement.flows.carried import NARROW, Carried, Key, carried
from netwatch.judgement.flows.known import explaining
from netwatch.model.mirror import DestinationKind, Direction, Mirror, Source, SourceKind
from netwatch.model.state import DeviceState
from netwatch.model.volume import Counted, Fit, MirrorVolume, SentVolume, Witness

SETTLE = timedelta(seconds=10)
"""Devices read the counters of their hardware every few seconds (Open vSwitch: five)."""

VISIT = timedelta(minutes=5)
"""A visit is named after its start and ends within three minutes, unless it is allowed more."""

OVERHEAD = 100
"""Octets that a tunnel adds to a packet at most: IPv6, GRE or UDP, ERSPAN III or VXLAN, tags."""

TOLERANCE = 1.2
LEAST = 1_000_000
"""Octets: below, no difference is told."""

_FEW = 0.8


def flow_volumes(
    known: DeviceState, counted: Sequence[Counted], sent: Sequence[SentVolume], key: Key
) -> tuple[MirrorVolume, ...]:
    """Return one verdict for each receiver that flow records saw, the worst or else the latest.

    ``counted`` are visits at which the mirrors were as ``known`` has them.
    """
    pairs: dict[tuple[str, str, str, int], list[SentVolume]] = {}
    for each in sent:
        pairs.setdefault((each.source, each.destination, each.protocol, each.port), []).append(each)
    found = []
    for some in pairs.values():
        mirrors, tunnels = explaining(known, some[0])
        if mirrors:
            found.append(_of_pair(mirrors, tunnels, sorted_visits(counted), some, key))
    return tuple(found)


def sorted_visits(counted: Iterable[Counted]) -> tuple[Counted, ...]:
    """Return the visits, earliest first."""
    return tuple(sorted(counted, key=lambda each: each.at))


def _of_pair(
    mirrors: tuple[Mirror, ...],
    tunnels: tuple[str, ...],
    visits: tuple[Counted, ...],
    sent: list[SentVolume],
    key: Key,
) -> MirrorVolume:
    nothing = MirrorVolume(
        sessions=tuple(each.id for each in mirrors),
        destination=sent[0].destination,
        witness=Witness.FLOWS,
        fit=Fit.NOT_OBSERVED,
        rests_on=("no visits counted the interfaces both before and after the flow records",),
    )
    if tunnels:
        why = f"other traffic may use {tunnels[0]} to the same receiver"
        return replace(nothing, rests_on=(why,))
    told = [
        _told(nothing, mirrors, visits[begin : end + 1], some, key)
        for begin, end, some in _windows(visits, sent)
    ]
    worst = [each for each in told if each.fit is Fit.MORE]
    return next(iter((*reversed(worst), *reversed(told))), nothing)


def _windows(
    visits: tuple[Counted, ...], sent: Iterable[SentVolume]
) -> list[tuple[int, int, list[SentVolume]]]:
    """Return the visits around each reading of records, with every reading in between."""
    inside = [(each, _around(visits, each)) for each in sent]
    spans = sorted({span for _, span in inside if span is not None})
    return [
        (begin, end, [each for each, at in inside if at and begin <= at[0] and at[1] <= end])
        for begin, end in spans
    ]


def _around(visits: tuple[Counted, ...], sent: SentVolume) -> tuple[int, int] | None:
    """Return which visits came last before and first after; None where one is missing."""
    before = [n for n, visit in enumerate(visits) if visit.at + VISIT <= sent.first]
    after = [n for n, visit in enumerate(visits) if visit.at >= sent.last + SETTLE]
    return (before[-1], after[0]) if before and after else None


def _told(
    nothing: MirrorVolume,
    mirrors: tuple[Mirror, ...],
    visits: tuple[Counted, ...],
    sent: list[SentVolume],
    key: Key,
) -> MirrorVolume:
    once = _apart(sent)
    octets, packets = sum(each.bytes for each in once), sum(each.packets for each in once)
    first, last = min(each.first for each in once), max(each.last for each in once)
    fact = (
        f"flow records from {_at(first)} to {_at(last)}: at least {octets} octets in "
        f"{packets} packets"
    )
    measured = replace(
        nothing, begin=visits[0].at, end=visits[-1].at, octets=octets, packets=packets
    )
    return _weighed(measured, fact, carried(mirrors, visits, key))


def _apart(sent: list[SentVolume]) -> list[SentVolume]:
    """Return readings that do not overlap: records that were read twice count once."""
    once: list[SentVolume] = []
    for each in sorted(sent, key=lambda one: (one.last, one.first)):
        if not once or each.first >= once[-1].last:
            once.append(each)
    return once


def _weighed(measured: MirrorVolume, fact: str, by: Carried) -> MirrorVolume:
    octets, packets = measured.octets or 0, measured.packets or 0
    if by.why_not is not None:
        return replace(measured, rests_on=(fact, by.why_not))
    told = replace(measured, carried=by.octets, carried_packets=by.packets)
    counts = (
        f"the sources' counters between the visits of {_at(measured.begin)} and "
        f"{_at(measured.end)}: {by.octets} octets in {by.packets} packets"
    )
    most = (by.octets + OVERHEAD * packets) * TOLERANCE + LEAST
    if octets > most:
        if by.narrow and octets >= NARROW // 2:
            why = "a counter may have begun anew: none of its values needs more than 32 bits"
            return replace(told, rests_on=(fact, counts, why))
        why = f"{OVERHEAD} octets a packet for the tunnel and a fifth were allowed for"
        return replace(told, fit=Fit.MORE, rests_on=(fact, counts, why))
    facts = [fact, counts]
    if by.octets >= LEAST and octets < by.octets * _FEW:
        facts.append("less than its sources carried: filters, sampling, slicing or a part seen")
    return replace(told, fit=Fit.WITHIN, rests_on=tuple(facts))


def unseen_volumes(
    known: DeviceState,
    counted: Sequence[Counted],
    sent: Sequence[SentVolume],
    span: tuple[datetime, datetime],
    key: Key,
) -> tuple[MirrorVolume, ...]:
    """Return the sessions of which flow records saw nothing while their sources were busy.

    ``span`` is the time that kept records are of; only visits within it are looked at.
    """
    visits = tuple(each for each in sorted_visits(counted) if span[0] <= each.at <= span[1])[-2:]
    if len(visits) < 2:  # noqa: PLR2004  # a growth needs two counts
        return ()
    during = [each for each in sent if each.last >= visits[0].at and each.first <= visits[-1].at]
    seen = {mirror.id for each in during for mirror in explaining(known, each)[0]}
    found = (
        _unseen(mirror, carried((mirror,), visits, key), visits)
        for mirror in known.mirrors or ()
        if _is_remote(mirror) and mirror.id not in seen
    )
    return tuple(each for each in found if each is not None)


def _is_remote(mirror: Mirror) -> bool:
    ends = {each.kind for each in mirror.destinations}
    return mirror.enabled is True and mirror.complete and DestinationKind.IP in ends


def _unseen(mirror: Mirror, by: Carried, visits: tuple[Counted, ...]) -> MirrorVolume | None:
    if by.why_not is not None or by.octets < LEAST:
        return None
    begin, end = visits[0].at, visits[-1].at
    return MirrorVolume(
        sessions=(mirror.id,),
        destination=", ".join(each.value for each in mirror.destinations),
        witness=Witness.FLOWS,
        fit=Fit.NOTHING,
        begin=begin,
        end=end,
        carried=by.octets,
        carried_packets=by.packets,
        rests_on=(
            f"the sources carried {by.octets} octets from {_at(begin)} to {_at(end)}",
            "the flow records kept of that time tell nothing of it: no exporter may be on its way",
        ),
    )


def port_volumes(
    known: DeviceState, counted: Sequence[Counted], key: Key
) -> tuple[MirrorVolume, ...]:
    """Return what the ports that sessions copy to sent between the latest two visits."""
    visits = sorted_visits(counted)[-2:]
    if len(visits) < 2:  # noqa: PLR2004  # a growth needs two counts
        return ()
    found = (
        _at_port(mirror, visits, key)
        for mirror in known.mirrors or ()
        if mirror.enabled is not False and _port_of(mirror) is not None
    )
    return tuple(each for each in found if each is not None)


def _port_of(mirror: Mirror) -> str | None:
    """Return the one port that the session copies to.

    A tunnel is none: Open vSwitch of userspace counts what is mirrored into it twice (seen in 3.1).
    """
    ends = {(each.kind, each.value) for each in mirror.destinations}
    kind, name = next(iter(ends)) if len(ends) == 1 else (None, "")
    return name if kind is DestinationKind.INTERFACE else None


def _at_port(mirror: Mirror, visits: tuple[Counted, ...], key: Key) -> MirrorVolume | None:
    port = _port_of(mirror) or ""
    sent = carried(
        (replace(mirror, sources=(Source(SourceKind.INTERFACE, port, Direction.TX),)),), visits, key
    )
    if sent.why_not is not None:
        return None
    measured = MirrorVolume(
        sessions=(mirror.id,),
        destination=port,
        witness=Witness.PORT,
        fit=Fit.NOT_OBSERVED,
        rests_on=(),
        begin=visits[0].at,
        end=visits[-1].at,
        octets=sent.octets,
        packets=sent.packets,
    )
    fact = f"{port} sent {sent.octets} octets in {sent.packets} packets by its own count"
    by = carried((mirror,), visits, key)
    if by.why_not is None and by.octets >= LEAST and not sent.octets:
        return replace(
            measured,
            fit=Fit.NOTHING,
            carried=by.octets,
            carried_packets=by.packets,
            rests_on=(fact, f"the sources carried {by.octets} octets in the same time"),
        )
    return _weighed(measured, fact, by)


def _at(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S}Z" if when else "-"
