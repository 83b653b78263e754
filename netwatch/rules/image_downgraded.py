"""An older software version runs than before."""

from collections.abc import Iterator

from netwatch.claims import image_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.image_version import order, same_train
from netwatch.judgement.quotes import stated
from netwatch.model.change import ImageChanged
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(ImageChanged):
        if change.field == "version" and order(str(change.before), str(change.after)) == -1:
            yield _finding(facts, str(change.before), str(change.after))


def _finding(facts: Facts, before: str, after: str) -> Finding:
    lines = facts.after.image.evidence if facts.after.image else ()
    old = Evidence("previous version", None, cut(before, 200))
    sure = same_train(before, after)
    return RULE.finding(
        facts,
        subject=label(f"version {after} after {before}"),
        title=f"Software went back from {cut(before)} to {cut(after)}",
        evidence=(*stated(lines, "version", "version", after), old),
        severity=Severity.HIGH if sure else Severity.MEDIUM,
        confidence=Confidence.HIGH if sure else Confidence.LOW,
        claim=image_claim("version", after),
    )


RULE = Rule(
    id="image-downgraded",
    title="An older software version runs",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("image",),
    techniques=("T1601.002",),
)
