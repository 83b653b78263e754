"""One check of one device: collect, read, compare, detect, keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from netwatch import registry
from netwatch.app.explaining import explained
from netwatch.app.fleet import Fleet
from netwatch.app.kept_flows import undeclared
from netwatch.compare import carried, compare, overlay
from netwatch.detect import detect_all, settle
from netwatch.explain import Reviewed, review
from netwatch.judgement.attested import measurements
from netwatch.model.checked import Checked
from netwatch.model.device import Device
from netwatch.model.finding import Finding, KeptFinding
from netwatch.model.heard import Heard
from netwatch.model.platform import Platform
from netwatch.model.policy import Policy
from netwatch.model.rule import Facts, Rule
from netwatch.model.sight import Sight
from netwatch.model.snapshot import Snapshot
from netwatch.model.state import DeviceState
from netwatch.parsing.agent import VOLATILE
from netwatch.parsing.checksums import file_name
from netwatch.parsing.noise import blank
from netwatch.read import read_device
from netwatch.store.run_values import Claim
from netwatch.store.store import Store
from netwatch.store.values import HELD, FindingFilter, Visit


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What a check works with: how to collect, where to keep, what to judge by.

    ``claim`` is the scheduled run that the checks belong to; ``flows_kept`` tells that flow records
    were kept, beside which the configuration is laid.
    """

    collect: Callable[[Device], Snapshot]
    store: Store
    now: Callable[[], datetime]
    policy: Policy = field(default_factory=Policy)
    addresses: Mapping[str, str] = field(default_factory=dict)
    fleet: Fleet = field(default_factory=Fleet)
    rules: tuple[Rule, ...] = field(default_factory=registry.rules)
    stale_after: timedelta = timedelta(days=2)
    claim: Claim | None = None
    flows_kept: bool = False


def check(device: Device, watch: Watch) -> Checked:
    """Visit ``device``, judge what it shows, keep it, and return the outcome.

    An unreachable or lying device is an outcome, not an error. Raises StoreError when the
    result cannot be kept.
    """
    snapshot = watch.collect(device)
    return judge(device, snapshot, watch)


def judge(device: Device, snapshot: Snapshot, watch: Watch) -> Checked:
    """Read, compare, detect and keep one snapshot: the path of all evidence, live or replayed."""
    return weigh(device, snapshot, read_device(registry.platform(device.platform), snapshot), watch)


def weigh(device: Device, snapshot: Snapshot, seen: DeviceState, watch: Watch) -> Checked:
    """Compare, detect and keep what a reader made of one snapshot."""
    platform = registry.platform(device.platform)
    before = watch.store.known_state(device.name)
    after = carried(before, seen)
    known = overlay(before, after)
    attests = seen.image is not None and seen.image.attestation is not None
    changes, now = compare(before, after, platform), watch.now()
    policy = with_granted(_with_known_good(watch, known), watch.store)
    addresses = {**_interfaces(watch, known), **watch.addresses}
    facts = Facts(
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
        heard=_heard_since(watch, before) if changes else (),
        windows=explained(watch.store, platform, (before, after), changes, now),
        sight=_sight(watch, snapshot),
        flows=undeclared(watch.store, known, policy, addresses, now)
        if watch.flows_kept and seen.mirrors is not None
        else (),
    )
    raised = detect_all(facts, watch.rules)
    held = watch.store.findings(FindingFilter(device=device.name, statuses=HELD))
    settled = settle(held, raised, facts, watch.rules)
    reviewed = review(held, raised, settled, facts)
    visit = Visit(
        snapshot=steady(snapshot, platform),
        seen=seen,
        known=known,
        raised=raised,
        settled=reviewed.settled,
        retold=reviewed.retold,
        claim=watch.claim,
    )
    findings = watch.store.keep(visit)
    watch.fleet.keep(known)
    return Checked(
        device=device, state=seen, findings=findings, ignored=_ignored(raised, held, reviewed)
    )


def _ignored(raised: tuple[Finding, ...], held: tuple[KeptFinding, ...], reviewed: Reviewed) -> int:
    """Return how many facts stand that policy does not want told."""
    now = {each.finding.fingerprint: each.finding for each in held}
    now |= {each.fingerprint: each for each in (*reviewed.retold, *raised)}
    over = {key for key, holds in reviewed.settled.items() if not holds}
    over -= {each.fingerprint for each in raised}
    return sum(each.ignored is not None for key, each in now.items() if key not in over)


def _interfaces(watch: Watch, known: DeviceState) -> dict[str, str]:
    """Return whose interfaces have the addresses that this device's mirrors copy to.

    The device's own word for an address counts for nothing: an intruder on it could write it.
    """
    wanted = {each.value for mirror in known.mirrors or () for each in mirror.destinations}
    owners = watch.store.owners(wanted)
    return {
        address: f"{device} {interface}".strip()
        for address, (device, interface) in owners.items()
        if device != known.device
    }


def _heard_since(watch: Watch, before: DeviceState | None) -> tuple[Heard, ...]:
    """Return what the device said since the last visit, or nothing at the first."""
    if before is None:
        return ()
    return watch.store.heard.between(before.device, before.taken_at, watch.now())


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


def steady(snapshot: Snapshot, platform: Platform) -> Snapshot:
    """Return ``snapshot`` as it is kept: without what has been read and differs at every visit."""
    artifacts = tuple(
        replace(each, text=blank(each.text, (*platform.volatile, *VOLATILE), each.topic))
        for each in snapshot.artifacts
    )
    return replace(snapshot, artifacts=artifacts)
