"""All that the rules may look at in one visit: what was known, what is permitted, what was said."""

from dataclasses import dataclass, replace

from netwatch import registry
from netwatch.app.explaining import explained
from netwatch.app.kept_flows import undeclared
from netwatch.app.mirror_volumes import mirror_volumes
from netwatch.app.watch import Watch
from netwatch.compare import carried, compare, overlay
from netwatch.judgement.attested import measurements
from netwatch.model.device import Device
from netwatch.model.finding import KeptFinding
from netwatch.model.heard import Heard
from netwatch.model.policy import Policy
from netwatch.model.rule import Facts
from netwatch.model.sight import Sight
from netwatch.model.snapshot import Snapshot
from netwatch.model.state import DeviceState
from netwatch.parsing.checksums import file_name
from netwatch.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was known of a device before a visit: its state, and the findings that had not ended.

    ``said`` names people for what changed, beside what the device itself sent.
    """

    before: DeviceState | None
    held: tuple[KeptFinding, ...] = ()
    said: tuple[Heard, ...] = ()


def facts_of(
    device: Device, snapshot: Snapshot, seen: DeviceState, past: Past, watch: Watch
) -> Facts:
    """Return the facts of one visit to ``device``. Raises StoreError."""
    platform = registry.platform(device.platform)
    before = past.before
    after = carried(before, seen)
    known = overlay(before, after)
    attests = seen.image is not None and seen.image.attestation is not None
    changes, now = compare(before, after, platform), watch.now()
    policy = with_granted(_with_known_good(watch, known), watch.store)
    addresses = {**_interfaces(watch, known), **watch.addresses}
    return Facts(
        device=device,
        platform=platform,
        now=now,
        before=before,
        after=after,
        known=known,
        changes=changes,
        policy=policy,
        addresses=addresses,
        peers=watch.fleet.peers(device, watch.store.known_state) if seen.image else (),
        measured=watch.store.known_measurements(measurements(seen)),
        roots=watch.store.trust_roots() if attests else (),
        heard=_heard(watch, device, before, past) if before is not None and changes else (),
        windows=explained(watch.store, platform, (before, after), changes, now)
        if watch.windows_kept
        else (),
        sight=_sight(watch, snapshot),
        flows=undeclared(watch.store, known, policy, addresses, now)
        if watch.flows_kept and seen.mirrors is not None
        else (),
        volumes=mirror_volumes(watch.store, known, now, seen)
        if watch.flows_kept and seen.counters is not None
        else (),
    )


def _heard(watch: Watch, device: Device, before: DeviceState, past: Past) -> tuple[Heard, ...]:
    """Return what names people for what changed since ``before``."""
    if not watch.heard_kept:
        return past.said
    return (*watch.store.heard.between(device.name, before.taken_at, watch.now()), *past.said)


def _interfaces(watch: Watch, known: DeviceState) -> dict[str, str]:
    """Return whose interfaces have the addresses that this device's mirrors copy to.

    The device's own word for an address counts for nothing: an intruder on it could write it.
    """
    wanted = {each.value for mirror in known.mirrors or () for each in mirror.destinations}
    owners = (watch.owners or watch.store.owners)(wanted)
    return {
        address: f"{device} {interface}".strip()
        for address, (device, interface) in owners.items()
        if device != known.device
    }


def _sight(watch: Watch, snapshot: Snapshot) -> Sight:
    """Return when the device was last seen, which is now if it answered anything."""
    now, device = snapshot.taken_at, snapshot.device
    if snapshot.artifacts:
        return Sight(last_seen=now, watched_since=now, allowed=watch.stale_after)
    return Sight(
        last_seen=watch.store.sights.last_seen(device).get(device),
        watched_since=watch.store.sights.watched_since(device) or now,
        allowed=watch.stale_after,
    )


def _with_known_good(watch: Watch, known: DeviceState) -> Policy:
    """Return the policy with what imported lists say of the files hashed on this device."""
    digests = (known.image.digests if known.image else None) or ()
    imported = watch.store.known_good({file_name(each.path) for each in digests})
    return replace(watch.policy, images=watch.policy.images + imported)


def with_granted(policy: Policy, store: Store) -> Policy:
    """Return ``policy`` with the approvals that people granted since. Raises StoreError."""
    return policy.approving(store.approvals.granted())
