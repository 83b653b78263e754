"""A line mentions mirroring and no reader understood it."""

from collections.abc import Iterator

from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import quoted
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule

_MOST = 50


def _judge(facts: Facts) -> Iterator[Finding]:
    lines = {" ".join(each.text.split()): each for each in reversed(facts.after.unread or ())}
    ordered = sorted(lines.values(), key=lambda each: each.line or 0)
    for line in ordered[:_MOST]:
        yield RULE.finding(
            facts,
            subject=label(f"{line.source}: {line.text}"),
            title=f"A line mentions mirroring and was not understood: {cut(line.text, 120)}",
            evidence=quoted((line,)),
        )
    rest = ordered[_MOST:]
    if rest:
        yield RULE.finding(
            facts,
            subject="more lines that mention mirroring",
            title=f"{len(rest)} more lines mention mirroring and were not understood",
            evidence=quoted(rest),
        )


RULE = Rule(
    id="mirror-line-not-understood",
    title="A line about mirroring that was not understood",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("unread",),
    techniques=("T1020.001",),
    lasting=True,
    confidence=Confidence.MEDIUM,
)
