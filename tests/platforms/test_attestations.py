"""Golden answers of a device with a trust anchor: what was read of them proves what it should."""

from datetime import UTC, datetime

import pytest
from support import golden

from netwatch import registry
from netwatch.judgement.attested import Ground, attested
from netwatch.model.image import Signature
from netwatch.model.known_good import TrustRoot
from netwatch.model.ladder import Verdict
from netwatch.model.state import Answers
from netwatch.parsing.ios.attestation import ATTESTATION, CERTIFICATES, attestations
from netwatch.parsing.text import clean
from netwatch.parsing.xr.attestation import attestations as xr_attestations
from netwatch.parsing.xr.secure_boot import SECURE_BOOT, signature

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


XR = golden.HOME / "cisco_xr" / "attestation"
ASKED = "show platform security attest certificate CiscoSUDI location all nonce 1234567890 json"


def xr_verdicts(found):
    root = TrustRoot(pem=found.certificates[-1], subject="", fingerprint="", source="")
    ground = Ground(now=NOW, roots=(root,), serials=("FOC0000TEST",), products=("8202-32FH-M",))
    judged = attested(found, ground)
    return {each.name: each.verdict for each in judged.checks}


def test_each_card_of_an_xr_router_signs_its_certificates_and_the_number_asked():
    found = registry.platform("cisco_xr").read(golden.answers(XR)).image
    parts = (found.attestation, *found.member_attestations)
    assert [each.location for each in parts] == ["0/RP0/CPU0", "0/0/CPU0"]
    for part in parts:
        verdicts = xr_verdicts(part)
        assert {verdicts[each] for each in ("chain", "certificates", "serial")} == {
            Verdict.VERIFIED
        }
        assert verdicts["signature"] is verdicts["os"] is Verdict.UNVERIFIABLE


@pytest.mark.parametrize("asked", ["1234567891", "1122334455", "12345678", "123456789"])
def test_an_xr_answer_to_another_number_is_a_contradiction(asked):
    text = golden.answers(XR).get(CERTIFICATES)
    command = ASKED.replace("1234567890", asked)
    found = xr_attestations(Answers(((CERTIFICATES, command, text),)))[0]
    assert xr_verdicts(found)["certificates"] is Verdict.CONTRADICTED


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"system-certificates": 5}', '{"system-certificates": [{}, 5, []]}',
     '{"system-certificates": [{"certificates": {"certificate": [{"value": "###"}, 7]}}]}',
     '{"system-certificates": ' + "[" * 100_000],
)  # fmt: skip
def test_an_xr_answer_that_is_no_such_json_holds_nothing(text):
    for each in xr_attestations(Answers(((CERTIFICATES, ASKED, text),))):
        assert (each.certificates, each.chain_signature) == ((), None)
        assert each.nonce == "1234567890"


def test_what_an_xr_router_was_not_asked_was_not_observed():
    assert xr_attestations(Answers(())) is None


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (("Enabled",), Signature.VALID),
        (("Enabled", "Enabled"), Signature.VALID),
        (("Enabled", "Not Enabled"), Signature.UNKNOWN),
        ((), Signature.UNKNOWN),
    ],
)
def test_secure_boot_counts_where_every_node_says_so(states, said):
    text = "".join(f"Secure Boot Status: {each}\n" for each in states)
    assert signature(Answers(((SECURE_BOOT, "show", text),))) is said
