"""An existing session copies more traffic than before."""

from collections.abc import Iterator

from netwatch.claims import mirror_claim
from netwatch.judgement.describe import (
    cut,
    destinations_text,
    label,
    sentence,
    session_text,
    source_key,
    sources_text,
)
from netwatch.judgement.exposure import reason_text, worst
from netwatch.judgement.mirror_delta import MirrorDelta, mirror_delta
from netwatch.judgement.quotes import mentioning, previous, quoted, session_quotes
from netwatch.judgement.remedy import removal
from netwatch.model.change import MirrorChanged
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Mirror
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(MirrorChanged):
        delta = mirror_delta(change.before, change.after, facts.platform.interface_key)
        # A staged session that gets its first source is told by mirror-enabled.
        first = not change.before.sources and delta.starts
        if delta.widens and not first:
            yield _finding(facts, change, delta)


def _finding(facts: Facts, change: MirrorChanged, delta: MirrorDelta) -> Finding:
    mirror = change.after
    exposed = worst(facts, mirror, mirror.destinations)
    lines = session_quotes(mirror)
    names = [each.name for each in delta.more_sources] + [each.name for each in delta.wider]
    lost = mentioning(change.before.evidence, *(each.name for each in delta.wider))
    ends = f"{_more(delta)}, to {destinations_text(mirror.destinations)}"
    return RULE.finding(
        facts,
        subject=_subject(facts, mirror, delta),
        title=sentence(f"{session_text(mirror)} copies more: {ends}{reason_text(exposed)}"),
        evidence=quoted((*mentioning(lines, *names), *lines, *previous(lost))),
        severity=exposed.severity,
        confidence=mirror.confidence,
        remediation=removal(facts, mirror),
        claim=mirror_claim(mirror.id, mirror),
    )


def _subject(facts: Facts, mirror: Mirror, delta: MirrorDelta) -> str:
    key = facts.platform.interface_key
    more = sorted(source_key(each, key) for each in delta.more_sources)
    more += [f"filter {each.kind} {each.name}" for each in delta.wider]
    return label(f"mirror {mirror.id} widened by {', '.join(more)}")


def _more(delta: MirrorDelta) -> str:
    words = [sources_text(delta.more_sources)] if delta.more_sources else []
    words += [f"filter {each.kind} {cut(each.name)} lets more through" for each in delta.wider[:4]]
    return ", ".join(words)


RULE = Rule(
    id="mirror-source-widened",
    title="A mirror session copies more traffic",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1020.001",),
)
