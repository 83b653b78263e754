"""Flow records show a tunnel, a device's own flow or a large one-way flow never seen before."""

from collections.abc import Iterator

from netwatch.judgement.flows.telling import told
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.flow import MIRROR_LIKE, FlowKind
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for verdict in facts.flows:
        if not verdict.new or verdict.collector or verdict.declared:
            continue
        if verdict.kind in MIRROR_LIKE:
            yield told(RULE, facts, verdict, "A tunnel never seen before")
        elif verdict.kind is FlowKind.FROM_DEVICE:
            severity = Severity.MEDIUM if verdict.foreign else Severity.LOW
            words = "The device itself talks to an address it never talked to"
            yield told(RULE, facts, verdict, words, severity=severity)
        elif verdict.kind is FlowKind.ONE_WAY_VOLUME and verdict.foreign:
            words = "Much data to an address it was never sent to"
            yield told(RULE, facts, verdict, words, severity=Severity.LOW)


RULE = Rule(
    id="flow-first-seen",
    title="A flow that was never seen before",
    severity=Severity.MEDIUM,
    judge=_judge,
    techniques=("T1020.001",),
)
