"""The device itself says that the signature of its image is wrong or missing."""

from collections.abc import Iterator

from netwatch.judgement.describe import cut
from netwatch.judgement.quotes import mentioning, quoted
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Signature
from netwatch.model.rule import Facts, Rule

_JUDGED = {
    Signature.INVALID: ("does not verify", Severity.CRITICAL),
    Signature.ABSENT: ("carries no signature", Severity.MEDIUM),
}


def _judge(facts: Facts) -> Iterator[Finding]:
    image = facts.after.image
    if image is None or image.signature not in _JUDGED:
        return
    words, severity = _JUDGED[image.signature]
    name = cut(image.running_file or image.version or "the running image")
    lines = quoted(mentioning(image.evidence, "signature", "authenti", "verif", "certificate"))
    said = Evidence("signature", None, f"{name}: {image.signature}")
    yield RULE.finding(
        facts,
        subject=f"signature {image.signature}",
        title=f"The image {name} {words}, says the device",
        evidence=lines or (said,),
        severity=severity,
    )


RULE = Rule(
    id="image-signature-invalid",
    title="The image's signature is wrong or missing",
    severity=Severity.CRITICAL,
    judge=_judge,
    needs=("image.signature",),
    techniques=("T1601.001",),
    lasting=True,
)
