"""Another device answers at this address than the one known there."""

from collections.abc import Iterator

from netwatch.claims import identity_claim
from netwatch.judgement.describe import cut, label
from netwatch.model.change import IdentityChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule
from netwatch.model.snapshot import Reason


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(IdentityChanged):
        yield _changed(facts, change)
    for failure in facts.after.failures:
        # Its answers were thrown away, so there is no change to compare.
        if failure.reason is Reason.WRONG_DEVICE:
            yield RULE.finding(
                facts,
                subject=label(f"refused: {failure.detail}"),
                title=f"Another device answers: {cut(failure.detail, 200)}",
                evidence=(Evidence("identity", None, failure.detail[:500]),),
            )


def _changed(facts: Facts, change: IdentityChanged) -> Finding:
    return RULE.finding(
        facts,
        subject=label(f"{change.field} {change.after}"),
        title=f"{change.field.capitalize()} is {cut(change.after)}, was {cut(change.before)}",
        evidence=(
            Evidence("version", None, f"{change.field}: {change.after[:300]}"),
            Evidence("previous version", None, f"{change.field}: {change.before[:300]}"),
        ),
        # A device may be renamed; its serial number is given once.
        severity=Severity.MEDIUM if change.field == "hostname" else Severity.HIGH,
        claim=identity_claim(change.field, change.after),
    )


RULE = Rule(
    id="device-identity-changed",
    title="Another device answers",
    severity=Severity.HIGH,
    judge=_judge,
)
