"""A session that was there is gone from a view that was really observed."""

from collections.abc import Iterator

from netwatch.claims import mirror_claim
from netwatch.judgement.approval import approval_text
from netwatch.judgement.describe import (
    destination_key,
    destinations_text,
    label,
    sentence,
    session_text,
    sources_text,
)
from netwatch.judgement.exposure import worst
from netwatch.judgement.quotes import previous, session_quotes
from netwatch.model.change import MirrorRemoved
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Mirror, MirrorKind
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(MirrorRemoved):
        # A capture ends by itself; capture-active is resolved then.
        if change.mirror.kind is not MirrorKind.CAPTURE:
            yield _finding(facts, change.mirror)


def _finding(facts: Facts, mirror: Mirror) -> Finding:
    approval = worst(facts, mirror, mirror.destinations).approval
    ends = f"{sources_text(mirror.sources)} to {destinations_text(mirror.destinations)}"
    feed = f"; it was approved ({approval_text(approval)})" if approval else ""
    keys = {destination_key(each, facts.platform.interface_key) for each in mirror.destinations}
    return RULE.finding(
        facts,
        subject=label(f"mirror {mirror.id} to {', '.join(sorted(keys)) or 'nothing yet'} gone"),
        title=sentence(f"{session_text(mirror)} is gone: {ends}{feed}"),
        evidence=previous(session_quotes(mirror)),
        # Who takes away an approved feed blinds the sensor behind it.
        severity=Severity.MEDIUM if approval else Severity.LOW,
        confidence=mirror.confidence,
        claim=mirror_claim(mirror.id, None),
    )


RULE = Rule(
    id="mirror-removed",
    title="A mirror session is gone",
    severity=Severity.LOW,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1562",),
)
