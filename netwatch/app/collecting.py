"""Device -> Snapshot: secrets resolved, jump hosts found, redaction in place."""

from collections.abc import Callable, Iterable

from netwatch import registry
from netwatch.app.cadence import Turn, Wish
from netwatch.app.other_ways import ways_to, with_other_ways
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.access import Access, CloudAccess, Hop, Redact
from netwatch.collect.deadline import Halt
from netwatch.inventory.errors import InventoryError
from netwatch.model.device import Device
from netwatch.model.platform import Platform
from netwatch.model.snapshot import Snapshot
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact

Collect = Callable[[Device], Snapshot]


def collector(
    work: Workspace, devices: Iterable[Device], halt: Halt, wish: Wish | None = None
) -> Collect:
    """Return the function that visits ``devices``, over SSH or a cloud's API, until ``halt``.

    Every secret they need is resolved now, so that a missing one stops the run before the first
    login. Raises SecretError, InventoryError.
    """
    visits = {
        device.name: _by_api(work, device, halt)
        if device.cloud
        else _over_ssh(work, device, halt, wish or Wish())
        for device in devices
    }
    return lambda device: visits[device.name](device)


def _over_ssh(work: Workspace, device: Device, halt: Halt, wish: Wish) -> Collect:
    platform = registry.platform(device.platform)
    access = access_for(work, device, halt)
    ways = ways_to(work, device, access)

    def visit(device: Device) -> Snapshot:
        from netwatch.collect.retry import collect_patiently
        from netwatch.collect.ssh import Depth

        with Turn(work, device, wish) as turn:
            snapshot = collect_patiently(
                device, platform, access, now=utc_now(), depth=Depth.FULL, choose=turn.choose
            )
            snapshot = with_other_ways(snapshot, device, platform, access, ways)
            return turn.with_copies(snapshot, access)

    return visit


def _by_api(work: Workspace, device: Device, halt: Halt) -> Collect:
    platform = registry.platform(device.platform)
    access = CloudAccess(
        redact=_cleaner(platform, work.key),
        credentials=work.credentials(device.credentials) if device.credentials else None,
        halt=halt,
    )
    transport = registry.unit("collect.clouds", platform.transport)

    def visit(device: Device) -> Snapshot:
        snapshot: Snapshot = transport.collect(device, platform, access, now=utc_now())
        return snapshot

    return visit


def access_for(work: Workspace, device: Device, halt: Halt | None = None) -> Access:
    """Return what a visit to ``device`` needs. Raises SecretError, InventoryError."""
    hops = []
    for name in device.jump:
        hop = work.inventory.hop(name)
        if hop is None:
            raise InventoryError(f"{work.inventory.source}: {device.name}: no jump host {name!r}")
        hops.append(Hop(hop, work.credentials(hop.credentials)))
    platform = registry.platform(device.platform)
    return Access(
        credentials=work.credentials(device.credentials),
        host_keys=work.store,
        redact=_cleaner(platform, work.key),
        jump=tuple(hops),
        halt=halt or Halt(),
    )


def _cleaner(platform: Platform, key: bytes) -> Redact:
    def cleaned(text: str, topic: str | None) -> str:
        shown = redact(text, platform.secrets, key)
        return shown if topic is None else blank(shown, platform.noise, topic)

    return cleaned
