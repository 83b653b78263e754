"""The quote of a TPM 2.0: what it says was signed, read from its bytes.

Trusted Computing Group, TPM 2.0 library, part 2, TPMS_ATTEST: magic, type, the signer's name, the
nonce, clock, firmware version, and for a quote the selected registers and the hash over their
values one after another.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

_MAGIC = bytes.fromhex("ff544347")
_QUOTE = bytes.fromhex("8018")
_CLOCK_AND_FIRMWARE = 8 + 4 + 4 + 1 + 8
_SHA256 = bytes.fromhex("000b")


@dataclass(frozen=True, slots=True)
class Quote:
    """``nonce`` as a number, ``registers`` the numbers selected, ``digest`` over their values."""

    nonce: int
    registers: tuple[int, ...]
    digest: bytes


def read_quote(data: bytes) -> Quote | None:
    """Return the quote in ``data``, None when it is no whole quote of SHA-256 registers."""
    if data[:6] != _MAGIC + _QUOTE:
        return None
    name, rest = _sized(data[6:])
    nonce, rest = _sized(rest)
    rest = rest[_CLOCK_AND_FIRMWARE:]
    if name is None or nonce is None or rest[:4] != b"\0\0\0\1" or rest[4:6] != _SHA256:
        return None
    width = rest[6] if len(rest) > 6 else 0  # noqa: PLR2004  # behind count and algorithm
    chosen = rest[7 : 7 + width]
    digest, left = _sized(rest[7 + width :])
    if digest is None or left or len(chosen) != width:
        return None
    numbers = tuple(n for n in range(8 * width) if chosen[n // 8] >> n % 8 & 1)
    return Quote(int.from_bytes(nonce), numbers, digest)


def covers(quote: Quote, registers: Iterable[tuple[str, str]]) -> bool:
    """Tell whether the quote's digest is that of the named registers' values in hex."""
    values = dict(registers)
    try:
        joined = b"".join(bytes.fromhex(values[f"PCR{number}"]) for number in quote.registers)
    except (KeyError, ValueError):
        return False
    return hashlib.sha256(joined).digest() == quote.digest


def _sized(data: bytes) -> tuple[bytes | None, bytes]:
    length = int.from_bytes(data[:2])
    found = data[2 : 2 + length]
    whole = len(data) > 1 and len(found) == length
    return (found if whole else None), data[2 + length :]
