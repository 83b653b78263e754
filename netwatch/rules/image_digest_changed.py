"""A file of the running software has another hash than before, under the same name."""

from collections.abc import Iterator

from netwatch.claims import image_claim
from netwatch.judgement.describe import cut, label
from netwatch.judgement.hashed import source_of
from netwatch.judgement.quotes import stated
from netwatch.model.change import ImageChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Digest
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    changes = facts.changes_of(ImageChanged)
    upgraded = any(each.field == "version" for each in changes)
    for change in changes:
        if isinstance(change.before, Digest) and isinstance(change.after, Digest):
            yield _finding(facts, change.before, change.after, upgraded=upgraded)


def _finding(facts: Facts, before: Digest, after: Digest, *, upgraded: bool) -> Finding:
    name, algorithm = cut(after.path), after.algorithm
    version = "with a change of version" if upgraded else "though the version is the same"
    return RULE.finding(
        facts,
        subject=label(f"{after.path} {algorithm} {after.value}"),
        title=(
            f"{name} has another {algorithm}: {after.value[:16]}… was {before.value[:16]}…, "
            f"{version}"
        ),
        evidence=_evidence(facts, before, after),
        # An upgrade that keeps the file's name (packages.conf) explains a new hash.
        severity=Severity.MEDIUM if upgraded else Severity.CRITICAL,
        claim=image_claim("digests", after),
    )


def _evidence(facts: Facts, before: Digest, after: Digest) -> tuple[Evidence, ...]:
    lines = facts.after.image.evidence if facts.after.image else ()
    name = f"{after.path} {after.algorithm}"
    old = Evidence("previous hash", None, f"{name}: {before.value[:256]}")
    return (*stated(lines, source_of(after), name, after.value), old)


RULE = Rule(
    id="image-digest-changed",
    title="The software image has another hash",
    severity=Severity.CRITICAL,
    judge=_judge,
    needs=("image",),
    techniques=("T1601.001",),
)
