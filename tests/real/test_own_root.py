"""A real host whose kernel file is patched: same name, size and time, another digest."""

import itertools
import platform

import pytest
from support.visiting import intrude, visit, visit_and_fetch

from netwatch import registry
from netwatch.compare import compare
from netwatch.judgement.hashed import fetched_contradictions
from netwatch.model.image import Digest
from netwatch.model.platform import CopyBy

pytestmark = pytest.mark.namespaces

KERNEL = f"/boot/vmlinuz-{platform.release()}"
OFFSETS = itertools.count(4096)


def flipped():
    """Return the script that changes one more byte of the kernel and keeps the file's time."""
    return f"""
touch -r {KERNEL} /tmp/when
printf X | dd of={KERNEL} bs=1 seek={next(OFFSETS)} conv=notrunc status=none
touch -r /tmp/when {KERNEL}
rm /tmp/when
"""


def test_one_flipped_byte_changes_the_digest_and_nothing_else(box):
    target, _ = box
    before = visit(target, "box1", "linux")
    assert intrude(target, flipped()) == ""
    after = visit(target, "box1", "linux")
    assert before.image.running_file == after.image.running_file == KERNEL
    (old,), (new,) = before.image.digests, after.image.digests
    assert (old.path, old.algorithm) == (new.path, new.algorithm) == (KERNEL, "sha256")
    assert old.value != new.value
    assert [each.path for each in after.files] == [KERNEL]
    assert before.files == after.files
    assert before.config == after.config


@pytest.mark.parametrize("by", CopyBy)
def test_one_flipped_byte_is_found_in_a_copy_too(box, by):
    target, _ = box
    before = visit_and_fetch(target, "box1", "linux", by, KERNEL)
    intrude(target, flipped())
    after = visit_and_fetch(target, "box1", "linux", by, KERNEL)
    assert before.files == after.files
    for state in (before, after):
        values = {(each.fetched, each.algorithm): each.value for each in state.image.digests}
        assert values[False, "sha256"] == values[True, "sha256"]
        assert {algorithm for fetched, algorithm in values if fetched} == {
            "md5", "sha256", "sha512",
        }  # fmt: skip
    assert set(before.image.digests).isdisjoint(after.image.digests)
    told = compare(before, after, registry.platform("linux"))
    changed = [each.after for each in told if isinstance(each.after, Digest)]
    assert {each.fetched for each in changed} == {False, True}


def test_a_host_that_lies_about_its_kernel_is_contradicted_by_a_copy(box):
    target, _ = box
    honest = visit_and_fetch(target, "box1", "linux", CopyBy.SFTP, KERNEL)
    assert fetched_contradictions(honest.image) == ()
    (own,) = (each for each in honest.image.digests if not each.fetched)
    tool = intrude(target, "command -v sha256sum").strip()
    liar = f"#!/bin/sh\\necho '{own.value}  {KERNEL}'\\n"
    try:
        intrude(target, f'cp -a {tool} /root/kept; printf "{liar}" > {tool}; {flipped()}')
        lied = visit_and_fetch(target, "box1", "linux", CopyBy.SCP, KERNEL)
    finally:
        intrude(target, f"mv /root/kept {tool}")
    assert [each for each in lied.image.digests if not each.fetched] == [own]
    (found,) = fetched_contradictions(lied.image)
    assert found.own == own
    assert found.fetched.value != own.value


def test_a_file_dropped_into_boot_is_listed(box):
    target, _ = box
    intrude(target, "echo x > /boot/initrd.img-evil")
    listed = {each.path: each.size for each in visit(target, "box1", "linux").files}
    assert listed["/boot/initrd.img-evil"] == 2
