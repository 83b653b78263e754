"""Flow records show conversations whose both directions left in one direction of a tunnel."""

from collections.abc import Iterator

from netwatch.judgement.flows.telling import told
from netwatch.judgement.flows.verdicts import THRESHOLD
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.flow import FlowKind
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for verdict in facts.flows:
        if verdict.kind is FlowKind.MIRRORED_VOLUME and verdict.risk >= THRESHOLD:
            yield told(RULE, facts, verdict, "Both directions of conversations left in one")


RULE = Rule(
    id="flow-mirrored-volume",
    title="More than 10 MB of conversations were copied into one direction of a tunnel",
    severity=Severity.HIGH,
    judge=_judge,
    techniques=("T1020.001",),
)
