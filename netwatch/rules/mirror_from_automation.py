"""Automation on the device holds commands that set up a mirror."""

from collections.abc import Iterator

from netwatch.judgement.describe import cut, label
from netwatch.model.change import DormantAdded
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.mirror import Dormant
from netwatch.model.platform import CONFIG
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    fresh = {(each.dormant.via, each.dormant.text) for each in facts.changes_of(DormantAdded)}
    grouped: dict[str, list[Dormant]] = {}
    for each in facts.after.dormant or ():
        grouped.setdefault(each.via, []).append(each)
    for via, lines in grouped.items():
        new = any((each.via, each.text) in fresh for each in lines)
        yield _finding(facts, via, lines, "New automation" if new else "Automation")


def _finding(facts: Facts, via: str, lines: list[Dormant], what: str) -> Finding:
    said = " / ".join(sorted({" ".join(each.text.split()) for each in lines}))
    return RULE.finding(
        facts,
        subject=label(f"{via}: {said}"),
        title=f"{what} can start a mirror: {cut(via)} runs {cut(lines[0].text, 120)}",
        evidence=tuple(Evidence(CONFIG, each.line, each.text[:500]) for each in lines[:50]),
    )


RULE = Rule(
    id="mirror-from-automation",
    title="A mirror waits in the device's automation",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("dormant",),
    techniques=("T1020.001",),
    lasting=True,
)
