"""What the device says of its image's signature is wrong, missing, or of a key that builds test."""

from collections.abc import Iterator

from netwatch.judgement.describe import cut, label
from netwatch.judgement.quotes import mentioning, quoted
from netwatch.judgement.signers import described, pairs
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Image, Signature
from netwatch.model.rule import Facts, Rule

_TELLING = ("signature", "authenti", "verif", "certificate")
# Answers that are about nothing else: each line kept of them tells of it.
_ABOUT = frozenset(("installation", "kernel-package", "verify", "veriexec"))
_JUDGED = {
    Signature.INVALID: ("does not verify", Severity.CRITICAL),
    Signature.ABSENT: ("carries no signature", Severity.MEDIUM),
}


# On a device in service each is worth a word; whoever has a development key can sign anything.
_ODD = {"development": Severity.HIGH, "special": Severity.MEDIUM}


def _judge(facts: Facts) -> Iterator[Finding]:
    # The check of a file is expensive and left out at most visits: what was last said stands.
    image = facts.known.image
    if image is None:
        return
    if image.signature in _JUDGED:
        yield _verdict(facts, image, image.signature)
    yield from _other_signer(facts, image)
    yield from _odd_keys(facts, image)


def _verdict(facts: Facts, image: Image, signature: Signature) -> Finding:
    words, severity = _JUDGED[signature]
    name = cut(image.running_file or image.version or "the running image")
    about = (each for each in image.evidence if each.source in _ABOUT)
    lines = quoted((*mentioning(image.evidence, *_TELLING), *about))
    said = Evidence("signature", None, f"{name}: {signature}")
    return RULE.finding(
        facts,
        subject=f"signature {signature}",
        title=f"The image {name} {words}, says the device",
        evidence=lines or (said,),
        severity=severity,
    )


def _other_signer(facts: Facts, image: Image) -> Iterator[Finding]:
    """Tell where running code and its file were signed with different certificates."""
    for link, file in pairs(image):
        if link.serial and file.serial and link.serial != file.serial:
            yield RULE.finding(
                facts,
                subject=label(f"certificate of {link.of} {link.serial} {file.serial}"),
                title=(
                    f"The code that runs is signed with certificate {cut(link.serial)}, its file "
                    f"{cut(file.of)} with {cut(file.serial)}"
                ),
                evidence=(
                    Evidence("authenticity", None, described(link)),
                    Evidence("authenticity", None, described(file)),
                ),
                severity=Severity.HIGH,
            )


def _odd_keys(facts: Facts, image: Image) -> Iterator[Finding]:
    odd: dict[str, list[str]] = {}
    for each in image.signed or ():
        if each.kind and each.kind.lower() in _ODD:
            odd.setdefault(each.kind.lower(), []).append(described(each))
    for kind, lines in odd.items():
        yield RULE.finding(
            facts,
            subject=f"signed with a {kind} key",
            title=f"Code on the device is signed with a {kind} key: {cut(lines[0], 200)}",
            evidence=quoted(Evidence("authenticity", None, line) for line in lines),
            severity=_ODD[kind],
        )
    kinds = {each.kind.lower(): each for each in image.trusted_keys or ()}
    for kind in (each for each in _ODD if each in kinds):
        key = kinds[kind]
        text = f"{cut(key.kind)} key ({cut(key.use)}) {key.fingerprint}".strip()
        yield RULE.finding(
            facts,
            subject=f"accepts {kind} keys",
            title=f"The device accepts code that is signed with a {kind} key",
            evidence=(Evidence("signing-keys", None, text),),
            severity=Severity.LOW,
        )


RULE = Rule(
    id="image-signature-invalid",
    title="The image's signature is wrong or missing",
    severity=Severity.CRITICAL,
    judge=_judge,
    needs=("image",),
    techniques=("T1601.001",),
    lasting=True,
    announceable=False,
)
