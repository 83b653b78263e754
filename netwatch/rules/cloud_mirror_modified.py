"""An audit log tells that a mirror, its target or its filter was changed or removed."""

from collections.abc import Iterator

from netwatch.judgement.audit import told
from netwatch.judgement.describe import cut
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for event in facts.events:
        if event.source != "device-log" and not event.meaning.action.brings_a_copy:
            what = f"{event.name} {cut(event.subject or '')}".strip()
            where = f" in {cut(event.region)}" if event.region else ""
            yield told(RULE, facts, event, f"{what}{where}")


RULE = Rule(
    id="cloud-mirror-modified",
    title="A mirror in a cloud, its target or its filter was changed",
    severity=Severity.MEDIUM,
    judge=_judge,
    techniques=("T1020.001",),
)
