"""The device no longer reports to a place it reported to."""

from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import label
from netwatch.judgement.traits import added, both_quotes, removed, trait_text
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule

_FIELD = "log_targets"
_FLOW = "flow"


def _judge(facts: Facts) -> Iterator[Finding]:
    for trait in removed(facts, _FIELD):
        yield _finding(facts, trait)


def _is_flow(trait: Trait) -> bool:
    return trait.name.lower().startswith(_FLOW)


def _finding(facts: Facts, trait: Trait) -> Finding:
    posture = facts.after.posture
    kind = _is_flow(trait)
    left = [e for e in (posture.log_targets if posture else None) or () if _is_flow(e) is kind]
    fresh = [each for each in added(facts, _FIELD) if _is_flow(each) is kind]
    if fresh:
        rest = f"; new is {trait_text(fresh[0])}"
    else:
        rest = f"; {len(left)} are left" if left else "; none is left"
    what = "Flow records are" if kind else "The log is"
    return RULE.finding(
        facts,
        subject=label(f"log target {trait.name} gone"),
        title=f"{what} no longer sent to {trait_text(trait)}{rest}",
        evidence=both_quotes(_FIELD, trait, None),
        severity=Severity.MEDIUM if left else Severity.HIGH,
        claim=trait_claim(_FIELD, trait.name, None),
    )


RULE = Rule(
    id="logging-removed",
    title="The device no longer reports to a place it reported to",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("posture.log_targets",),
    techniques=("T1562",),
)
