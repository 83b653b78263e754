"""The mirror map of everything kept: worked out once, and mended where a device changed.

A device is told of again when its sessions, its automation or what flow records saw of it changed,
or the policy, the approvals or the inventory; when an approval runs out; and once a minute for what
other devices' interfaces tell of addresses.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from netwatch.app.facts import with_granted
from netwatch.app.mirror_board import MirrorJudge, receivers
from netwatch.judgement.flows.telling import size_words
from netwatch.judgement.mirror_folds import mirror_graph
from netwatch.judgement.mirror_joins import joined
from netwatch.judgement.mirror_paths import paths_of
from netwatch.model.flow import MIRROR_LIKE
from netwatch.model.inventory import Inventory
from netwatch.model.mirror import Dormant
from netwatch.model.mirror_graph import Choice, Graph
from netwatch.model.mirror_path import MirrorPath, Sighting
from netwatch.model.policy import Policy
from netwatch.store.flows import SeenFlow
from netwatch.store.present_values import KeptMirrors, MirrorSight
from netwatch.store.store import Store

if TYPE_CHECKING:
    from netwatch.app.workspace import Workspace

TITLE = "Mirror map"
_FRESH = timedelta(minutes=1)
_AT_ONCE = 500
_KEPT_MAPS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorMap:
    """The map, and what there is to choose from."""

    graph: Graph
    sites: tuple[str, ...]
    owners: tuple[str, ...]
    destinations: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of one device."""

    sight: MirrorSight
    mirrors: KeptMirrors
    dormant: tuple[Dormant, ...]


@dataclass(frozen=True, slots=True)
class _Basis:
    """What every device's paths rest on besides what is kept of it."""

    policy: Policy
    granted: tuple[object, ...]
    inventory: Inventory


@dataclass(slots=True)
class _Memory:
    known: dict[str, _Known] = field(default_factory=dict)
    told: dict[str, tuple[MirrorPath, ...]] = field(default_factory=dict)
    sightings: Mapping[str, tuple[Sighting, ...]] = field(default_factory=dict)
    interfaces: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    basis: _Basis | None = None
    stamp: tuple[int, int, int] | None = None
    until: datetime | None = None
    looked_at: datetime | None = None
    paths: tuple[MirrorPath, ...] = ()
    unseen: tuple[str, ...] = ()
    maps: dict[tuple[Choice, frozenset[str] | None], MirrorMap] = field(default_factory=dict)


class MapBoard:
    """The mirror map of one store; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._memory = _Memory()

    def seen(
        self,
        work: "Workspace",
        choice: Choice,
        now: datetime,
        within: Collection[str] | None = None,
    ) -> MirrorMap:
        """Return the map that ``choice`` wants of all devices, or of those named ``within``.

        Raises InventoryError and StoreError.
        """
        memory = self._memory
        with self._lock:
            _refresh(memory, work, now)
            key = (choice, None if within is None else frozenset(within))
            found = memory.maps.get(key)
            if found is None:
                found = _limited(memory, *key)
                if len(memory.maps) >= _KEPT_MAPS:
                    memory.maps.pop(next(iter(memory.maps)))
                memory.maps[key] = found
            return found


def _limited(memory: _Memory, choice: Choice, within: frozenset[str] | None) -> MirrorMap:
    if within is None:
        return _drawn(memory.paths, choice, memory.unseen)
    # What a person may not see is no end of a join either.
    seen = [path for name, paths in memory.told.items() if name in within for path in paths]
    unseen = tuple(each for each in memory.unseen if each in within)
    return _drawn(joined(seen, memory.addresses), choice, unseen)


def _drawn(paths: Sequence[MirrorPath], choice: Choice, unseen: tuple[str, ...]) -> MirrorMap:
    ends = [end for path in paths for end in path.ends if not end.onward]
    return MirrorMap(
        graph=mirror_graph(paths, choice, title=TITLE, unseen=unseen),
        sites=tuple(sorted({each.site for each in paths})),
        owners=tuple(sorted({each.owner.text for each in ends})),
        destinations=tuple(sorted({each.fold.removeprefix("address ") for each in ends})),
        kinds=tuple(sorted({each.kind for each in paths})),
    )


def _refresh(memory: _Memory, work: "Workspace", now: datetime) -> None:
    """Bring ``memory`` up to what the store, the inventory and the policy say now."""
    stamp = work.store.present.stamp()
    changed = _reread(memory, work.store) if stamp != memory.stamp else set()
    basis = _Basis(work.policy, work.store.approvals.granted(), work.inventory)
    same = memory.basis is not None and _is_same(memory.basis, basis)
    over = memory.until is not None and now >= memory.until
    if changed or memory.looked_at is None or not now - memory.looked_at < _FRESH:
        memory.looked_at = now
        kept = [each.mirrors for each in memory.known.values()]
        interfaces = work.store.owners(receivers(kept))
        sightings = _sightings(work.store)
        same = same and interfaces == memory.interfaces
        changed |= _differing(memory.sightings, sightings)
        memory.interfaces, memory.sightings = interfaces, sightings
    if not same or over:
        changed |= memory.known.keys()
    if changed or not same:
        _retell(memory, work, changed, now)
    memory.basis, memory.stamp = basis, stamp


def _reread(memory: _Memory, store: Store) -> set[str]:
    """Read what changed of each device and return the names of those that did."""
    sights = store.present.mirror_sights()
    listed = {each.device: each for each in sights}
    gone = memory.known.keys() - listed.keys()
    for name in gone:
        del memory.known[name]
    stale = [each for each in sights if not _still(memory.known.get(each.device), each)]
    for start in range(0, len(stale), _AT_ONCE):
        some = stale[start : start + _AT_ONCE]
        held = frozenset(each.device for each in some if each.mirrors)
        kept = {each.device: each for each in (store.present.mirrors(held) if held else ())}
        for each in some:
            mirrors = kept.get(each.device) or KeptMirrors(
                device=each.device, platform=each.platform, serial=None, mark=each.mark, mirrors=()
            )
            memory.known[each.device] = _Known(each, mirrors, _dormant(store, each))
    return gone | {each.device for each in stale}


def _still(known: _Known | None, sight: MirrorSight) -> bool:
    if known is None:
        return False
    before = known.sight if sight.dormant else replace(known.sight, known=sight.known)
    return before == sight


def _dormant(store: Store, sight: MirrorSight) -> tuple[Dormant, ...]:
    state = store.known_state(sight.device) if sight.dormant else None
    return (state.dormant or ()) if state else ()


def _retell(
    memory: _Memory,
    work: "Workspace",
    changed: set[str],
    now: datetime,
) -> None:
    policy = with_granted(work.policy, work.store)
    judge = MirrorJudge(policy, work, memory.interfaces, now)
    for name in changed:
        known = memory.known.get(name)
        if known is None:
            memory.told.pop(name, None)
        else:
            memory.told[name] = _paths(judge, known, memory.sightings.get(name, ()))
    # The inventory's word for an address goes before a configuration's.
    memory.addresses = {
        **{address: name for address, (name, _) in memory.interfaces.items()},
        **work.addresses,
    }
    paths = [path for name in sorted(memory.told) for path in memory.told[name]]
    observed = {name for name, each in memory.known.items() if each.sight.mirrors is not None}
    memory.unseen = tuple(each.name for each in work.inventory.devices if each.name not in observed)
    memory.paths = joined(paths, memory.addresses)
    memory.until = judge.until
    memory.maps.clear()


def _paths(
    judge: MirrorJudge, known: _Known, sightings: tuple[Sighting, ...]
) -> tuple[MirrorPath, ...]:
    facts = judge.facts(known.mirrors)
    declared = () if known.sight.declared else None
    state = replace(facts.known, dormant=known.dormant, declared=declared)
    return paths_of(replace(facts, known=state, after=state), sightings)


def _is_same(one: _Basis, other: _Basis) -> bool:
    return (
        one.policy is other.policy
        and one.granted is other.granted
        and one.inventory is other.inventory
    )


def _differing(
    one: Mapping[str, tuple[Sighting, ...]], other: Mapping[str, tuple[Sighting, ...]]
) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def _sightings(store: Store) -> dict[str, tuple[Sighting, ...]]:
    found: dict[str, list[Sighting]] = {}
    for each in store.flows.of_kinds(MIRROR_LIKE):
        if each.device is not None:
            found.setdefault(each.device, []).append(_sighting(each))
    return {name: tuple(each) for name, each in found.items()}


def _sighting(flow: SeenFlow) -> Sighting:
    amount = f"{size_words(flow.bytes)}, last {flow.last:%Y-%m-%d %H:%M}Z"
    return Sighting(flow.destination, flow.session, flow.encapsulation or flow.protocol, amount)
