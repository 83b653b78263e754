"""An existing session copies less than before, or was reworded without copying more."""

from collections.abc import Iterator

from netwatch.claims import mirror_claim
from netwatch.judgement.approval import approval_text
from netwatch.judgement.describe import (
    cut,
    destinations_text,
    label,
    sentence,
    session_text,
    sources_text,
)
from netwatch.judgement.exposure import worst
from netwatch.judgement.mirror_delta import MirrorDelta, mirror_delta
from netwatch.judgement.quotes import previous, quoted, session_quotes
from netwatch.model.change import MirrorChanged
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(MirrorChanged):
        delta = mirror_delta(change.before, change.after, facts.platform.interface_key)
        if not (delta.starts or delta.widens or delta.new_destinations):
            yield _finding(facts, change, delta)


def _finding(facts: Facts, change: MirrorChanged, delta: MirrorDelta) -> Finding:
    mirror = change.after
    approval = worst(facts, change.before, change.before.destinations).approval
    feed = f"; it is approved ({approval_text(approval)})" if approval else ""
    less = "; ".join(_less(change, delta))
    return RULE.finding(
        facts,
        subject=label(f"mirror {mirror.id} reduced: {less}"),
        title=sentence(f"{session_text(mirror)} changed without copying more: {less}{feed}"),
        evidence=quoted((*session_quotes(mirror), *previous(session_quotes(change.before)))),
        severity=Severity.MEDIUM if approval else Severity.LOW,
        confidence=mirror.confidence,
        claim=mirror_claim(mirror.id, mirror),
    )


def _less(change: MirrorChanged, delta: MirrorDelta) -> Iterator[str]:
    if delta.stops:
        yield "it stopped"
    if delta.fewer_sources:
        yield f"no longer from {sources_text(delta.fewer_sources)}"
    if delta.gone_destinations:
        yield f"no longer to {destinations_text(delta.gone_destinations)}"
    for each in delta.narrower[:4]:
        yield f"filter {each.kind} {cut(each.name)} lets less through"
    if change.before.kind is not change.after.kind:
        yield f"kind {change.before.kind} became {change.after.kind}"
    if change.before.enabled is not change.after.enabled and not delta.stops:
        yield f"enabled {_word(change.before.enabled)} became {_word(change.after.enabled)}"


def _word(enabled: bool | None) -> str:  # noqa: FBT001  # the tri-state of Mirror.enabled
    return {True: "yes", False: "no", None: "not stated"}[enabled]


RULE = Rule(
    id="mirror-reduced",
    title="A mirror session copies less",
    severity=Severity.LOW,
    judge=_judge,
    needs=("mirrors",),
    techniques=("T1562",),
)
