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
_KINDS = {"flow": "Flow records are", "snmp": "SNMP traps are", "": "The log is"}


def _judge(facts: Facts) -> Iterator[Finding]:
    for trait in removed(facts, _FIELD):
        yield _finding(facts, trait)


def _kind(trait: Trait) -> str:
    first = trait.name.lower().partition(" ")[0]
    return first if first in _KINDS else ""


def _finding(facts: Facts, trait: Trait) -> Finding:
    posture = facts.after.posture
    kind = _kind(trait)
    left = [e for e in (posture.log_targets if posture else None) or () if _kind(e) == kind]
    fresh = [each for each in added(facts, _FIELD) if _kind(each) == kind]
    if fresh:
        rest = f"; new is {trait_text(fresh[0])}"
    else:
        rest = f"; {len(left)} are left" if left else "; none is left"
    return RULE.finding(
        facts,
        subject=label(f"log target {trait.name} gone"),
        title=f"{_KINDS[kind]} no longer sent to {trait_text(trait)}{rest}",
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
