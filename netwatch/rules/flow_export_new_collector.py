"""Records of who spoke with whom go to an address that nobody known owns."""

from collections.abc import Iterator

from netwatch.claims import trait_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.traits import added, both_quotes, strangers, trait_text
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule

_FIELD = "log_targets"


def _judge(facts: Facts) -> Iterator[Finding]:
    for trait in added(facts, _FIELD):
        foreign = strangers(facts, f"{trait.name} {trait.value}")
        if trait.name.lower().startswith("flow") and foreign:
            yield RULE.finding(
                facts,
                subject=label(f"flow export to {foreign[0]}"),
                title=(
                    f"New flow export {trait_text(trait)}: no known prefix, device or collector "
                    f"holds {cut(foreign[0])}"
                ),
                evidence=both_quotes(_FIELD, None, trait),
                claim=trait_claim(_FIELD, trait.name, trait),
            )


RULE = Rule(
    id="flow-export-new-collector",
    title="Flow records go to an address nobody known owns",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("posture.log_targets",),
    techniques=("T1020",),
)
