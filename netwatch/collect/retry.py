"""A second try for what may pass, such as an unreachable device; never for a refused login."""

import time
from dataclasses import replace
from datetime import datetime

from netwatch.collect.access import Access, Choose
from netwatch.collect.ssh import Depth, collect
from netwatch.model.device import Device
from netwatch.model.platform import Platform
from netwatch.model.snapshot import Reason, Snapshot

TRANSIENT = frozenset({Reason.UNREACHABLE, Reason.TIMEOUT})


def collect_patiently(
    device: Device,
    platform: Platform,
    access: Access,
    *,
    now: datetime,
    depth: Depth = Depth.QUICK,
    choose: Choose | None = None,
    backoff_s: float = 3.0,
) -> Snapshot:
    """Return ``collect``'s snapshot, or after a pause a second one where that may help.

    Both tries together stay within the device's limit: the second gets what the first left.
    """
    began = time.monotonic()
    first = collect(device, platform, access, now=now, depth=depth, choose=choose)
    left = device.timeout_s - (time.monotonic() - began) - backoff_s
    if not transient(first) or left < backoff_s or access.halt.wait(backoff_s):
        return first
    return collect(
        replace(device, timeout_s=left), platform, access, now=now, depth=depth, choose=choose
    )


def transient(snapshot: Snapshot) -> bool:
    """Tell whether nothing was observed for a reason that may be gone in a moment."""
    return not snapshot.artifacts and any(
        each.command is None and each.reason in TRANSIENT for each in snapshot.failures
    )
