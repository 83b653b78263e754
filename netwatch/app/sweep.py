"""A sweep: the check of one device, over many."""

from collections.abc import Callable, Iterator

from netwatch.app.cadence import Wish
from netwatch.app.check import check, weigh
from netwatch.app.collecting import collector
from netwatch.app.fleet import Fleet
from netwatch.app.settings import cores
from netwatch.app.watch import Watch
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.deadline import Halt
from netwatch.model.checked import Checked, Swept
from netwatch.model.device import Device
from netwatch.model.errors import NetwatchError
from netwatch.model.snapshot import Snapshot
from netwatch.store.run_values import Claim

_DEVICES_A_PROCESS = 40


class StoppedError(NetwatchError):
    """Visits were cut before they had ended."""


def watch_for(
    work: Workspace,
    devices: tuple[Device, ...],
    halt: Halt,
    wish: Wish | None = None,
    claim: Claim | None = None,
) -> Watch:
    """Return what checking ``devices`` works with. Raises SecretError, InventoryError."""
    collect = collector(work, devices, halt, wish)

    def unless_stopped(device: Device) -> Snapshot:
        snapshot = collect(device)
        if halt.stopped():
            # What was cut off says nothing of the device, so it must not be kept.
            raise StoppedError("the sweep was stopped; what was visited before is kept")
        return snapshot

    return Watch(
        collect=unless_stopped,
        store=work.store,
        now=utc_now,
        policy=work.policy,
        addresses=work.addresses,
        fleet=Fleet(work.inventory.devices),
        stale_after=work.settings.stale_after,
        claim=claim,
        flows_kept=work.store.flows.any_kept(),
    )


def sweep(
    work: Workspace,
    devices: tuple[Device, ...],
    shown: Callable[[Iterator[Checked]], Iterator[Checked]] = iter,
    wish: Wish | None = None,
) -> Swept:
    """Check ``devices`` side by side and return every outcome in the order given.

    ``shown`` wraps the stream of outcomes, for a progress bar; ``wish`` says what may be spent on
    expensive commands. Raises StoreError when a result
    cannot be kept, SecretError and InventoryError before the first login.
    """
    started = utc_now()
    done = {each.device.name: each for each in shown(outcomes(work, devices, wish=wish))}
    return Swept(
        started_at=started,
        finished_at=utc_now(),
        checked=tuple(done[each.name] for each in devices if each.name in done),
    )


def outcomes(
    work: Workspace,
    devices: tuple[Device, ...],
    *,
    halt: Halt | None = None,
    wish: Wish | None = None,
    claim: Claim | None = None,
) -> Iterator[Checked]:
    """Yield the outcome of each of ``devices`` as its visit ends.

    Fewer come when ``halt`` winds down. Raises what ``sweep`` raises, and StoppedError when visits
    were cut.
    """
    halt = halt or Halt()
    watch = watch_for(work, devices, halt, wish, claim)
    settings = work.settings
    processes = settings.processes or _worthwhile(len(devices))
    if processes > 1:
        from netwatch.app.crew import visits

        for seen in visits(work, devices, processes, wish, halt):
            yield weigh(seen.device, seen.snapshot, seen.state, watch)
        return
    from netwatch.collect.pool import Pool

    pool = Pool(
        threads=settings.threads, per_site=settings.per_site, pace_s=settings.pace_s, halt=halt
    )
    yield from pool.run(devices, lambda device: check(device, watch))


def _worthwhile(devices: int) -> int:
    """Return how many processes pay: each costs about a second to start, and one a core helps."""
    return max(1, min(cores(), devices // _DEVICES_A_PROCESS))
