"""A sweep: the check of one device, over many."""

from collections.abc import Callable, Iterator

from netwatch.app.check import Watch, check
from netwatch.app.collecting import collector
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.deadline import Halt
from netwatch.model.checked import Checked, Swept
from netwatch.model.device import Device


def watch_for(work: Workspace, devices: tuple[Device, ...], halt: Halt) -> Watch:
    """Return what checking ``devices`` works with. Raises SecretError, InventoryError."""
    return Watch(
        collect=collector(work, devices, halt),
        store=work.store,
        now=utc_now,
        policy=work.policy,
        addresses={each.address: each.name for each in work.inventory.devices},
    )


def sweep(
    work: Workspace,
    devices: tuple[Device, ...],
    shown: Callable[[Iterator[Checked]], Iterator[Checked]] = iter,
) -> Swept:
    """Check ``devices`` side by side and return every outcome in the order given.

    ``shown`` wraps the stream of outcomes, for a progress bar. Raises StoreError when a result
    cannot be kept, SecretError and InventoryError before the first login.
    """
    from netwatch.collect.pool import Pool

    settings, halt = work.settings, Halt()
    watch = watch_for(work, devices, halt)
    started = utc_now()
    pool = Pool(
        threads=settings.threads, per_site=settings.per_site, pace_s=settings.pace_s, halt=halt
    )
    done = {
        checked.device.name: checked
        for checked in shown(pool.run(devices, lambda device: check(device, watch)))
    }
    return Swept(
        started_at=started,
        finished_at=utc_now(),
        checked=tuple(done[each.name] for each in devices if each.name in done),
    )
