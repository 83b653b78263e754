"""Flow records -> verdicts beside inventory, known configurations and earlier records."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from netwatch import registry
from netwatch.app.flow_reading import tally_of
from netwatch.app.workspace import Workspace
from netwatch.detect import detect
from netwatch.judgement.flows.known import ENOUGH, Known, Place, placed
from netwatch.judgement.flows.tally import Tally, Watched
from netwatch.judgement.flows.telling import size_words
from netwatch.judgement.flows.verdicts import verdicts
from netwatch.model.device import Device
from netwatch.model.document import Document, Table
from netwatch.model.finding import Finding
from netwatch.model.flow import MIRROR_LIKE, FlowKind, FlowVerdict
from netwatch.model.platform import Platform
from netwatch.model.policy import Policy
from netwatch.model.rule import Facts
from netwatch.model.state import DeviceState, Reading
from netwatch.shapes import flow_shape, when
from netwatch.store.store import Store

_KEPT = MIRROR_LIKE | {FlowKind.FROM_DEVICE, FlowKind.ONE_WAY_VOLUME}
_MOST_TOLD = 1000
COLUMNS = ("time", "host", "source", "destination", "bytes", "risk", "rests on")


@dataclass(frozen=True, slots=True)
class Flows:
    """What the flow files of one run tell: how many records, the verdicts, and their limits."""

    files: tuple[Path, ...]
    rows: int
    verdicts: tuple[FlowVerdict, ...]
    history: datetime | None
    learning: bool
    limits: tuple[str, ...] = ()
    kept: int | None = None


def read_flows(paths: Sequence[Path], work: Workspace, now: datetime, *, keep: bool) -> Flows:
    """Return the verdicts over the flow files at ``paths``; ``keep`` stores them.

    Without a store made by earlier visits or by ``keep`` nothing is compared with it. Raises
    LogUnreadableError and StoreError.
    """
    devices = work.inventory.devices if work.settings.inventory.exists() else ()
    with _store(work, keep=keep) as store:
        states = _states(store, devices)
        tally = tally_of(paths, _watched(devices, states))
        found = verdicts(tally)
        since = store.flows.since() if store else None
        known = _known(store, devices, states, found, work.policy, since)
        told = sorted((placed(each, known, now) for each in found), key=lambda each: -each.risk)
        kept = None
        if store and keep:
            kept = store.flows.keep((each for each in told if each.kind in _KEPT), now)
    begun = now if tally.begin is None else datetime.fromtimestamp(tally.begin, UTC)
    learning = since is None or begun - since < ENOUGH
    return Flows(
        tuple(paths), tally.rows, tuple(told), since, learning, tuple(_limits(tally)), kept
    )


@contextmanager
def _store(work: Workspace, *, keep: bool) -> Iterator[Store | None]:
    """Give the store, None when there is none yet and none is wanted."""
    file = work.settings.url.partition("sqlite:///")[2]
    yield work.store if keep or not file or Path(file).exists() else None


def _states(store: Store | None, devices: Sequence[Device]) -> dict[str, DeviceState]:
    if store is None:
        return {}
    seen = {each.name: store.known_state(each.name) for each in devices}
    return {name: state for name, state in seen.items() if state is not None}


def _watched(devices: Sequence[Device], states: dict[str, DeviceState]) -> Watched:
    ports = {
        end.port
        for state in states.values()
        for mirror in state.mirrors or ()
        for end in mirror.destinations
        if end.port
    }
    return Watched(frozenset(each.address for each in devices), frozenset(ports))


def _known(
    store: Store | None,
    devices: Sequence[Device],
    states: dict[str, DeviceState],
    found: Sequence[FlowVerdict],
    policy: Policy,
    since: datetime | None,
) -> Known:
    places = {each.address: Place(each.name) for each in devices}
    addresses = {each.address: each.name for each in devices}
    if store is None:
        return Known(places=places, states=states, addresses=addresses, policy=policy)
    of_mirrors = [each for each in found if each.kind in MIRROR_LIKE]
    wanted = {end for each in of_mirrors for end in (each.source, each.destination)}
    for address, (device, interface) in store.owners(wanted).items():
        places.setdefault(address, Place(device, interface))
        addresses.setdefault(address, device)
    missing = {place.device for place in places.values()} - states.keys()
    more = {name: state for name in missing if (state := store.known_state(name)) is not None}
    kept = store.flows.known([each.key for each in found])
    return Known(
        places=places, states={**states, **more}, addresses=addresses, policy=policy,
        kept=lambda each: each.key in kept, since=since,
    )  # fmt: skip


def _limits(tally: Tally) -> Iterator[str]:
    if tally.tunnels.dropped:
        yield f"{tally.tunnels.dropped} small or two-way tunnels were let go to save memory"
    if tally.ids_dropped:
        yield f"{tally.ids_dropped} tunnel ids were not followed: too many tunnels"
    if tally.series.turned_away:
        yield f"{tally.series.turned_away} records of regular pairs were not timed: too many pairs"


def flow_findings(flows: Flows, work: Workspace, now: datetime) -> tuple[Finding, ...]:
    """Return what the rules say of the verdicts, under the device that sent the traffic."""
    known = work.inventory.devices if work.settings.inventory.exists() else ()
    devices = {each.name: each for each in known}
    by_host: dict[str, list[FlowVerdict]] = {}
    for each in flows.verdicts:
        by_host.setdefault(each.host or each.source, []).append(each)
    found: list[Finding] = []
    for host, those in by_host.items():
        device = devices.get(host) or Device(name=host, address=host, platform="flows")
        nothing = DeviceState(device=device.name, platform=device.platform, taken_at=now)
        facts = Facts(
            device=device, platform=_NOT_READ, now=now, before=None, after=nothing, known=nothing,
            policy=work.policy, flows=tuple(those),
        )  # fmt: skip
        found += detect(facts, registry.rules())
    return tuple(sorted(found, key=lambda each: (-each.severity, each.device, each.subject)))


_NOT_READ = Platform(
    name="flows", title="flow records", read=lambda _answers: Reading(),
    flatten=lambda _text: (), interface_key=str,
)  # fmt: skip


def flows_view(flows: Flows, threshold: int) -> Document:
    """Return the verdicts at or above ``threshold``, as ATT&CK's second analytic counts them."""
    shown = [each for each in flows.verdicts if each.risk >= threshold]
    rows = tuple(
        (
            when(each.first) or "-",
            each.host or "-",
            each.source,
            each.destination,
            size_words(each.bytes, each.bytes_error),
            str(each.risk),
            "; ".join(each.rests_on),
        )
        for each in shown[:_MOST_TOLD]
    )
    below = len(flows.verdicts) - len(shown)
    counted = (
        f"{flows.rows} flow records in {len(flows.files)} files: {len(shown)} pairs at risk "
        f"{threshold} or above, {below} below; see --threshold"
    )
    return Document(
        data={
            "rows": flows.rows,
            "files": [str(each) for each in flows.files],
            "history_since": when(flows.history),
            "learning": flows.learning,
            "limits": list(flows.limits),
            "verdicts": [flow_shape(each) for each in flows.verdicts[:_MOST_TOLD]],
        },
        tables=(Table("Flows", COLUMNS, rows),),
        notes=(counted, _history(flows), *flows.limits),
    )


def _history(flows: Flows) -> str:
    if flows.kept is not None:
        return f"{flows.kept} pairs kept for comparison"
    if flows.history is None:
        return "learning: no earlier records are kept, so nothing is called new; see --keep"
    if flows.learning:
        return f"learning: the records kept begin at {when(flows.history)}, not seven days before"
    return f"compared with records kept since {when(flows.history)}"
