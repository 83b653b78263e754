"""A file of the software has a hash that the policy's list of good images does not hold."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from netwatch.judgement.describe import cut, label
from netwatch.judgement.image_path import parts
from netwatch.judgement.image_version import order
from netwatch.judgement.quotes import stated
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Digest, Image
from netwatch.model.policy import KnownImage
from netwatch.model.rule import Facts, Rule

_SHOWN = 4


def _judge(facts: Facts) -> Iterator[Finding]:
    image = facts.after.image
    if image is None:
        return
    for digest in image.digests or ():
        listed = [each for each in facts.policy.images if _speaks_of(each, image, digest)]
        # A list that says nothing about this model or kind of hash cannot be contradicted.
        if listed and not any(_vouches(each, image, digest) for each in listed):
            yield _finding(facts, image, digest, listed)


def _speaks_of(known: KnownImage, image: Image, digest: Digest) -> bool:
    model = (image.model or "").casefold()
    if known.algorithm not in (None, digest.algorithm):
        return False
    if known.file is not None and parts(known.file)[-1:] != parts(digest.path)[-1:]:
        return False
    return not known.models or any(fnmatchcase(model, each.casefold()) for each in known.models)


def _vouches(known: KnownImage, image: Image, digest: Digest) -> bool:
    if known.digest.casefold() != digest.value.casefold():
        return False
    # A good image of another version under this name was put there to look right.
    return (
        known.version is None or image.version is None or order(known.version, image.version) == 0
    )


def _finding(facts: Facts, image: Image, digest: Digest, listed: list[KnownImage]) -> Finding:
    other = [each.version for each in listed if each.digest.casefold() == digest.value.casefold()]
    why = (
        f"known good as {cut(other[0] or '')}, not as {cut(image.version or '')}"
        if other
        else f"not among the {len(listed)} known good"
    )
    return RULE.finding(
        facts,
        subject=label(f"{digest.path} {digest.algorithm} {digest.value}"),
        title=f"{cut(digest.path)} {digest.algorithm} {digest.value[:16]}… is {why}",
        evidence=(
            *stated(image.evidence, "hash", f"{digest.path} {digest.algorithm}", digest.value),
            *_published(listed),
        ),
    )


def _published(listed: list[KnownImage]) -> Iterator[Evidence]:
    for each in listed[:_SHOWN]:
        if each.source:
            yield Evidence("known-good", None, f"{each.digest}  {cut(each.source, 200)}")


RULE = Rule(
    id="image-digest-not-known-good",
    title="A software image that is not on the known-good list",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("image",),
    techniques=("T1601.001",),
    lasting=True,
)
