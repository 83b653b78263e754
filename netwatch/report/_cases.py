"""Findings as cases a pipeline counts."""

from netwatch.model.document import Case, Outcome
from netwatch.model.evidence import Severity
from netwatch.model.finding import KeptFinding, Status


def of_finding(kept: KeptFinding, fail_on: Severity = Severity.INFO) -> Case:
    """Return one finding as a case that failed, if it is open and at or above ``fail_on``."""
    finding = kept.finding
    fails = kept.status is Status.OPEN and finding.severity >= fail_on
    return Case(
        device=finding.device,
        name=f"{finding.rule}: {finding.subject}",
        outcome=Outcome.FAILED if fails else Outcome.PASSED,
        message=f"{finding.severity.label}: {finding.title}",
        lines=tuple(each.text for each in finding.evidence),
    )
