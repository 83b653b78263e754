"""Device -> Snapshot: secrets resolved, jump hosts found, redaction in place."""

from collections.abc import Callable, Iterable
from functools import cache

from netwatch import registry
from netwatch.app.settings import environment
from netwatch.app.workspace import Workspace, utc_now
from netwatch.collect.access import Access, Hop
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.secrets import resolve
from netwatch.model.device import Credentials, Device
from netwatch.model.platform import Platform
from netwatch.model.snapshot import Snapshot
from netwatch.parsing.noise import blank
from netwatch.parsing.redact import redact

Collect = Callable[[Device], Snapshot]


def collector(work: Workspace, devices: Iterable[Device]) -> Collect:
    """Return the function that visits any of ``devices`` over SSH.

    Every secret they need is resolved now, so that a missing one stops the run before the first
    login. Raises SecretError, InventoryError.
    """
    from netwatch.collect.ssh import collect

    accesses = {device.name: access_for(work, device) for device in devices}

    def visit(device: Device) -> Snapshot:
        platform = registry.platform(device.platform)
        return collect(device, platform, accesses[device.name], now=utc_now())

    return visit


def access_for(work: Workspace, device: Device) -> Access:
    """Return what a visit to ``device`` needs. Raises SecretError, InventoryError."""
    hops = []
    for name in device.jump:
        hop = work.inventory.hop(name)
        if hop is None:
            raise InventoryError(f"{work.inventory.source}: {device.name}: no jump host {name!r}")
        hops.append(Hop(hop, _credentials(work, hop.credentials)))
    platform = registry.platform(device.platform)
    return Access(
        credentials=_credentials(work, device.credentials),
        host_keys=work.store,
        redact=_cleaner(platform, work.key),
        jump=tuple(hops),
    )


@cache
def _credentials(work: Workspace, name: str) -> Credentials:
    refs = next(each for each in work.inventory.credentials if each.name == name)
    return resolve(refs, environment())


def _cleaner(platform: Platform, key: bytes) -> Callable[[str, str | None], str]:
    def cleaned(text: str, topic: str | None) -> str:
        shown = redact(text, platform.secrets, key)
        return shown if topic is None else blank(shown, platform.noise, topic)

    return cleaned
