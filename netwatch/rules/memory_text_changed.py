"""The code in memory has another hash though the image is the same."""

from collections.abc import Iterator

from netwatch.claims import image_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import stated
from netwatch.model.change import ImageChanged
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Digest
from netwatch.model.rule import Facts, Rule

_EXPLAINS = frozenset({"version", "running_file", "digests", "packages", "model"})


def _judge(facts: Facts) -> Iterator[Finding]:
    changes = facts.changes_of(ImageChanged)
    if any(each.field in _EXPLAINS for each in changes):
        return
    for change in changes:
        old, new = change.before, change.after
        if change.field != "memory_text" or not isinstance(old, Digest):
            continue
        if isinstance(new, Digest) and old.algorithm == new.algorithm and old.value != new.value:
            yield _finding(facts, old, new)


def _finding(facts: Facts, before: Digest, after: Digest) -> Finding:
    lines = facts.after.image.evidence if facts.after.image else ()
    name = f"{after.path} {after.algorithm}"
    return RULE.finding(
        facts,
        subject=label(f"{name} {after.value}"),
        title=(
            f"The code in memory has another {cut(after.algorithm)}: {after.value[:16]}… was "
            f"{before.value[:16]}…, though version and image are the same"
        ),
        evidence=(
            *stated(lines, "memory-text", name, after.value),
            Evidence("previous memory-text", None, f"{name}: {before.value[:256]}"),
        ),
        claim=image_claim("memory_text", after),
    )


RULE = Rule(
    id="memory-text-changed",
    title="The code in memory changed while the image did not",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    judge=_judge,
    needs=("image.memory_text",),
    techniques=("T1601.001",),
)
