"""A place that no session of this device copied to before now receives a copy."""

from collections.abc import Iterator

from netwatch.claims import mirror_claim
from netwatch.judgement.describe import destination_key, destination_text, session_text
from netwatch.judgement.exposure import exposure, reason_text
from netwatch.judgement.quotes import mentioning, quoted, road, session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.change import MirrorAdded, MirrorChanged
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Destination, Mirror, MirrorKind
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    if facts.before is None or facts.before.mirrors is None:
        return
    seen = {key for mirror in facts.before.mirrors for key in _keys(facts, mirror)}
    for mirror in _touched(facts):
        for key, destination in _keys(facts, mirror).items():
            if key not in seen:
                seen.add(key)
                yield _finding(facts, mirror, key, destination)


def _touched(facts: Facts) -> Iterator[Mirror]:
    for added in facts.changes_of(MirrorAdded):
        if added.mirror.kind is not MirrorKind.CAPTURE:
            yield added.mirror
    for changed in facts.changes_of(MirrorChanged):
        yield changed.after


def _keys(facts: Facts, mirror: Mirror) -> dict[str, Destination]:
    key = facts.platform.interface_key
    return {destination_key(each, key): each for each in mirror.destinations}


def _finding(facts: Facts, mirror: Mirror, key: str, destination: Destination) -> Finding:
    exposed = exposure(facts, mirror, destination)
    lines = session_quotes(mirror)
    tunnel = road(destination, facts.known.tunnels or (), facts.platform.interface_key)
    # The lines that name the destination come first: a report may show only those.
    named = mentioning(lines, destination.value, destination.resolved_from or "")
    return RULE.finding(
        facts,
        subject=f"destination {key}",
        title=(
            f"First copy of traffic to {destination_text(destination)}{reason_text(exposed)}, "
            f"by {session_text(mirror)}"
        ),
        evidence=quoted((*tunnel, *named, *lines)),
        severity=exposed.severity,
        confidence=mirror.confidence,
        remediation=removal(facts, mirror),
        claim=mirror_claim(mirror.id, mirror),
    )


RULE = Rule(
    id="mirror-new-destination",
    title="A destination that never received copies from this device",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1020.001",),
)
