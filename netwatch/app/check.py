"""One check of one device: collect, read, compare, detect, keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from netwatch import registry
from netwatch.app.fleet import Fleet
from netwatch.compare import carried, compare, overlay
from netwatch.detect import detect, settle
from netwatch.judgement.attested import measurements
from netwatch.model.checked import Checked
from netwatch.model.device import Device
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
from netwatch.store.values import Visit


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What a check works with: how to collect, where to keep, what to judge by.

    ``claim`` is the scheduled run that the checks belong to.
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
    facts = Facts(
        device=device,
        platform=platform,
        now=watch.now(),
        before=before,
        after=after,
        known=known,
        changes=compare(before, after, platform),
        policy=_with_known_good(watch, known),
        addresses=dict(watch.addresses),
        peers=watch.fleet.peers(device, watch.store.known_state) if seen.image else (),
        measured=watch.store.known_measurements(measurements(seen)),
        roots=watch.store.trust_roots() if attests else (),
        sight=_sight(watch, snapshot),
    )
    raised = detect(facts, watch.rules)
    standing = watch.store.standing(device.name)
    settled = settle(standing, raised, facts, watch.rules)
    visit = Visit(
        snapshot=steady(snapshot, platform),
        seen=seen,
        known=known,
        raised=raised,
        settled=settled,
        claim=watch.claim,
    )
    findings = watch.store.keep(visit)
    watch.fleet.keep(known)
    return Checked(device=device, state=seen, findings=findings)


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


def steady(snapshot: Snapshot, platform: Platform) -> Snapshot:
    """Return ``snapshot`` as it is kept: without what has been read and differs at every visit."""
    artifacts = tuple(
        replace(each, text=blank(each.text, (*platform.volatile, *VOLATILE), each.topic))
        for each in snapshot.artifacts
    )
    return replace(snapshot, artifacts=artifacts)
