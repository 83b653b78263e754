"""The mirror map of everything kept: gathered once, and anew only where something changed."""

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from weakref import WeakKeyDictionary

from netwatch import registry
from netwatch.app.finding_lookup import policy_in_force
from netwatch.app.workspace import Workspace
from netwatch.judgement.flows.telling import size_words
from netwatch.judgement.mirror_folds import mirror_graph
from netwatch.judgement.mirror_joins import joined
from netwatch.judgement.mirror_paths import paths_of
from netwatch.model.device import Device
from netwatch.model.flow import MIRROR_LIKE
from netwatch.model.mirror import DestinationKind
from netwatch.model.mirror_graph import Choice, Graph
from netwatch.model.mirror_path import MirrorPath, Sighting
from netwatch.model.policy import Policy
from netwatch.model.rule import Facts
from netwatch.model.state import DeviceState
from netwatch.store.flows import SeenFlow
from netwatch.store.store import Store

TITLE = "Mirror map"
_KEPT_MAPS = 32
_BATCH = 1000


@dataclass(frozen=True)
class _Ground:
    """What the paths of every device rest on besides its own state."""

    policy: Policy
    over: tuple[bool, ...]
    addresses: Mapping[str, str]
    owned: Mapping[str, tuple[str, str]]

    def seen_from(self, device: str) -> dict[str, str]:
        """Return whose every address is, but for what ``device`` itself says of addresses.

        An intruder on it could write that.
        """
        own = {address for address, (name, _) in self.owned.items() if name == device}
        if not own - self.addresses.keys():
            return self.all_addresses
        return {
            address: name
            for address, name in self.all_addresses.items()
            if address not in own or address in self.addresses
        }

    @cached_property
    def all_addresses(self) -> dict[str, str]:
        """Return whose every address is: the inventory's word before a configuration's."""
        owned = {
            address: f"{name} {interface}".strip()
            for address, (name, interface) in self.owned.items()
        }
        return {**owned, **self.addresses}


@dataclass(frozen=True, slots=True)
class _Told:
    """One device as it was last told of."""

    device: Device
    sightings: tuple[Sighting, ...]
    state: DeviceState
    paths: tuple[MirrorPath, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorMap:
    """The map, and what there is to choose from."""

    graph: Graph
    sites: tuple[str, ...]
    owners: tuple[str, ...]
    destinations: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass
class _Memory:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ground: _Ground | None = None
    states: dict[str, tuple[datetime, DeviceState]] = field(default_factory=dict)
    told: dict[str, _Told] = field(default_factory=dict)
    paths: tuple[MirrorPath, ...] = ()
    unseen: tuple[str, ...] = ()
    maps: dict[Choice, MirrorMap] = field(default_factory=dict)


_MEMORIES: "WeakKeyDictionary[Store, _Memory]" = WeakKeyDictionary()
_MEMORIES_LOCK = threading.Lock()


def mirror_map(
    work: Workspace,
    choice: Choice,
    now: datetime,
    *,
    limit: Collection[str] | None = None,
) -> MirrorMap:
    """Return the map of what is kept of all devices, or of those named in ``limit``.

    Raises InventoryError and StoreError.
    """
    memory = _memory(work.store)
    with memory.lock:
        _refresh(memory, work, now)
        if limit is not None:
            return _limited(memory, choice, limit)
        found = memory.maps.get(choice)
        if found is None:
            found = _drawn(memory.paths, choice, memory.unseen)
            if len(memory.maps) >= _KEPT_MAPS:
                memory.maps.pop(next(iter(memory.maps)))
            memory.maps[choice] = found
    return found


def _limited(memory: _Memory, choice: Choice, limit: Collection[str]) -> MirrorMap:
    # What a person may not see is no end of a join either.
    seen = [path for name, each in memory.told.items() if name in limit for path in each.paths]
    paths = joined(seen, memory.ground.all_addresses if memory.ground else {})
    return _drawn(paths, choice, tuple(each for each in memory.unseen if each in limit))


def _drawn(paths: Sequence[MirrorPath], choice: Choice, unseen: tuple[str, ...]) -> MirrorMap:
    ends = [end for path in paths for end in path.ends if not end.onward]
    return MirrorMap(
        graph=mirror_graph(paths, choice, title=TITLE, unseen=unseen),
        sites=tuple(sorted({each.site for each in paths})),
        owners=tuple(sorted({each.owner.text for each in ends})),
        destinations=tuple(sorted({each.fold.removeprefix("address ") for each in ends})),
        kinds=tuple(sorted({each.kind for each in paths})),
    )


def _memory(store: Store) -> _Memory:
    with _MEMORIES_LOCK:
        return _MEMORIES.setdefault(store, _Memory())


def _refresh(memory: _Memory, work: Workspace, now: datetime) -> None:
    """Bring ``memory`` up to what the store, the inventory and the policy say now."""
    store = work.store
    listed = {each.name: each for each in work.inventory.devices}
    _reread(memory, store)
    policy = policy_in_force(work)
    ground = _Ground(
        policy=policy,
        over=tuple(each.is_over(now) for each in policy.approvals),
        addresses=work.addresses,
        owned=_owned(store, _addressed(each for _, each in memory.states.values())),
    )
    sightings = _sightings(store)
    known = memory.told if ground == memory.ground else {}
    told = {}
    for name, (_, state) in memory.states.items():
        device = listed.get(name) or Device(name=name, address="", platform=state.platform)
        seen = sightings.get(name, ())
        before = known.get(name)
        kept = before and (before.device, before.sightings) == (device, seen)
        told[name] = (
            before
            if before and kept and before.state is state
            else _Told(device, seen, state, _paths(device, state, seen, ground, now))
        )
    unseen = tuple(
        name
        for name in listed
        if name not in memory.states or memory.states[name][1].mirrors is None
    )
    if told != memory.told or unseen != memory.unseen or ground != memory.ground:
        paths = [path for each in told.values() for path in each.paths]
        memory.paths = joined(paths, ground.all_addresses)
        memory.maps.clear()
    memory.ground, memory.told, memory.unseen = ground, told, unseen


def _reread(memory: _Memory, store: Store) -> None:
    """Read the state of every device that was visited since it was last read."""
    states = {}
    for each in store.devices():
        before = memory.states.get(each.name)
        if before is not None and before[0] == each.last_visit:
            states[each.name] = before
            continue
        state = store.known_state(each.name)
        if state is not None:
            states[each.name] = (each.last_visit, _essence(state))
    memory.states = states


def _essence(state: DeviceState) -> DeviceState:
    """Return what the map shows of ``state``: configurations of a whole fleet fit in no memory."""
    return DeviceState(
        device=state.device,
        platform=state.platform,
        taken_at=state.taken_at,
        identity=state.identity,
        declared=None if state.declared is None else (),
        mirrors=state.mirrors,
        dormant=state.dormant,
    )


def _owned(store: Store, addresses: Sequence[str]) -> dict[str, tuple[str, str]]:
    owned: dict[str, tuple[str, str]] = {}
    for begin in range(0, len(addresses), _BATCH):
        owned |= store.owners(addresses[begin : begin + _BATCH])
    return owned


def _addressed(states: Iterable[DeviceState]) -> list[str]:
    found = {
        end.value
        for state in states
        for mirror in state.mirrors or ()
        for end in mirror.destinations
        if end.kind in (DestinationKind.IP, DestinationKind.HOST)
    }
    return sorted(found)


def _paths(
    device: Device,
    state: DeviceState,
    sightings: tuple[Sighting, ...],
    ground: _Ground,
    now: datetime,
) -> tuple[MirrorPath, ...]:
    facts = Facts(
        device=device,
        platform=registry.platform(state.platform),
        now=now,
        before=None,
        after=state,
        known=state,
        policy=ground.policy,
        addresses=ground.seen_from(device.name),
    )
    return paths_of(facts, sightings)


def _sightings(store: Store) -> dict[str, tuple[Sighting, ...]]:
    found: dict[str, list[Sighting]] = {}
    for each in store.flows.of_kinds(MIRROR_LIKE):
        if each.device is not None:
            found.setdefault(each.device, []).append(_sighting(each))
    return {name: tuple(each) for name, each in found.items()}


def _sighting(flow: SeenFlow) -> Sighting:
    amount = f"{size_words(flow.bytes)}, last {flow.last:%Y-%m-%d %H:%M}Z"
    return Sighting(flow.destination, flow.session, flow.encapsulation or flow.protocol, amount)
