"""A session that was configured but did not copy now does."""

from collections.abc import Iterator

from netwatch.claims import mirror_claim
from netwatch.judgement.describe import destinations_text, sentence, session_text, sources_text
from netwatch.judgement.exposure import reason_text, worst
from netwatch.judgement.mirror_delta import MirrorDelta, mirror_delta
from netwatch.judgement.quotes import session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.change import MirrorChanged
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(MirrorChanged):
        delta = mirror_delta(change.before, change.after, facts.platform.interface_key)
        if delta.starts:
            yield _finding(facts, change, delta)


def _finding(facts: Facts, change: MirrorChanged, delta: MirrorDelta) -> Finding:
    mirror = change.after
    exposed = worst(facts, mirror, mirror.destinations)
    how = "was completed" if delta.completes else "was enabled"
    ends = f"{sources_text(mirror.sources)} to {destinations_text(mirror.destinations)}"
    return RULE.finding(
        facts,
        subject=f"mirror {mirror.id} copying",
        title=sentence(f"{session_text(mirror)} {how}: {ends}{reason_text(exposed)}"),
        evidence=session_quotes(mirror),
        severity=exposed.severity,
        confidence=mirror.confidence,
        remediation=removal(facts, mirror),
        claim=mirror_claim(mirror.id, mirror),
    )


RULE = Rule(
    id="mirror-enabled",
    title="A staged mirror session starts to copy",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1020.001",),
)
