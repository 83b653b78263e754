"""The device was made ready to copy traffic for lawful intercept, by law or by an intruder."""

from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import label
from netwatch.judgement.traits import added, altered, both_quotes, trait_text
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_FIELD = "intercepts"


def _judge(facts: Facts) -> Iterator[Finding]:
    for trait in added(facts, _FIELD):
        yield _finding(facts, None, trait, "New lawful-intercept setting")
    for before, after in altered(facts, _FIELD):
        yield _finding(facts, before, after, "Changed lawful-intercept setting")


def _finding(facts: Facts, before: Trait | None, after: Trait, what: str) -> Finding:
    return RULE.finding(
        facts,
        subject=label(f"intercept {after.name}: {after.value}"),
        title=f"{what} {trait_text(after)}",
        evidence=both_quotes(_FIELD, before, after),
        claim=trait_claim(_FIELD, after.name, after),
    )


RULE = Rule(
    id="lawful-intercept-enabled",
    title="Lawful intercept was set up",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("posture.intercepts",),
    techniques=("T1040",),
)
