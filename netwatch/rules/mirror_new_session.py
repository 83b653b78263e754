"""A mirror session that was not there at the last visit."""

from collections.abc import Iterator

from netwatch.claims import mirror_claim
from netwatch.judgement.describe import (
    destination_key,
    destinations_text,
    label,
    session_text,
    sources_text,
)
from netwatch.judgement.exposure import reason_text, worst
from netwatch.judgement.mirror_delta import is_copying
from netwatch.judgement.quotes import quoted, road, session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.change import MirrorAdded
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Mirror, MirrorKind
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(MirrorAdded):
        # A packet capture is no session: capture-active tells of it, and for as long as it runs.
        if change.mirror.kind is not MirrorKind.CAPTURE:
            yield _finding(facts, change.mirror)


def _finding(facts: Facts, mirror: Mirror) -> Finding:
    exposed = worst(facts, mirror, mirror.destinations)
    ends = f"{sources_text(mirror.sources)} to {destinations_text(mirror.destinations)}"
    state = "" if is_copying(mirror) else "not copying yet: "
    roads = [
        line
        for each in mirror.destinations
        for line in road(each, facts.known.tunnels or (), facts.platform.interface_key)
    ]
    return RULE.finding(
        facts,
        subject=_subject(facts, mirror),
        title=f"New {session_text(mirror)}: {state}{ends}{reason_text(exposed)}",
        evidence=quoted((*session_quotes(mirror), *roads)),
        severity=exposed.severity,
        confidence=mirror.confidence,
        remediation=removal(facts, mirror),
        claim=mirror_claim(mirror.id, mirror),
    )


def _subject(facts: Facts, mirror: Mirror) -> str:
    keys = {destination_key(each, facts.platform.interface_key) for each in mirror.destinations}
    return label(f"mirror {mirror.id} to {', '.join(sorted(keys)) or 'nothing yet'}")


RULE = Rule(
    id="mirror-new-session",
    title="A new mirror session",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1020.001",),
)
