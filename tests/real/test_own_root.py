"""A real host whose kernel file is patched: same name, size and time, another digest."""

import platform

import pytest
from support.visiting import intrude, visit

pytestmark = pytest.mark.namespaces

KERNEL = f"/boot/vmlinuz-{platform.release()}"
FLIP = f"""
touch -r {KERNEL} /tmp/when
printf X | dd of={KERNEL} bs=1 seek=4096 conv=notrunc status=none
touch -r /tmp/when {KERNEL}
rm /tmp/when
"""


def test_one_flipped_byte_changes_the_digest_and_nothing_else(box):
    target, _ = box
    before = visit(target, "box1", "linux")
    assert intrude(target, FLIP) == ""
    after = visit(target, "box1", "linux")
    assert before.image.running_file == after.image.running_file == KERNEL
    (old,), (new,) = before.image.digests, after.image.digests
    assert (old.path, old.algorithm) == (new.path, new.algorithm) == (KERNEL, "sha256")
    assert old.value != new.value
    assert [each.path for each in after.files] == [KERNEL]
    assert before.files == after.files
    assert before.config == after.config


def test_a_file_dropped_into_boot_is_listed(box):
    target, _ = box
    intrude(target, "echo x > /boot/initrd.img-evil")
    listed = {each.path: each.size for each in visit(target, "box1", "linux").files}
    assert listed["/boot/initrd.img-evil"] == 2
