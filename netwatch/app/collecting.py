"""Device -> Snapshot: secrets resolved, jump hosts found, redaction in place."""

from collections.abc import Callable, Iterable

from netwatch import registry
from netwatch.app.cadence import Turn, Wish
from netwatch.app.other_ways import ways_to, with_other_ways
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.access import Access, Hop, Redact
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
    """Return the function that visits any of ``devices`` over SSH until ``halt``.

    Every secret they need is resolved now, so that a missing one stops the run before the first
    login. Raises SecretError, InventoryError.
    """
    from netwatch.collect.retry import collect_patiently
    from netwatch.collect.ssh import Depth

    devices = tuple(devices)
    accesses = {device.name: access_for(work, device, halt) for device in devices}
    ways = {device.name: ways_to(work, device, accesses[device.name]) for device in devices}

    def visit(device: Device) -> Snapshot:
        platform = registry.platform(device.platform)
        access = accesses[device.name]
        with Turn(work, device, wish or Wish()) as turn:
            snapshot = collect_patiently(
                device, platform, access, now=utc_now(), depth=Depth.FULL, choose=turn.choose
            )
            snapshot = with_other_ways(snapshot, device, platform, access, ways[device.name])
            return turn.with_copies(snapshot, access)

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
