"""What an attestation proves: every check on its own, and nothing hostile makes it raise."""

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
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

from netwatch.judgement.attested import Ground, attested
from netwatch.judgement.tpm_quote import covers, read_quote
from netwatch.model.image import Attestation, Measurement, Register
from netwatch.model.known_good import KnownKind, KnownValue
from netwatch.model.ladder import Verdict

NOW = datetime(2026, 3, 2, tzinfo=UTC)
GROUND = Ground(now=NOW, serials=(SERIAL,), products=(PRODUCT,), roots=(root(),), known=published())
CHECKS = (
    "signature", "nonce", "registers", "chain", "certificates", "serial", "boot-0", "bootloader",
    "os",
)  # fmt: skip
V, U, C = Verdict.VERIFIED, Verdict.UNVERIFIABLE, Verdict.CONTRADICTED


def judged(attestation_, **changed):
    return attested(attestation_, replace(GROUND, **changed))


def test_everything_holds():
    found = judged(attestation())
    assert tuple(each.name for each in found.checks) == CHECKS
    assert {each.verdict for each in found.checks} == {V}
    assert found.verdict is V


def test_nothing_to_go_by_is_no_contradiction():
    found = attested(Attestation(), Ground(now=NOW))
    assert {each.verdict for each in found.checks} == {U}
    assert found.verdict is U
    assert all(each.says for each in found.checks)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"nonce": "5"}, {"signature", "nonce"}),
        ({"signature": "00" * 256}, {"signature", "nonce"}),
        ({"signature": "xyz"}, {"signature", "nonce"}),
        ({"chain_signature": "00" * 256}, {"certificates"}),
        ({"chain_nonce": "5"}, {"certificates"}),
        ({"registers": (Register("PCR0", "ab" * 32), Register("PCR8", "cd" * 32))}, {
            "signature", "nonce", "registers",
        }),
        ({"measurements": (*STAGES[:2], Measurement("os", "17.09.04a", "e"))}, {"registers"}),
        ({"certificates": ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",)}, {
            "chain",
        }),
    ],
)  # fmt: skip
def test_one_thing_wrong(changed, wrong):
    found = judged(replace(attestation(), **changed))
    assert {each.name for each in found.contradictions} >= wrong
    assert {each.name for each in found.contradictions} <= wrong | {"os"}


def test_an_outdated_certificate_is_told_and_refuses_nothing():
    old = certificate(
        "device", "authority", serial_number=f"PID:{PRODUCT} SN:{SERIAL}",
        until=datetime(2021, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    given_ = attestation()
    found = judged(replace(given_, certificates=(pem(old), *given_.certificates[1:])))
    assert found.check("chain").verdict is V
    assert "out of date" in found.check("chain").says


def test_without_a_root_the_chain_cannot_be_judged():
    found = judged(attestation(), roots=())
    assert found.check("chain").verdict is U
    assert "netwatch import trust-root" in found.check("chain").says


def test_a_supervisor_that_was_not_listed_is_no_contradiction():
    assert judged(attestation(), products=("C9407R",), serials=("FXS1",)).verdict is U
    with pytest.raises(KeyError):
        judged(attestation()).check("colour")


def test_a_register_that_is_switched_off():
    off = (Register("PCR0", "00" * 32), attestation().registers[1])
    assert judged(replace(attestation(), registers=off)).check("registers").verdict is U


def value(name, digest, kind=KnownKind.OS, model=""):
    return KnownValue(kind=kind, name=name, algorithm="biv", digest=digest, model=model)


@pytest.mark.parametrize(
    ("measured", "known", "verdict", "words"),
    [
        ("17.09.04a", value("c9k.17.09.04a.SPA.bin", "ef" * 64), V, "is the known-good one"),
        ("17.09.04a", value("17.09.04a", "ef" * 32), V, "is the known-good one"),
        ("17.12.01", value("17.09.04a", "ef" * 64), C, "really the known-good 17.09.04a"),
        ("17.09.04a", value("17.09.04a", "12" * 64, model="C9300"), C, "known good is 1212"),
        ("17.09.04a", value("17.09.04a", "12" * 64, model="ISR4000"), U, "no known-good value"),
        ("17.09.04a", value("17.09.04a", "12" * 64), U, "no known-good value"),
        ("x.pkg", value("x.pkg", "12" * 64), C, "known good is 1212"),
        ("17.09.04a", value("17.09.04a", "ef" * 64, kind=KnownKind.BOOT0), U, "no known-good"),
        (None, value("17.09.04a", "ef" * 64), V, "known good, as 17.09.04a"),
    ],
)
def test_against_a_published_value(measured, known, verdict, words):
    given_ = replace(attestation(), measurements=(Measurement("os", measured, "ef" * 64),))
    check = judged(given_, known=(known,)).check("os")
    assert check.verdict is verdict
    assert words in check.says


def test_a_first_stage_may_be_published_under_another_name():
    given_ = attestation(measurements=(Measurement("boot-0", "MA0007R06.0714", "ab" * 32),))
    known = (value("F01023R12", "ab" * 32, KnownKind.BOOT0),)
    assert judged(given_, known=known).check("boot-0").verdict is V


def test_many_packages_are_summed_up():
    stages = tuple(Measurement("os", f"{n}.pkg", f"{n:02x}" * 64) for n in range(1, 9))
    known = tuple(value(each.version, each.digest) for each in stages)
    given_ = attestation((*STAGES[:2], *stages))
    assert judged(given_, known=known).check("os").verdict is V
    bad = judged(given_, known=(*known[:-2], *(value(n, "00" * 64) for n in ("7.pkg", "8.pkg"))))
    assert bad.check("os").verdict is C
    assert bad.check("os").says.startswith("2 of 8: ")


def quote(nonce, digest, chosen=b"\x01\x01\x00"):
    name, extra = b"\0\x22" + b"\0" * 34, b"\0\x08" + nonce.to_bytes(8)
    head = bytes.fromhex("ff5443478018") + name + extra + b"\0" * 25
    select = b"\0\0\0\1\0\x0b" + bytes([len(chosen)]) + chosen
    return head + select + len(digest).to_bytes(2) + digest


def test_a_quote_of_a_tpm_says_which_registers_and_which_number():
    from hashlib import sha256

    registers = (("PCR0", "ab" * 32), ("PCR8", "cd" * 32))
    digest = sha256(bytes.fromhex("ab" * 32 + "cd" * 32)).digest()
    read = read_quote(quote(7, digest))
    assert (read.nonce, read.registers) == (7, (0, 8))
    assert covers(read, registers)
    assert not covers(read, registers[:1])
    assert not covers(read, (("PCR0", "zz"), ("PCR8", "cd" * 32)))
    assert read_quote(quote(7, digest) + b"x") is None
    assert read_quote(b"") is None


@given(data=st.binary(max_size=200), cut=st.integers(0, 200))
def test_no_bytes_make_the_quote_reader_raise(data, cut):
    read_quote(data)
    read_quote(quote(7, b"x" * 32)[:cut] + data)


@settings(max_examples=150, deadline=None)
@given(which=st.integers(0, 2), at=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
@example(which=0, at=0.021484375, value=0)  # a serial number of zero
@example(which=0, at=0.017578125, value=1)  # a version of X.509 there never was
def test_no_damaged_certificate_makes_it_raise_or_hold(which, at, value):
    whole = attestation()
    pems = list(whole.certificates)
    body = bytearray(base64.b64decode("".join(pems[which].split("\n")[1:-2])))
    place = int(at * len(body))
    if body[place] == value:
        return
    body[place] = value
    text = base64.b64encode(bytes(body)).decode()
    pems[which] = f"-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"
    found = judged(replace(whole, certificates=tuple(pems)))
    assert found.verdict is C


@settings(max_examples=100, deadline=None)
@given(
    texts=st.lists(st.text(max_size=40), min_size=8, max_size=8),
    version=st.sampled_from(["1", "2", "3", "99999999999", "x", None]),
)
def test_no_text_makes_it_raise(texts, version):
    hostile = Attestation(
        product=texts[0],
        measurements=(Measurement("os", texts[1], texts[2]), Measurement(texts[3], None, "a")),
        registers=(Register("PCR0", texts[4]), Register("PCR8", texts[5])),
        nonce=NONCE,
        signature_version=version,
        signature=texts[6],
        quote=texts[7],
        certificates=attestation().certificates,
        chain_nonce=NONCE,
        chain_version=version,
        chain_signature=texts[6],
    )
    assert len(judged(hostile).checks) == len(CHECKS)
