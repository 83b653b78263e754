"""The device's signed account of its boot does not hold, or tells of other code."""

from collections.abc import Iterator

from netwatch.judgement.attested import Attested, all_attested
from netwatch.judgement.describe import cut, label, sentence
from netwatch.judgement.verdict import Check
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Attestation
from netwatch.model.rule import Facts, Rule

# A certificate of another serial number may be a replaced supervisor's, a new root a new series'.
_MILDER = frozenset({"serial", "chain"})


def _judge(facts: Facts) -> Iterator[Finding]:
    image = facts.after.image
    if image is None or image.attestation is None:
        return
    # Serial numbers may have been observed at another visit than this one.
    whole = facts.known if facts.known.image else facts.after
    parts = (image.attestation, *(image.member_attestations or ()))
    judged = all_attested(whole, facts.roots, facts.measured, facts.now)
    for part, found in zip(parts, judged, strict=False):
        for check in found.contradictions:
            yield _finding(facts, part, found, check)


def _finding(facts: Facts, part: Attestation, found: Attested, check: Check) -> Finding:
    mild = check.name in _MILDER
    where = f" ({cut(found.location)})" if found.location else ""
    return RULE.finding(
        facts,
        subject=label(f"attestation {check.name} {found.location}".strip()),
        title=f"{sentence(check.says)}{where}",
        evidence=(*_account(part), *_proven(found)),
        severity=Severity.HIGH if mild else Severity.CRITICAL,
        confidence=Confidence.MEDIUM if mild else Confidence.HIGH,
    )


def _account(part: Attestation) -> Iterator[Evidence]:
    asked = f"asked with {part.nonce}" if part.nonce else "asked without a number"
    yield Evidence("attestation", None, f"{cut(part.product or 'the device')}, {asked}")
    for each in part.measurements[:8]:
        text = f"{each.stage} {cut(each.version or '?')}: {each.digest[:256]}"
        yield Evidence("attestation", None, text)
    for register in part.registers[:4]:
        yield Evidence("attestation", None, f"{cut(register.name)}: {register.value[:128]}")


def _proven(found: Attested) -> Iterator[Evidence]:
    for each in found.checks:
        yield Evidence(f"check of {each.name}", None, f"{each.verdict}: {cut(each.says, 400)}")


RULE = Rule(
    id="attestation-failed",
    title="The measured boot does not hold",
    severity=Severity.CRITICAL,
    judge=_judge,
    needs=("image.attestation",),
    techniques=("T1542.004", "T1601.001"),
    lasting=True,
    announceable=False,
)
