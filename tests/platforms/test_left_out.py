"""A visit that left the expensive commands out observed no hash: None, and never an empty tuple."""

from datetime import UTC, datetime

import pytest
from support.golden import cases

from netwatch import registry
from netwatch.app.golden import read_case
from netwatch.model.image import Signature
from netwatch.model.platform import HASH
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.read import read_device

HASHED = [
    each
    for each in cases()
    if any(e.slow for e in registry.platform(each.parent.name).templates)
    and (HASH in read_case(each))
]


def _visit(case, *, whole):
    platform = registry.platform(case.parent.name)
    answers = read_case(case)
    artifacts = tuple(
        Artifact(topic, command, text)
        for topic in answers
        for command, text in answers.all(topic)
        if whole or topic != HASH
    )
    now = datetime(2026, 1, 1, tzinfo=UTC)
    snapshot = Snapshot(
        device=case.name, platform=platform.name, taken_at=now, artifacts=artifacts,
        left_out=() if whole else tuple(command for command, _ in answers.all(HASH)),
    )  # fmt: skip
    return read_device(platform, snapshot), now


@pytest.mark.parametrize("case", HASHED, ids=lambda case: f"{case.parent.name}#{case.name}")
def test_no_hash_asked_is_no_hash_observed(case):
    state, now = _visit(case, whole=True)
    if state.image is None:
        return
    assert state.image.hashed_at == (now if state.image.digests else None)
    left, _ = _visit(case, whole=False)
    # SONiC names its containers' hashes in "show version", which costs nothing.
    assert left.image.digests is None or case.parent.name == "sonic"
    assert left.image.hashed_at is None
    assert left.image.signature is not Signature.VALID


def test_every_family_of_answers_is_tried():
    assert len({each.parent.name for each in HASHED}) >= 12


def _checked(*asked, left_out=()):
    version = Artifact("version", "/system resource print", "version: 7.22\nplatform: MikroTik\n")
    artifacts = (version, *(Artifact("installation", "/system check-installation", each)
                            for each in asked))  # fmt: skip
    now = datetime(2026, 1, 1, tzinfo=UTC)
    snapshot = Snapshot(
        device="r", platform="mikrotik_routeros", taken_at=now, artifacts=artifacts,
        left_out=left_out,
    )  # fmt: skip
    return read_device(registry.platform("mikrotik_routeros"), snapshot).image.hashed_at


def test_a_platform_that_hashes_nothing_is_due_again_after_its_own_check():
    assert _checked("status: installation is ok\n") is not None
    assert _checked() is None
    assert _checked(left_out=("/system check-installation",)) is None


def test_what_is_shown_for_nothing_puts_no_expensive_question_off():
    name = "show platform security attest certificate CiscoSUDI location all nonce {nonce} json"
    packages = f"Active Packages:    XR: 1\nLabel: 7.9.2\nSoftware Hash:      {'ab' * 32}\n"
    artifacts = (
        Artifact("version", "show version", "Cisco IOS XR Software, Version 7.9.2 LNT\n"),
        Artifact("packages", "show install active summary", packages),
    )
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for left_out, hashed in (((name,), None), ((), now)):
        snapshot = Snapshot(
            device="r", platform="cisco_xr", taken_at=now, artifacts=artifacts, left_out=left_out
        )
        image = read_device(registry.platform("cisco_xr"), snapshot).image
        assert (len(image.digests), image.hashed_at) == (1, hashed)
