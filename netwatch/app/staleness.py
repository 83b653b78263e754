"""What netwatch does not see any more: judged from the store alone, without a visit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from netwatch import registry
from netwatch.app.workspace import Workspace
from netwatch.detect import detect
from netwatch.model.device import Device
from netwatch.model.finding import Finding, KeptFinding
from netwatch.model.rule import Facts
from netwatch.model.sight import OURSELVES, Due, Sight, Trouble
from netwatch.model.state import DeviceState
from netwatch.store.run_values import KeptSchedule, Run, RunStatus
from netwatch.store.values import Decision, FindingFilter

STALE = "collection-stale"
# A run may start so much later than it is due before somebody should know.
LATE = timedelta(minutes=15)
_ALL = 1_000_000
_OURS = Device(name=OURSELVES, address="localhost", platform="linux")
_TROUBLES = {RunStatus.FAILED: Trouble.FAILED, RunStatus.SKIPPED: Trouble.SKIPPED}


def watch_over(work: Workspace, now: datetime) -> None:
    """Open and resolve ``collection-stale`` for every device, and for netwatch's own runs.

    Raises StoreError, InventoryError.
    """
    standing = _standing(work)
    for device, facts in _facts(work, now):
        raised = detect(facts, (registry.rule(STALE),))
        _carry(work, device, raised, standing.pop(device.name, ()), now)
    for gone in standing.values():
        for kept in gone:
            note = "the inventory no longer names this device"
            decision = Decision(at=now, actor="netwatch", note=note)
            work.store.resolve(kept.finding.fingerprint, decision)


def troubles(
    schedules: Iterable[KeptSchedule], runs: Mapping[str, Run], busy: Iterable[str], now: datetime
) -> tuple[Due, ...]:
    """Return what went wrong, at most one thing a schedule.

    ``runs`` are the latest that are over, ``busy`` the schedules with an unfinished run. A run that
    went wrong is told until a later one went well.
    """
    busy = frozenset(busy)
    found = []
    for each in schedules:
        last = runs.get(each.name)
        if not each.paused and each.name not in busy and now - each.next_run > LATE:
            found.append(_due(each, each.next_run, Trouble.MISSED))
        elif last is not None and last.status in _TROUBLES:
            trouble = _TROUBLES[last.status]
            found.append(_due(each, last.scheduled_for, trouble, last.detail or ""))
    return tuple(found)


def _due(schedule: KeptSchedule, at: datetime, trouble: Trouble, detail: str = "") -> Due:
    return Due(
        schedule=schedule.name,
        what=schedule.what,
        scheduled_for=at,
        trouble=trouble,
        detail=detail,
    )


def _facts(work: Workspace, now: datetime) -> Iterator[tuple[Device, Facts]]:
    sights, devices = work.store.sights, work.inventory.devices
    since = sights.watch((each.name for each in devices), now)
    seen = sights.last_seen()
    for device in devices:
        sight = Sight(
            last_seen=seen.get(device.name),
            watched_since=since[device.name],
            allowed=work.settings.stale_after,
        )
        yield device, _unvisited(work, device, now, sight=sight)
    yield _OURS, _unvisited(work, _OURS, now, dues=_dues(work, now))


def _dues(work: Workspace, now: datetime) -> tuple[Due, ...]:
    schedules = work.store.schedules
    busy = (each.schedule for each in schedules.unfinished())
    return troubles(schedules.all(), schedules.latest(), busy, now)


def _unvisited(
    work: Workspace, device: Device, now: datetime, *,
    sight: Sight | None = None, dues: tuple[Due, ...] = (),
) -> Facts:  # fmt: skip
    nothing = DeviceState(device=device.name, platform=device.platform, taken_at=now)
    return Facts(
        device=device,
        platform=registry.platform(device.platform),
        now=now,
        before=None,
        after=nothing,
        known=nothing,
        policy=work.policy,
        sight=sight,
        dues=dues,
    )


def _standing(work: Workspace) -> dict[str, tuple[KeptFinding, ...]]:
    found: defaultdict[str, tuple[KeptFinding, ...]] = defaultdict(tuple)
    for kept in work.store.findings(FindingFilter(rule=STALE, limit=_ALL)):
        found[kept.finding.device] += (kept,)
    return found


def _carry(
    work: Workspace, device: Device, raised: tuple[Finding, ...],
    standing: tuple[KeptFinding, ...], now: datetime,
) -> None:  # fmt: skip
    """Write only what is news: this is judged every few minutes."""
    if set(raised) == {each.finding for each in standing}:
        return
    again = {each.fingerprint for each in raised}
    settled = {each.finding.fingerprint: each.finding.fingerprint in again for each in standing}
    work.store.sights.keep(device.name, device.platform, raised, settled, now)
