"""Answers of ``show software authenticity`` on IOS, IOS XE, NX-OS, ASA and FXOS -> signers, keys.

``running`` prints a chain of titled blocks on IOS XE (packages, system image, ROMMON, microloader),
each with its verifier; one block without a title on ASA; ``NXOS IMAGE`` on NX-OS. ``file F`` prints
one block without verifier, ``keys`` a numbered block for each key in storage. Sources: Cisco's
forensic guides for IOS, IOS XE, NX-OS, ASA and FXOS, and a captured list of keys of an IE-3x00.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator

from netwatch.model.image import Signed, TrustedKey

SIGNATURE, FILE_SIGNATURE, KEYS = "signature", "file-signature", "signing-keys"
RUNNING = "running"

_SYSTEM = frozenset({"", "system image", "nxos image"})
_MAX_LINES = 5000
_MAX_BLOCKS = 256
_RULE = re.compile(r"\s{0,8}(?:-{3,120}|={3,120})\s*")
_LABEL = re.compile(r"\s{0,16}([A-Za-z][A-Za-z ]{1,40}?)\s{0,40}:\s{0,8}(\S.{0,200}?)?\s*")
_ASKED = re.compile(r"show software authenticity file (\S{1,255})$", re.IGNORECASE)
_NAMED = re.compile(r"\s{0,4}(?:: File \S|/)\S{0,255}")
_KEY = re.compile(r"\s{0,8}Public Key #\d{1,4} Information\s*", re.IGNORECASE)
_KEY_TYPE = re.compile(r"(\w{1,40})\s{0,8}(?:\(([^()]{1,60})\))?")
_MODULUS = re.compile(r"modulus(?: \((\d{1,4}) bytes\))?\s{0,12}:?.{0,20}", re.IGNORECASE)
_HEX_BYTES = re.compile(r"\s{0,24}(?:[0-9A-Fa-f]{2}:?){1,64}\s*")

Fields = dict[str, str]


def running(text: str) -> tuple[Signed, ...]:
    """Return the links of the running chain in order; a block without a signer is left out."""
    found = []
    for title, fields in _blocks(text):
        if fields.get("certificate serial number") or fields.get("image type"):
            of = RUNNING if title.lower() in _SYSTEM else f"{RUNNING} {title}"
            found.append(_signed(of, fields))
    return tuple(found[:_MAX_BLOCKS])


def filed(command: str, text: str) -> Signed | None:
    """Return the signer of the file that ``command`` asked about, None when it does not say.

    Where the answer names a file, it must be the one asked for; its directory may be spelled anew.
    """
    asked = _ASKED.match(command.strip())
    fields = next((each for _, each in _blocks(text) if each), {})
    if asked is None or not (fields.get("image type") or fields.get("certificate serial number")):
        return None
    named = fields.get("file name") or _printed_name(text)
    return _signed(asked[1], fields) if named is None or _same_name(named, asked[1]) else None


def chain(running_text: str | None, asked: Iterable[tuple[str, str]]) -> tuple[Signed, ...] | None:
    """Return the running chain and the files asked about; None when nothing was answered."""
    asked = tuple(asked)
    if running_text is None and not asked:
        return None
    files = (filed(command, text) for command, text in asked)
    return (*running(running_text or ""), *(each for each in files if each))


def trusted_keys(text: str) -> tuple[TrustedKey, ...]:
    """Return the keys in storage; the fingerprint is taken of the modulus bytes."""
    found: list[TrustedKey] = []
    lines: list[str] = []
    for line in [*text.split("\n")[:_MAX_LINES], "Public Key #0 Information"]:
        if _KEY.fullmatch(line):
            found.extend(_key(lines))
            lines = []
        lines.append(line)
    return tuple(found[:_MAX_BLOCKS])


def _blocks(text: str) -> Iterator[tuple[str, Fields]]:
    """Yield (title, label -> value) of each block; what stands before a title has none."""
    title, before = "", ""
    fields: Fields = {}
    for line in text.split("\n")[:_MAX_LINES]:
        if _RULE.fullmatch(line) and before.strip():
            if fields:
                yield title, fields
            title, fields = " ".join(before.split())[:200], {}
        elif found := _LABEL.fullmatch(line):
            fields.setdefault(" ".join(found[1].lower().split()), found[2] or "")
        before = line if ":" not in line else ""
    yield title, fields


def _signed(of: str, fields: Fields) -> Signed:
    def value(label: str) -> str | None:
        return fields.get(label) or None

    names = [fields.get(each) for each in ("common name", "organization unit", "organization name")]
    serial = value("certificate serial number")
    algorithms = [fields.get(each) for each in ("hash algorithm", "signature algorithm")]
    return Signed(
        of=of,
        kind=value("image type"),
        serial=serial.lower() if serial else None,
        signer=", ".join(each for each in names if each) or None,
        algorithm=", ".join(each for each in algorithms if each) or None,
        key_version=value("key version"),
        verifier=value("verifier name"),
        verifier_version=value("verifier version"),
    )


def _printed_name(text: str) -> str | None:
    found = next((line for line in text.split("\n")[:8] if _NAMED.match(line)), None)
    if found is None:
        return None
    words = found.replace(": File ", "").split()
    return words[0] if words else None


def _same_name(left: str, right: str) -> bool:
    return re.split(r"[/:]", left.strip())[-1] == re.split(r"[/:]", right.strip())[-1]


def _key(lines: list[str]) -> Iterator[TrustedKey]:
    fields: Fields = {}
    for line in lines:
        if found := _LABEL.fullmatch(line):
            fields.setdefault(" ".join(found[1].lower().split()), found[2] or "")
    kind = _KEY_TYPE.match(fields.get("key type", ""))
    if kind:
        yield TrustedKey(
            kind=kind[1],
            use=(kind[2] or "").strip(),
            key_version=fields.get("key version", ""),
            fingerprint=_fingerprint(lines),
        )


def _fingerprint(lines: list[str]) -> str:
    at = next((n for n, line in enumerate(lines) if _MODULUS.match(line.strip())), None)
    if at is None:
        return ""
    stated = _MODULUS.match(lines[at].strip())
    digits, end = "", ""
    for line in lines[at + 1 :]:
        if not _HEX_BYTES.fullmatch(line):
            end = line
            break
        digits += line.strip().replace(":", "")
    counted = not stated or not stated[1] or len(digits) == 2 * int(stated[1])
    # The exponent follows; dots stand where a person left lines out.
    whole = digits and counted and end.strip().lower().startswith("exponent")
    return hashlib.sha256(bytes.fromhex(digits)).hexdigest() if whole else ""
