"""An audit log tells that a mirror, a tap or a packet capture was created."""

from collections.abc import Iterator

from netwatch.judgement.audit import told
from netwatch.judgement.describe import cut
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for event in facts.events:
        if event.source != "device-log" and event.meaning.action.brings_a_copy:
            what = f"{event.name} {cut(event.subject or '')}".strip()
            where = f" in {cut(event.region)}" if event.region else ""
            target = f", copying to {cut(event.target)}" if event.target else ""
            yield told(RULE, facts, event, f"{what}{where}{target}")


RULE = Rule(
    id="cloud-mirror-created",
    title="A mirror was created in a cloud",
    severity=Severity.HIGH,
    judge=_judge,
    techniques=("T1020.001",),
)
