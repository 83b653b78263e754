"""A process runs under a name that a published intrusion used."""

from collections.abc import Iterator

from netwatch.judgement.describe import cut, label
from netwatch.judgement.indicators import Indicator, known_process
from netwatch.judgement.traits import trait_quotes
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.posture import Trait
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    posture = facts.after.posture
    for process in (posture.processes if posture else None) or ():
        indicator = known_process(process.name, facts.platform.name)
        if indicator is not None:
            yield _finding(facts, process, indicator)


def _finding(facts: Facts, process: Trait, indicator: Indicator) -> Finding:
    return RULE.finding(
        facts,
        subject=label(f"process {process.name}"),
        title=f"Process {cut(process.name)} runs, a name known from {indicator.source}",
        evidence=trait_quotes("processes", process),
        severity=indicator.severity,
        confidence=indicator.confidence,
    )


RULE = Rule(
    id="process-known-from-intrusion",
    title="A process known from a published intrusion",
    severity=Severity.CRITICAL,
    judge=_judge,
    needs=("posture.processes",),
    techniques=("T1554",),
    lasting=True,
    announceable=False,
)
