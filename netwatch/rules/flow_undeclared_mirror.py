"""Traffic like a mirror's leaves a device whose known configuration declares no such mirror."""

from collections.abc import Iterator

from netwatch.judgement.flows.telling import told
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.flow import MIRROR_LIKE, FlowKind
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for verdict in facts.flows:
        if verdict.kind not in MIRROR_LIKE or verdict.declared != () or verdict.collector:
            continue
        if verdict.kind is FlowKind.TUNNEL_DIRECTION_UNSEEN:
            words = "A GRE tunnel that the device declares nowhere"
            severity, confidence = Severity.HIGH, Confidence.LOW
        else:
            words = "Traffic like a mirror's that the device declares nowhere"
            worst = verdict.hidden or verdict.foreign
            severity = Severity.CRITICAL if worst else Severity.HIGH
            confidence = Confidence.HIGH if verdict.risk >= 8 else Confidence.MEDIUM  # noqa: PLR2004  # few packets count less
        yield told(RULE, facts, verdict, words, severity=severity, confidence=confidence)


RULE = Rule(
    id="flow-undeclared-mirror",
    title="A device sends traffic like a mirror's and declares no such mirror",
    severity=Severity.CRITICAL,
    judge=_judge,
    techniques=("T1020.001",),
)
