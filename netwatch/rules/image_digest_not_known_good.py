"""A file of the software has a hash that the policy's list of good images does not hold."""

from collections.abc import Iterator, Sequence

from netwatch.judgement.describe import cut, label
from netwatch.judgement.hashed import source_of, standing_digests
from netwatch.judgement.known_image import speaking_of, vouches
from netwatch.judgement.quotes import stated
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Digest, Image
from netwatch.model.policy import KnownImage
from netwatch.model.rule import Facts, Rule

_SHOWN = 4


def _judge(facts: Facts) -> Iterator[Finding]:
    image = facts.after.image
    digests = standing_digests(image, facts.known.image)
    if image is None or digests is None:
        return
    for digest in digests:
        listed = speaking_of(facts.policy.images, image, digest)
        if listed and not any(vouches(each, image, digest) for each in listed):
            yield _finding(facts, image, digest, listed)


def _finding(facts: Facts, image: Image, digest: Digest, listed: Sequence[KnownImage]) -> Finding:
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
            *stated(
                image.evidence, source_of(digest), f"{digest.path} {digest.algorithm}", digest.value
            ),
            *_published(listed),
        ),
    )


def _published(listed: Sequence[KnownImage]) -> Iterator[Evidence]:
    for each in listed[:_SHOWN]:
        if each.source:
            taken = f", imported {each.imported_at:%Y-%m-%d}" if each.imported_at else ""
            yield Evidence("known-good", None, f"{each.digest}  {cut(each.source, 200)}{taken}")


RULE = Rule(
    id="image-digest-not-known-good",
    title="A software image that is not on the known-good list",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("image.digests",),
    techniques=("T1601.001",),
    lasting=True,
    announceable=False,
)
