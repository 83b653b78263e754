"""What declared mirrors sent by kept flow records, beside what visits counted of their sources."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from netwatch import registry
from netwatch.judgement.flows.carried import Key
from netwatch.judgement.flows.volumes import flow_volumes, port_volumes, unseen_volumes
from netwatch.model.state import DeviceState
from netwatch.model.volume import COUNTED_AT, Counted, MirrorVolume, port_counts
from netwatch.parsing.sessions import Canonical, canonical
from netwatch.store.store import Store

RECENT = timedelta(days=7)
_MOST_STATES = 200
_SECOND = timedelta(seconds=1)


def mirror_volumes(
    store: Store, known: DeviceState, now: datetime, visit: DeviceState | None = None
) -> tuple[MirrorVolume, ...]:
    """Return the verdicts over the last seven days; ``visit`` is one that is not kept yet.

    Only visits since which the device's mirrors are as in ``known`` are looked at. Raises
    StoreError.
    """
    if not known.mirrors:
        return ()
    key = registry.platform(known.platform).interface_key
    kept = tuple(_alike(store, known, store.counted(known.device, now - RECENT), key))
    counted = (*_of_visit(known, visit), *kept)
    if not counted:
        return ()
    sent = store.flows.volumes(known.device, now - RECENT)
    span = store.flows.span()
    return (
        *flow_volumes(known, counted, sent, key),
        *(unseen_volumes(known, counted, sent, span, key) if span else ()),
        *port_volumes(known, counted, key),
    )


def all_volumes(
    store: Store, states: Sequence[DeviceState], now: datetime
) -> dict[str, tuple[MirrorVolume, ...]]:
    """Return the verdicts of each device over what is kept. Raises StoreError."""
    return {each.device: mirror_volumes(store, each, now) for each in states}


def _of_visit(known: DeviceState, visit: DeviceState | None) -> tuple[Counted, ...]:
    counters = (visit.counters if visit else None) or ()
    if visit is None or not any(each.name == COUNTED_AT for each in counters):
        return ()
    booted_at = known.image.booted_at if known.image else None
    return (Counted(visit.taken_at, booted_at, port_counts(counters)),)


def _alike(
    store: Store, known: DeviceState, counted: Sequence[Counted], key: Key
) -> Iterator[Counted]:
    """Yield the visits, latest first, until one at which the mirrors were others.

    A state is read once however many visits found it.
    """
    if not counted:
        return
    visits = store.history(known.device, since=counted[-1].at)
    states = {int(each.taken_at.timestamp()): each.known for each in visits}
    now, alike = _sessions(known, key), dict[str, bool]()
    for visit in counted[:_MOST_STATES]:
        digest = states.get(int(visit.at.timestamp()), str(visit.at))
        if digest not in alike:
            then = store.state_at(known.device, visit.at + _SECOND)
            alike[digest] = then is not None and _sessions(then, key) == now
        if not alike[digest]:
            return
        yield visit


def _sessions(state: DeviceState, key: Key) -> frozenset[Canonical]:
    return frozenset(canonical(each, key) for each in state.mirrors or ())
