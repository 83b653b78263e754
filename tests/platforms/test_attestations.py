"""Golden answers of a device with a trust anchor: what was read of them proves what it should."""

from datetime import UTC, datetime

import pytest
from support import golden

from netwatch import registry
from netwatch.judgement.attested import Ground, attested
from netwatch.model.known_good import TrustRoot
from netwatch.model.ladder import Verdict
from netwatch.model.state import Answers
from netwatch.parsing.ios.attestation import ATTESTATION, CERTIFICATES, attestations
from netwatch.parsing.text import clean

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HOME = golden.HOME / "cisco_xe"
SIGNED = ("signature", "nonce", "registers", "chain", "certificates")


def image(case):
    return registry.platform("cisco_xe").read(golden.answers(HOME / case)).image


def verdicts(found):
    root = TrustRoot(pem=found.certificates[-1], subject="", fingerprint="", source="")
    judged = attested(found, Ground(now=NOW, roots=(root,)))
    return {judged.check(each).verdict for each in SIGNED}


@pytest.mark.parametrize("case", ["attestation-of-one-device", "attestation-wrapped"])
def test_one_device(case):
    found = image(case)
    assert verdicts(found.attestation) == {Verdict.VERIFIED}
    assert found.member_attestations == ()


def test_a_stack():
    found = image("attestation-of-a-stack")
    parts = (found.attestation, *found.member_attestations)
    assert [each.location[-16:] for each in parts] == ["CHASSIS=1 NODE=0", "CHASSIS=2 NODE=0"]
    for part in parts:
        assert verdicts(part) == {Verdict.VERIFIED}


def test_a_device_without_the_evidence_was_still_asked():
    found = image("attestation-not-present").attestation
    assert (found.measurements, found.registers, found.signature) == ((), (), None)
    assert found.nonce is not None


def test_what_was_not_asked_was_not_observed():
    assert image("signing-chain").attestation is None
    assert attestations(Answers(())) is None


@pytest.mark.parametrize(
    ("command", "nonce"),
    [
        ("show platform integrity sign nonce 17", "17"),
        ("show platform integrity sign", None),
        ("show platform integrity sign nonce 017", None),
        ("show platform integrity sign nonce 17; reload", None),
    ],
)
def test_the_number_is_the_commands(command, nonce):
    (found,) = attestations(Answers(((ATTESTATION, command, "Platform: X\n"),)))
    assert found.nonce == nonce


def test_a_prompt_of_hexadecimal_is_no_end_of_a_signature():
    text = "Signature version: 1\nSignature:\nAB12\nCD34\n3800Switch#\nABCD: 12\n"
    (found,) = attestations(Answers(((CERTIFICATES, "show x", clean(text)),)))
    assert found.chain_signature == "ab12cd34"
