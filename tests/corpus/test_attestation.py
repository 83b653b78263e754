"""The measured boots that real devices printed: which hold, which do not, and why.

Some published answers were damaged on purpose by Cisco's validator project; what is wrong with each
is in its name. The root of each chain is the one the same answer prints.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from support.corpus import corpus, text_of

from netwatch.judgement.attested import Ground, attested
from netwatch.model.known_good import KnownKind, KnownValue, TrustRoot
from netwatch.model.ladder import Verdict
from netwatch.model.state import Answers
from netwatch.parsing.ios.attestation import ATTESTATION, CERTIFICATES, attestations

pytestmark = pytest.mark.corpus

NOW = datetime(2026, 3, 2, tzinfo=UTC)
INTEGRITY, SUDI, SYSTEM = (
    "show_platform_integrity", "show_platform_sudi", "show_system_integrity_or_other",
)  # fmt: skip
HOLDS, OPEN, WRONG = Verdict.VERIFIED, Verdict.UNVERIFIABLE, Verdict.CONTRADICTED
ISR4321, ISR4451 = "isr4k_show_plat_sudi_sign_nonce", "isr4k_show_plat_sudi_cert"
# answer -> its certificates, then signature, nonce and registers
MEASURED = {
    "example_show_plat_int": ("example_show_plat_sudi", HOLDS, HOLDS, HOLDS),
    "isr4k_show_plat_int_sign_nonce": (ISR4321, HOLDS, HOLDS, HOLDS),
    "show_plat_int_crlf_eol": ("show_plat_sudi_crlf_eol", HOLDS, HOLDS, HOLDS),
    "isr4k_show_plat_int_sign": (ISR4321, HOLDS, OPEN, HOLDS),
    "isr4k_show_plat_int": (ISR4321, OPEN, OPEN, HOLDS),
    "isr4k_show_plat_int_not_present_os_version": (ISR4321, OPEN, OPEN, HOLDS),
    "isr4k_show_plat_int_missing_boot_loader_version": (ISR4321, OPEN, OPEN, HOLDS),
    "isr4k_show_plat_int_bad_boot_0_version": (ISR4321, OPEN, OPEN, WRONG),
    "isr4k_show_plat_int_bad_boot_loader_version": (ISR4321, OPEN, OPEN, WRONG),
    "isr4k_show_plat_int_bad_os_version": (ISR4321, OPEN, OPEN, WRONG),
    "isr4k_show_plat_int_unsigned_multi_bad_hashes": (ISR4451, OPEN, OPEN, WRONG),
    # The registers are signed, the hashes printed beside them were changed.
    "isr4k_show_plat_int_sign_nonce_invalid_pcr0": (ISR4321, HOLDS, HOLDS, WRONG),
    "isr4k_show_plat_int_multi_bad_hashes": (ISR4451, HOLDS, HOLDS, WRONG),
    "cbr8_show_plat_int_sign_not_present": ("cbr8_show_plat_sudi_not_present", OPEN, OPEN, OPEN),
    "isr4k_show_plat_int_line_wrap": (ISR4451, OPEN, OPEN, OPEN),
}
# answer -> chain to the root it prints, signature over the certificates
CERTIFIED = {
    "example_show_plat_sudi": (HOLDS, HOLDS),
    ISR4321: (HOLDS, HOLDS),
    ISR4451: (HOLDS, HOLDS),
    "isr1k_show_plat_sudi_sign_nonce": (HOLDS, HOLDS),
    "show_plat_sudi_crlf_eol": (HOLDS, HOLDS),
    "38_show_sudi_sign": (HOLDS, OPEN),
    "38_show_sudi_sign_nonce": (HOLDS, HOLDS),
    "38_show_sudi_sign_bad": (HOLDS, WRONG),
    "isr4k_show_plat_sudi_sign_invalid_dev_cert": (WRONG, WRONG),
    "cbr8_show_plat_sudi_not_present": (OPEN, OPEN),
}


def asked(path, topic):
    """Return the answer in ``path`` as (topic, command, text); its first line names the command."""
    text = text_of(path)
    found = re.search(r"show (?:platform|system) [^\n]*", text)
    return (topic, found[0].strip() if found else "show", text)


def read(*given):
    return attestations(Answers(given))


def printed(measured, certificates):
    folder = corpus("outputs", "cisco_bootintegrity")
    (found,) = read(
        asked(folder / INTEGRITY / f"{measured}.txt", ATTESTATION),
        asked(folder / SUDI / f"{certificates}.txt", CERTIFICATES),
    )
    return found


def ground(attestation, **more):
    roots = tuple(
        TrustRoot(pem=each, subject="root", fingerprint="", source="the answer itself")
        for each in attestation.certificates[-1:]
    )
    return Ground(now=NOW, roots=roots, **more)


def verdicts(found, *names):
    return tuple(found.check(each).verdict for each in names)


@pytest.mark.parametrize("name", MEASURED)
def test_measured_boot(name):
    certificates, *expected = MEASURED[name]
    measured = printed(name, certificates)
    found = attested(measured, ground(measured))
    assert verdicts(found, "signature", "nonce", "registers") == tuple(expected)


@pytest.mark.parametrize("name", CERTIFIED)
def test_certificates(name):
    (given,) = read(
        asked(corpus("outputs", "cisco_bootintegrity", SUDI, f"{name}.txt"), CERTIFICATES)
    )
    assert verdicts(attested(given, ground(given)), "chain", "certificates") == CERTIFIED[name]


def test_every_published_answer_is_accounted_for():
    folder = corpus("outputs", "cisco_bootintegrity")
    assert {each.stem for each in (folder / INTEGRITY).iterdir()} == set(MEASURED)
    assert {each.stem for each in (folder / SUDI).iterdir()} == set(CERTIFIED)


def test_another_number_than_the_one_asked():
    given = printed("isr4k_show_plat_int_sign_nonce", ISR4321)
    found = attested(replace(given, nonce="2"), ground(given))
    assert verdicts(found, "signature", "nonce") == (WRONG, WRONG)
    old = printed("isr4k_show_plat_int_sign", ISR4321)
    found = attested(replace(old, nonce="2"), ground(old))
    assert verdicts(found, "signature", "nonce") == (HOLDS, WRONG)
    assert "no nonce" in found.check("nonce").says


def test_wrapped_hashes_are_joined():
    given = printed("isr4k_show_plat_int_line_wrap", ISR4451)
    assert [len(each.digest) for each in given.measurements] == [64, 128, 128]


def test_the_certificate_is_of_this_device():
    given = printed("isr4k_show_plat_int_sign_nonce", ISR4321)
    for serials, expected in (("FDO184619XU", HOLDS), ("FDO999999XX", WRONG)):
        found = attested(given, ground(given, serials=(serials,), products=("ISR4321/K9",)))
        assert found.check("serial").verdict is expected
    found = attested(given, ground(given, serials=("FXS999999XX",), products=("C9407R",)))
    assert found.check("serial").verdict is OPEN


def known(given, **changed):
    """Values as a bundle of 2017 lists them: by family and version."""
    kinds = {"boot-0": KnownKind.BOOT0, "bootloader": KnownKind.BOOTLOADER, "os": KnownKind.OS}
    return tuple(
        KnownValue(
            kind=kinds[each.stage],
            name=each.version,
            algorithm="biv",
            digest=changed.get(each.stage.replace("-", ""), each.digest),
            model="ISR4000",
        )
        for each in given.measurements
    )


def test_against_known_good_values():
    given = printed("isr4k_show_plat_int_sign_nonce", ISR4321)
    facts = {"serials": ("FDO184619XU",), "products": ("ISR4321/K9",)}
    whole = attested(given, ground(given, known=known(given), **facts))
    assert whole.verdict is HOLDS
    assert [each.verdict for each in whole.checks] == [HOLDS] * 9
    tampered = attested(given, ground(given, known=known(given, os="ab" * 64), **facts))
    assert [each.name for each in tampered.contradictions] == ["os"]
    assert attested(given, ground(given, **facts)).verdict is OPEN


def test_a_later_device_with_many_packages():
    folder = corpus("outputs", "cisco_bootintegrity", SYSTEM)
    (given,) = read(
        asked(folder / "cli_valid_multiple_measure.txt", ATTESTATION),
        asked(folder / "cli_valid_trust_chain.txt", CERTIFICATES),
    )
    assert len(given.measurements) == 21
    found = attested(given, ground(given))
    names = ("signature", "nonce", "registers", "chain", "certificates")
    assert verdicts(found, *names) == (HOLDS,) * 5


@pytest.mark.parametrize(
    ("folder", "measured", "places"),
    [
        ("genie_iosxe-cat9k-c9300", "golden_output1_output.txt", 3),
        ("genie_iosxe", "golden_1_output.txt", 2),
    ],
)
def test_every_switch_of_a_stack_and_every_supervisor(folder, measured, places):
    path = corpus("outputs", folder)
    found = read(
        asked(path / "ShowSystemIntegrityAllMeasurementNonce" / measured, ATTESTATION),
        asked(
            path / "ShowSystemIntegrityAllTrustChainNonce" / "golden_output1_output.txt",
            CERTIFICATES,
        ),
    )
    assert len({each.location for each in found}) == places
    assert len({sha256(each.certificates[0].encode()).digest() for each in found}) == places
    for each in found:
        judged = attested(each, ground(each))
        assert verdicts(judged, "signature", "nonce", "registers", "chain", "certificates") == (
            (HOLDS,) * 5
        )


def test_a_tpm_quotes_the_registers_and_the_number():
    path = corpus("outputs", "genie_iosxe", "ShowSystemIntegrityAllMeasurementNonce")
    (given,) = read(asked(path / "golden_output2_output.txt", ATTESTATION))
    (other,) = read(
        asked(corpus("outputs", "cisco_bootintegrity", SUDI, f"{ISR4321}.txt"), CERTIFICATES)
    )
    given = replace(given, certificates=other.certificates)
    found = attested(given, ground(given))
    # The key that signs a quote has a certificate of its own, which this answer does not hold.
    assert verdicts(found, "signature", "nonce", "registers") == (OPEN, HOLDS, OPEN)
    found = attested(replace(given, nonce="2382"), ground(given))
    assert found.check("nonce").verdict is WRONG
