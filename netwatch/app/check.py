"""One check of one device: collect, read, compare, detect, keep."""

from dataclasses import replace

from netwatch import registry
from netwatch.app.facts import Past, facts_of
from netwatch.app.watch import Watch
from netwatch.detect import detect_all, settle
from netwatch.explain import review
from netwatch.model.checked import Checked
from netwatch.model.device import Device
from netwatch.model.finding import KeptFinding
from netwatch.model.platform import Platform
from netwatch.model.snapshot import Snapshot
from netwatch.model.state import DeviceState
from netwatch.parsing.agent import VOLATILE
from netwatch.parsing.noise import blank
from netwatch.read import read_device
from netwatch.store.values import HELD, FindingFilter, Visit


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
    past = Past(
        before=watch.store.known_state(device.name),
        held=watch.store.findings(FindingFilter(device=device.name, statuses=HELD)),
    )
    visit = visit_of(device, snapshot, seen, past, watch)
    findings = watch.store.keep(visit)
    watch.fleet.keep(visit.known)
    return Checked(device=device, state=seen, findings=findings, ignored=_ignored(visit, past.held))


def visit_of(
    device: Device, snapshot: Snapshot, seen: DeviceState, past: Past, watch: Watch
) -> Visit:
    """Return what is to be kept of a visit, judged by ``past``: what was known before it."""
    facts = facts_of(device, snapshot, seen, past, watch)
    raised = detect_all(facts, watch.rules)
    settled = settle(past.held, raised, facts, watch.rules)
    reviewed = review(past.held, raised, settled, facts)
    return Visit(
        snapshot=steady(snapshot, facts.platform),
        seen=seen,
        known=facts.known,
        raised=raised,
        settled=reviewed.settled,
        retold=reviewed.retold,
        claim=watch.claim,
    )


def _ignored(visit: Visit, held: tuple[KeptFinding, ...]) -> int:
    """Return how many facts stand that policy does not want told."""
    now = {each.finding.fingerprint: each.finding for each in held}
    now |= {each.fingerprint: each for each in (*visit.retold, *visit.raised)}
    over = {key for key, holds in visit.settled.items() if not holds}
    over -= {each.fingerprint for each in visit.raised}
    return sum(each.ignored is not None for key, each in now.items() if key not in over)


def steady(snapshot: Snapshot, platform: Platform) -> Snapshot:
    """Return ``snapshot`` as it is kept: without what has been read and differs at every visit."""
    artifacts = tuple(
        replace(each, text=blank(each.text, (*platform.volatile, *VOLATILE), each.topic))
        for each in snapshot.artifacts
    )
    return replace(snapshot, artifacts=artifacts)
