"""Flow records of one pair come at even intervals and are of even size."""

from collections.abc import Iterator

from netwatch.judgement.flows.telling import told
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.flow import FlowKind
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for verdict in facts.flows:
        if verdict.kind is not FlowKind.FIXED_SIZE_PERIODIC or verdict.collector:
            continue
        if verdict.foreign or verdict.device:
            severity = Severity.MEDIUM if verdict.foreign and verdict.device else Severity.LOW
            words = f"Even size at even intervals (score {verdict.score})"
            yield told(RULE, facts, verdict, words, severity=severity)


RULE = Rule(
    id="flow-fixed-size-periodic",
    title="Flows of even size at even intervals",
    severity=Severity.LOW,
    judge=_judge,
    techniques=("T1020.001",),
    confidence=Confidence.LOW,
)
