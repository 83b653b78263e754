"""Reversible encodings that vendors print instead of a secret: decoded to see a real change.

Both are public and give no protection; the decoded value is only ever fed to an HMAC.
"""

import re

_TYPE7_KEY = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"

_JUNOS_FAMILIES = ("QzF3n6/9CAtpu0O", "B1IREhcSyrleKvMW8LXx", "7N-dVbwsY2g4oaJZGUDj", "iHkq.mPf5T")
_JUNOS_ALPHABET = "".join(_JUNOS_FAMILIES)
_JUNOS_SKIP = {char: 3 - rank for rank, family in enumerate(_JUNOS_FAMILIES) for char in family}
_JUNOS_WEIGHTS = (
    (1, 4, 32),
    (1, 16, 32),
    (1, 8, 32),
    (1, 64),
    (1, 32),
    (1, 4, 16, 128),
    (1, 32, 64),
)


def decode_type7(value: str) -> str:
    """Return the secret behind Cisco type 7, or ``value`` itself when it is not type 7."""
    if not re.fullmatch(r"\d\d(?:[0-9A-Fa-f]{2})+", value):
        return value
    seed = int(value[:2])
    coded = bytes.fromhex(value[2:])
    key = _TYPE7_KEY
    return "".join(chr(byte ^ ord(key[(seed + at) % len(key)])) for at, byte in enumerate(coded))


def decode_junos9(value: str) -> str:
    """Return the secret behind Junos ``$9$``, or ``value`` itself when it does not decode."""
    body = value.removeprefix("$9$")
    if not body or any(char not in _JUNOS_SKIP for char in body):
        return value
    previous, rest = body[0], body[1 + _JUNOS_SKIP[body[0]] :]
    decoded: list[str] = []
    while rest:
        weights = _JUNOS_WEIGHTS[len(decoded) % len(_JUNOS_WEIGHTS)]
        chunk, rest = rest[: len(weights)], rest[len(weights) :]
        if len(chunk) < len(weights):
            return value
        total = 0
        for char, weight in zip(chunk, weights, strict=True):
            gap = (_JUNOS_ALPHABET.index(char) - _JUNOS_ALPHABET.index(previous)) % 65 - 1
            total += gap * weight
            previous = char
        decoded.append(chr(total % 256))
    return "".join(decoded)
