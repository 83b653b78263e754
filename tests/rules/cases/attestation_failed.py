from dataclasses import replace

from support.attesting import (
    NONCE,
    PRODUCT,
    SERIAL,
    STAGES,
    attestation,
    certificate,
    pem,
    published,
    root,
)
from support.build import Case, image, state

from netwatch.model.evidence import Severity
from netwatch.model.image import Attestation, Measurement
from netwatch.model.state import Identity

WHO = Identity("core-rtr1", SERIAL, PRODUCT)
PATCHED = (*STAGES[:2], replace(STAGES[2], digest="00" * 64))
# Hashes of the vendor's code beside registers that hold something else.
LYING = Attestation(
    product=PRODUCT,
    measurements=STAGES,
    registers=attestation(PATCHED).registers,
)


def case(given, *, who=WHO, known=None, roots=None, **more):
    return Case(
        after=state(identity=who, image=image(attestation=given)),
        measured=published() if known is None else known,
        roots=(root(),) if roots is None else roots,
        **more,
    )


FIRES = {
    "registers-do-not-follow": case(
        LYING,
        severity=Severity.CRITICAL,
        says=("PCR8 does not follow from the hashes the device printed",),
        quotes=("contradicted: PCR8",),
    ),
    "another-system": case(
        attestation(PATCHED),
        severity=Severity.CRITICAL,
        says=(
            "The system 17.09.04a has the hash 0000000000000000, known good is efefefefefefefef",
        ),
    ),
    "another-number": case(
        attestation(answers="5"),
        severity=Severity.CRITICAL,
        says=("No signature covers the number asked",),
        count=3,
    ),
    "a-recorded-answer-without-number": case(
        attestation(answers=None),
        severity=Severity.CRITICAL,
        says=(f"covers no nonce: it may be of any age, though {NONCE} was asked",),
        count=2,
    ),
    "signed-by-another-key": case(attestation(by="intruder"), severity=Severity.CRITICAL, count=3),
    "another-root": case(
        attestation(),
        roots=(replace(root(), pem=pem(certificate("other", "other"))),),
        severity=Severity.HIGH,
        says=("The certificates lead to no imported root",),
    ),
    "another-device": case(
        attestation(),
        who=Identity("core-rtr1", "FOC9999XXXX", PRODUCT),
        severity=Severity.HIGH,
        says=(f"The certificate is of the serial number {SERIAL}",),
    ),
}
QUIET = {
    "everything-holds": case(attestation()),
    "nothing-is-imported": case(attestation(), known=(), roots=()),
    "the-device-has-no-such-evidence": case(Attestation(nonce=NONCE)),
    "another-release-is-published": case(
        attestation(), known=published((Measurement("os", "17.12.01", "12" * 64),))
    ),
    "not-asked-this-time": Case(
        before=state(image=image(attestation=LYING)), after=state(image=image())
    ),
}
