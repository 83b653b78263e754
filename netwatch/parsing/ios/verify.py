"""Answers of ``verify`` on IOS and IOS XE -> digests and the device's word on a signature."""

import re

from netwatch.model.image import Digest, Signature

MEMORY_TEXT = "memory-text"

_ALGORITHMS = {"md5": 32, "sha512": 128}
_COMMAND = re.compile(r"verify /(?P<algorithm>md5|sha512) (?P<path>\S+)$", re.IGNORECASE)
_ANSWER = re.compile(r"verify /(?P<algorithm>md5|sha512) \((?P<path>[^)\n]+)\) ?= ?", re.IGNORECASE)


def digest(command: str, text: str) -> Digest | None:
    """Return the hash that ``verify /md5 FILE`` or ``/sha512`` printed for the file asked for.

    The hexadecimal digits may wrap at the terminal's width (Cisco's IOS XE forensic guide); the
    length must be exact and the printed name the requested one, else the answer is None.
    """
    asked = _COMMAND.match(command.strip())
    if not asked:
        return None
    for answer in _ANSWER.finditer(text):
        if not same_file(answer["path"], asked["path"]):
            continue
        algorithm = answer["algorithm"].lower()
        value = _value(text, answer.end(), _ALGORITHMS[algorithm])
        if value and algorithm == asked["algorithm"].lower():
            return Digest(asked["path"], algorithm, value)
    return None


def _value(text: str, start: int, length: int) -> str | None:
    digits = ""
    for line in text[start : start + 1200].lstrip().split("\n"):
        word = line.strip()
        if not word or not re.fullmatch(r"[0-9a-fA-F]+", word):
            break
        digits += word
        if len(digits) >= length:
            break
    return digits.lower() if len(digits) == length else None


def same_file(left: str, right: str) -> bool:
    """Tell whether two spellings name one file: ``flash:/x.bin`` is ``flash:x.bin``."""
    return left.strip().replace(":/", ":") == right.strip().replace(":/", ":")


def verdict(text: str) -> Signature:
    """Return what bare ``verify FILE`` says of the signature.

    A provisioning file (``packages.conf``) carries none and proves nothing: UNKNOWN.
    """
    lowered = text.lower()
    if re.search(r"signature[^\n]{0,60}(?:fail|invalid|not valid|mismatch)", lowered):
        return Signature.INVALID
    if re.search(r"embedded hash verification failed|hash[^\n]{0,40}mismatch", lowered):
        return Signature.INVALID
    if "digital signature successfully verified" in lowered:
        return Signature.VALID
    if re.search(r"(?:not|isn't) (?:digitally )?signed|no (?:digital )?signature", lowered):
        return Signature.ABSENT
    return Signature.UNKNOWN
