"""A device's own log, or an accounting server's, tells that a mirror was configured."""

from collections.abc import Iterator

from netwatch.judgement.audit import told
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for event in facts.events:
        if event.source == "device-log":
            yield told(RULE, facts, event, f"A log tells of: {event.name}")


RULE = Rule(
    id="mirror-command-logged",
    title="A log tells that a mirror was configured",
    severity=Severity.HIGH,
    judge=_judge,
    techniques=("T1020.001",),
    confidence=Confidence.MEDIUM,
)
