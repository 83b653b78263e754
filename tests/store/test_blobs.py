import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import texts

from netwatch.store import blobs
from netwatch.store.blobs import Keyframe, Packed, digest_of, pack, to_bytes, to_text, unpack
from netwatch.store.errors import BlobCorruptError, TextTooLargeError

CONFIG = b"".join(
    f"interface Gi1/0/{n}\n description {hashlib.sha256(b'%d' % n).hexdigest()}\n".encode()
    for n in range(500)
)
KEY = Keyframe(CONFIG, len(pack(CONFIG).data), 0)


def edited(count):
    lines = CONFIG.split(b"\n")
    for number in range(count):
        lines[number] = b" description " + hashlib.sha256(b"new%d" % number).hexdigest().encode()
    return b"\n".join(lines)


@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(0, 120))
def test_whatever_is_packed_comes_back(text, key, deltas):
    packed = pack(text, Keyframe(key, len(key), deltas))
    used = key if packed.delta else b""
    assert unpack(packed, used, digest_of(text), len(text)) == text


@given(texts)
def test_any_text_a_device_prints_has_bytes(text):
    assert to_text(to_bytes(text)) == text


def test_a_small_edit_is_a_small_delta():
    packed = pack(edited(1), KEY)
    assert packed.delta
    assert len(packed.data) < 100


def test_a_delta_that_outgrows_a_tenth_of_its_key_becomes_a_key():
    kept = [pack(edited(count), KEY) for count in range(1, 500, 10)]
    assert kept[0].delta
    assert not kept[-1].delta
    assert all(len(each.data) <= max(256, KEY.stored // 10) for each in kept if each.delta)


def test_a_key_serves_a_hundred_deltas():
    assert pack(edited(1), Keyframe(CONFIG, KEY.stored, 99)).delta
    assert not pack(edited(1), Keyframe(CONFIG, KEY.stored, 100)).delta


def test_what_does_not_shrink_is_kept_raw():
    noise = random.Random(1).randbytes(500)
    assert pack(noise) == Packed("raw", noise)


def test_a_delta_to_a_key_of_megabytes_stays_small():
    # Level 3 looks back two megabytes only, unless the window is widened.
    key = random.Random(2).randbytes(3_000_000)
    text = key[:1_500_000] + b"ip route 192.0.2.0" + key[1_500_010:]
    packed = pack(text, Keyframe(key, len(key), 0))
    assert packed.delta
    assert len(packed.data) < len(text) // 100
    assert unpack(packed, key, digest_of(text), len(text)) == text


def damaged():
    good = pack(CONFIG)
    flipped = bytearray(good.data)
    flipped[len(flipped) // 2] ^= 0x40
    yield "flipped bit", Packed(good.codec, bytes(flipped)), len(CONFIG)
    yield "cut short", Packed(good.codec, good.data[:-100]), len(CONFIG)
    yield "emptied", Packed(good.codec, b""), len(CONFIG)
    yield "another text", pack(CONFIG.replace(b"Gi1/0/7", b"Gi1/0/8")), len(CONFIG)
    yield "unknown codec", Packed("lzma", good.data), len(CONFIG)
    yield "size too small", good, len(CONFIG) - 1
    yield "size absurd", good, 10**15
    yield "raw but changed", Packed("raw", CONFIG[:-1]), len(CONFIG)


@pytest.mark.parametrize(("packed", "size"), [pytest.param(p, s, id=i) for i, p, s in damaged()])
def test_damage_is_named_with_its_digest_and_what_to_do(packed, size):
    digest = digest_of(CONFIG)
    with pytest.raises(BlobCorruptError, match="restore") as caught:
        unpack(packed, b"", digest, size)
    assert caught.value.digest == digest.hex()
    assert digest.hex() in str(caught.value)


def test_a_bomb_is_not_unpacked_beyond_its_stated_size():
    bomb = pack(b"\0" * 50_000_000)
    assert len(bomb.data) < 10_000
    with pytest.raises(BlobCorruptError):
        unpack(bomb, b"", digest_of(b"\0" * 1000), 1000)


def test_a_text_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(blobs, "LARGEST", 1000)
    with pytest.raises(TextTooLargeError, match="1001 bytes"):
        pack(b"x" * 1001)
