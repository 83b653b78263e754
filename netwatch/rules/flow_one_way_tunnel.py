"""Flow records show a tunnel that goes one way only: how a copy of traffic travels."""

from collections.abc import Iterator

from netwatch.judgement.flows.telling import told
from netwatch.judgement.flows.verdicts import THRESHOLD
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.flow import FlowKind
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for verdict in facts.flows:
        if verdict.kind is FlowKind.ONE_WAY_TUNNEL and verdict.risk >= THRESHOLD:
            yield told(RULE, facts, verdict, "A tunnel in one direction only")


RULE = Rule(
    id="flow-one-way-tunnel",
    title="A tunnel carries packets in one direction only",
    severity=Severity.HIGH,
    judge=_judge,
    techniques=("T1020.001",),
)
