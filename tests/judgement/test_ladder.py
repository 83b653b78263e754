"""The evidence ladder: every rung in every verdict it can have, and never a word of "clean"."""

from dataclasses import replace

import pytest
from support.build import NOW, digest, image, state

from netwatch.judgement.ladder import Said, ladder
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import FileEntry, Signature, Signed
from netwatch.model.ladder import Verdict
from netwatch.model.policy import KnownImage

UNMEASURED = Said(Verdict.UNVERIFIABLE, "not measured")
LISTED = (FileEntry("flash:os.bin", 8, "Mar 1 2023"),)
OWN = digest("a1")
COPY = replace(OWN, fetched=True)
PUBLISHED = KnownImage(digest=OWN.value, algorithm="sha512", file="os.bin", source="Bulk.csv:3")


def climbed(shown, *, files=None, findings=(), good=(), measured=UNMEASURED):
    taken = None if shown is None else replace(shown, hashed_at=NOW, fetched_at=NOW)
    return ladder(state(image=taken, files=files), findings, good, measured)


def finding(rule, severity=Severity.HIGH):
    return Finding(
        rule=rule,
        severity=severity,
        confidence=Confidence.HIGH,
        device="core-rtr1",
        title=f"{rule} happened",
        subject=rule,
        evidence=(Evidence("show version", 1, "x"),),
    )


RUNGS = {
    "a-listed-file": (1, Verdict.CONSISTENT, {"files": LISTED}, {}),
    "a-listing-without-it": (1, Verdict.CONTRADICTED, {"files": (FileEntry("flash:x"),)}, {}),
    "no-listing": (1, Verdict.UNVERIFIABLE, {}, {}),
    "a-file-off-the-box": (
        1, Verdict.CONTRADICTED, {}, {"running_file": "tftp://192.0.2.66/os.bin"},
    ),
    "a-hash-by-the-box": (2, Verdict.CONSISTENT, {}, {"digests": (OWN,)}),
    "no-hash-by-the-box": (2, Verdict.UNVERIFIABLE, {}, {"digests": (COPY,)}),
    "a-hash-that-changed": (
        2, Verdict.CONTRADICTED, {"findings": (finding("image-digest-changed"),)},
        {"digests": (OWN,)},
    ),
    "a-copy-that-agrees": (3, Verdict.CONSISTENT, {}, {"digests": (OWN, COPY)}),
    "a-copy-that-differs": (
        3, Verdict.CONTRADICTED, {}, {"digests": (OWN, replace(digest("b2"), fetched=True))},
    ),
    "no-copy": (3, Verdict.UNVERIFIABLE, {}, {"digests": (OWN,)}),
    "a-published-hash-of-a-copy": (
        4, Verdict.VERIFIED, {"good": (PUBLISHED,)}, {"digests": (OWN, COPY)},
    ),
    "a-published-hash-by-the-box": (
        4, Verdict.CONSISTENT, {"good": (PUBLISHED,)}, {"digests": (OWN,)},
    ),
    "another-published-hash": (
        4, Verdict.CONTRADICTED, {"good": (replace(PUBLISHED, digest="00" * 8),)},
        {"digests": (OWN,)},
    ),
    "nothing-published": (4, Verdict.UNVERIFIABLE, {}, {"digests": (OWN,)}),
    "a-valid-signature": (5, Verdict.CONSISTENT, {}, {"signature": Signature.VALID}),
    "an-invalid-signature": (5, Verdict.CONTRADICTED, {}, {"signature": Signature.INVALID}),
    "no-signature": (5, Verdict.UNVERIFIABLE, {}, {"signature": Signature.ABSENT}),
    "an-unknown-signature": (5, Verdict.UNVERIFIABLE, {}, {"signature": Signature.UNKNOWN}),
    "an-unasked-signature": (5, Verdict.UNVERIFIABLE, {}, {"signature": None}),
    "a-measured-boot": (
        6, Verdict.VERIFIED, {"measured": Said(Verdict.VERIFIED, "the quote holds")}, {},
    ),
    "memory": (7, Verdict.CONSISTENT, {}, {"memory_text": digest("c3", "system:memory/text")}),
    "memory-not-asked": (7, Verdict.UNVERIFIABLE, {}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNGS)
def test_rung(name):
    number, verdict, around, shown = RUNGS[name]
    (rung,) = [each for each in climbed(image(**shown), **around).rungs if each.number == number]
    assert rung.verdict is verdict
    assert rung.why


def test_a_device_that_showed_nothing_has_every_rung_unverifiable():
    whole = climbed(None)
    assert [each.number for each in whole.rungs] == [1, 2, 3, 4, 5, 6, 7]
    assert whole.verdict is Verdict.UNVERIFIABLE


def test_one_contradiction_outweighs_a_verified_rung():
    shown = image(digests=(OWN, COPY), signature=Signature.INVALID)
    assert climbed(shown, good=(PUBLISHED,)).verdict is Verdict.CONTRADICTED


def test_a_contradicted_rung_quotes_the_worst_finding():
    both = (
        finding("image-digest-differs-from-fleet"),
        finding("image-digest-changed", Severity(4)),
    )
    rung = climbed(image(digests=(OWN,)), findings=both).rungs[1]
    assert rung.why.startswith("image-digest-changed")
    assert rung.evidence


def test_the_signer_is_named():
    signed = (Signed(of="running", kind="Release", serial="5F3C21AA"),)
    rung = climbed(image(signature=Signature.VALID, signed=signed)).rungs[4]
    assert "5F3C21AA" in rung.why


@pytest.mark.parametrize("name", RUNGS)
def test_nothing_is_ever_called_clean(name):
    _, _, around, shown = RUNGS[name]
    assert not any("clean" in each.why for each in climbed(image(**shown), **around).rungs)


@pytest.mark.parametrize(
    ("rung", "ends", "why"),
    [
        (2, {"hashed_at": None}, "since the device hashed it"),
        (3, {"fetched_at": None}, "since a copy was fetched"),
        (3, {"hashed_at": None}, "of a copy netwatch hashed itself on 2026"),
        (4, {"hashed_at": None, "fetched_at": None}, "no published hash is known"),
    ],
)
def test_hashes_of_what_ran_before_say_nothing_of_what_runs(rung, ends, why):
    other = replace(digest("b2"), fetched=True)
    times = {"hashed_at": NOW, "fetched_at": NOW, **ends}
    shown = state(image=image(digests=(OWN, other), **times))
    said = ladder(shown, (), (PUBLISHED,), UNMEASURED).rungs[rung - 1]
    assert said.verdict is not Verdict.CONTRADICTED
    assert why in said.why
