"""Another software version runs, newer or of another train."""

from collections.abc import Iterator

from netwatch.claims import image_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.image_version import order
from netwatch.judgement.quotes import stated
from netwatch.model.change import ImageChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    for change in facts.changes_of(ImageChanged):
        if change.field == "version":
            before, after = str(change.before), str(change.after)
            age = order(before, after)
            # Older is told by image-downgraded; 17.09.04 and 17.9.4 are one version.
            if age in (1, None):
                yield _finding(facts, before, after, "newer" if age else "order not known")


def _finding(facts: Facts, before: str, after: str, age: str) -> Finding:
    lines = facts.after.image.evidence if facts.after.image else ()
    old = Evidence("previous version", None, cut(before, 200))
    return RULE.finding(
        facts,
        subject=label(f"version {after}"),
        title=f"Software version {cut(after)} ({age}), was {cut(before)}",
        evidence=(*stated(lines, "version", "version", after), old),
        claim=image_claim("version", after),
    )


RULE = Rule(
    id="image-version-changed",
    title="Another software version runs",
    severity=Severity.MEDIUM,
    judge=_judge,
    needs=("image",),
    techniques=("T1601.001",),
)
