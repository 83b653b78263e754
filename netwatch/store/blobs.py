"""Texts <-> packed bytes. Pure: no database, SHA-256 verified on the way back."""

import hashlib
import sys
from dataclasses import dataclass

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from netwatch.store.errors import BlobCorruptError, TextTooLargeError

RAW = "raw"
ZSTD = "zstd"

LARGEST = 256 * 1024 * 1024
"""Bytes of one text; nothing a device answers comes near."""

MOST_DELTAS = 100
_LEVEL = 3
_KEY_SHARE = 10
_SMALL_DELTA = 256
_LARGEST_WINDOW = 27


@dataclass(frozen=True, slots=True)
class Packed:
    """One text as it is stored; ``delta`` tells whether its keyframe is needed to read it."""

    codec: str
    data: bytes
    delta: bool = False


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A whole text later ones are packed against; ``stored`` is its packed size in bytes."""

    text: bytes
    stored: int
    deltas: int


def digest_of(text: bytes) -> bytes:
    """Return the SHA-256 of ``text``."""
    return hashlib.sha256(text).digest()


def to_bytes(text: str) -> bytes:
    """Return UTF-8, also for the lone surrogates a device's broken bytes may have become."""
    return text.encode("utf-8", "surrogatepass")


def to_text(data: bytes) -> str:
    """Undo ``to_bytes``."""
    return data.decode("utf-8", "surrogatepass")


def pack(text: bytes, key: Keyframe | None = None) -> Packed:
    """Pack ``text`` as a delta to ``key`` while that is small, else whole (a new keyframe).

    A delta may take a tenth of its key (or 256 bytes, so that lists of digests stay deltas),
    and a key serves 100 of them. Raises TextTooLargeError beyond ``LARGEST``.
    """
    if len(text) > LARGEST:
        raise TextTooLargeError(
            f"a text of {len(text)} bytes is larger than the {LARGEST} a store keeps: look at "
            "what the device printed"
        )
    if key is not None and key.deltas < MOST_DELTAS:
        data = _compress(text, key.text)
        if len(data) <= max(key.stored // _KEY_SHARE, _SMALL_DELTA) and len(data) < len(text):
            return Packed(ZSTD, data, delta=True)
    data = _compress(text, b"")
    return Packed(ZSTD, data) if len(data) < len(text) else Packed(RAW, text)


def unpack(packed: Packed, key: bytes, digest: bytes, size: int) -> bytes:
    """Return the text, never more than ``size`` bytes of it, proven by its SHA-256.

    ``key`` is the keyframe's text, empty when the blob is whole. Raises BlobCorruptError.
    """
    if size > LARGEST:
        raise BlobCorruptError(digest.hex(), f"its size reads {size} bytes")
    text = packed.data if packed.codec == RAW else _decompress(packed, key, digest, size)
    if len(text) != size or digest_of(text) != digest:
        raise BlobCorruptError(digest.hex(), "its size or SHA-256 differs")
    return text


def _compress(text: bytes, key: bytes) -> bytes:
    # The window must span key and text, or a delta silently becomes a whole copy.
    window = min(max(17, (len(key) + len(text)).bit_length()), _LARGEST_WINDOW)
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: _LEVEL,
        zstd.CompressionParameter.window_log: window,
        zstd.CompressionParameter.enable_long_distance_matching: int(bool(key)),
    }
    return zstd.compress(text, options=options, zstd_dict=_prefix(key))


def _decompress(packed: Packed, key: bytes, digest: bytes, size: int) -> bytes:
    if packed.codec != ZSTD:
        raise BlobCorruptError(digest.hex(), f"unknown codec {packed.codec!r}")
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _LARGEST_WINDOW}
    reader = zstd.ZstdDecompressor(zstd_dict=_prefix(key), options=options)
    try:
        text = reader.decompress(packed.data, max_length=size + 1)
    except zstd.ZstdError as error:
        raise BlobCorruptError(digest.hex(), str(error)) from None
    return text


def _prefix(key: bytes) -> tuple[zstd.ZstdDict, int] | None:
    # libzstd refuses a dictionary of fewer than eight bytes
    return zstd.ZstdDict(key, is_raw=True).as_prefix if len(key) >= 8 else None  # noqa: PLR2004
