"""Measured boot as IOS XE prints it -> attestations.

Three answers: ``show platform integrity sign nonce N`` (one device), ``show platform sudi
certificate sign nonce N`` (its certificates, root first), and from IOS XE 17.9 on ``show system
integrity all {measurement|trust_chain} nonce N`` with a block for each route processor or switch.
Sources: outputs published with Cisco's boot integrity validator, and captured ones of Catalyst 9300
and 9400, IE-3100 and C8200. Hexadecimal may wrap at the terminal's width. A device without the
evidence prints ``% Error retrieving ...`` and nothing to rely on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from netwatch.model.image import Attestation, Measurement, Register
from netwatch.model.platform import Command
from netwatch.model.state import Answers

ATTESTATION, CERTIFICATES = "attestation", "device-certificates"
COMMANDS = tuple(
    Command(text, topic, optional=True, slow=True, timeout_s=120)
    for text, topic in (
        ("show platform integrity sign nonce {nonce}", ATTESTATION),
        ("show platform sudi certificate sign nonce {nonce}", CERTIFICATES),
        ("show system integrity all measurement nonce {nonce}", ATTESTATION),
        ("show system integrity all trust_chain nonce {nonce}", CERTIFICATES),
    )
)

_MAX_LINES = 5000
_MAX_MEASURED = 512
_MAX_CERTIFICATES = 8
_MAX_PLACES = 32
_MAX_HEX = 16_384
_NONCE = re.compile(r" nonce ([1-9][0-9]{0,19})$")
_PLACE = re.compile(r"^\s{0,8}LOCATION +(\S.{0,160}?)\s*$", re.MULTILINE)
_HEX = re.compile(r"[0-9A-Fa-f]{1,4096}")
_PEM = re.compile(
    r"-----BEGIN CERTIFICATE-----\s{0,8}([A-Za-z0-9+/=\s]{64,16000})-----END CERTIFICATE-----"
)
_STAGES = ("boot-0", "bootloader")

Entry = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Seal:
    """A signature as printed: ``quote`` is the TPM structure of version 2."""

    version: str | None = None
    value: str | None = None
    quote: str | None = None


def attestations(answers: Answers) -> tuple[Attestation, ...] | None:
    """Return what each part of the device attests, the first in charge; None when not answered.

    Where both generations of commands are answered, the later speaks: it covers every part.
    """
    measured = [_lone(_measured(*each)) for each in answers.all(ATTESTATION)]
    certified = [_lone(_certified(*each)) for each in answers.all(CERTIFICATES)]
    if not measured and not certified:
        return None
    found = max(measured, key=_evidence, default=()) or max(certified, key=len)
    chains = {chain.location: chain for each in certified for chain in each if chain.certificates}
    return tuple(_joined(each, chains.get(each.location)) for each in found[:_MAX_PLACES])


def _lone(found: tuple[Attestation, ...]) -> tuple[Attestation, ...]:
    """Take the place's name off an answer of one part: the older commands print none."""
    return tuple(replace(each, location="") for each in found) if len(found) == 1 else found


def _evidence(found: tuple[Attestation, ...]) -> tuple[int, int]:
    signed = sum(each.signature is not None for each in found)
    return signed, sum(bool(each.measurements) for each in found)


def _joined(measured: Attestation, chain: Attestation | None) -> Attestation:
    if chain is None:
        return measured
    return replace(
        measured,
        certificates=chain.certificates,
        chain_nonce=chain.chain_nonce,
        chain_version=chain.chain_version,
        chain_signature=chain.chain_signature,
    )


def _measured(command: str, text: str) -> tuple[Attestation, ...]:
    nonce = _nonce(command)
    places = _places(text)
    if places:
        return tuple(_of_place(where, part, nonce) for where, part in places)
    return (_of_platform(text, nonce),)


def _of_platform(text: str, nonce: str | None) -> Attestation:
    entries = _entries(text)
    said = dict(reversed(entries))
    version = said.get("OS Version") or None
    return Attestation(
        product=said.get("Platform") or None,
        measurements=tuple(
            each
            for each in (
                _measurement("boot-0", said.get("Boot 0 Version"), said.get("Boot 0 Hash")),
                _measurement(
                    "bootloader", said.get("Boot Loader Version"), said.get("Boot Loader Hash")
                ),
                _measurement("os", version, said.get("OS Hash")),
                *_listed("os", _section(entries, "OS Hashes")),
            )
            if each
        ),
        registers=_registers(entries),
        nonce=nonce,
        signature_version=said.get("Signature version") or None,
        signature=_hex(said.get("Signature")),
    )


def _of_place(where: str, text: str, nonce: str | None) -> Attestation:
    entries = _entries(text)
    boot = _listed("boot-0", _section(entries, "Boot Hashes"))
    stages = [replace(each, stage=_STAGES[min(number, 1)]) for number, each in enumerate(boot)]
    seal = _seal(entries)
    return Attestation(
        product=dict(reversed(entries)).get("Platform") or None,
        location=where,
        measurements=(*stages, *_listed("os", _section(entries, "Hashes"))),
        registers=_registers(entries),
        nonce=nonce,
        signature_version=seal.version,
        signature=seal.value,
        quote=seal.quote,
    )


def _certified(command: str, text: str) -> tuple[Attestation, ...]:
    nonce = _nonce(command)
    places = _places(text)
    parts = places or [("", text)]
    return tuple(_chain(where, part, nonce) for where, part in parts)


def _chain(where: str, text: str, nonce: str | None) -> Attestation:
    found = _PEM.findall(text)[:_MAX_CERTIFICATES]
    after = text.rpartition("-----END CERTIFICATE-----")[2]
    entries = _entries(after)
    said = dict(reversed(entries))
    seal = _seal(entries)
    return Attestation(
        location=where,
        certificates=tuple(_pem(each) for each in reversed(found)),
        chain_nonce=nonce,
        chain_version=said.get("Signature version") or seal.version,
        chain_signature=seal.value or _hex(said.get("Signature")),
    )


def _pem(body: str) -> str:
    lines = "\n".join(body.split())
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


def _places(text: str) -> list[tuple[str, str]]:
    marks = list(_PLACE.finditer(text))[:_MAX_PLACES]
    ends = (*(each.start() for each in marks[1:]), len(text))
    return [(each[1], text[each.end() : end]) for each, end in zip(marks, ends, strict=False)]


def _nonce(command: str) -> str | None:
    found = _NONCE.search(command.strip())
    return found[1] if found else None


def _entries(text: str) -> list[Entry]:
    """Return ``label: value`` pairs in order; a line of hexadecimal alone continues a value."""
    found: list[list[str]] = []
    for line in text.split("\n")[:_MAX_LINES]:
        word = line.strip()
        if _HEX.fullmatch(word) and found and (not found[-1][1] or _HEX.match(found[-1][1])):
            if len(found[-1][1]) < _MAX_HEX:
                found[-1][1] += word
            continue
        label, mark, value = word.rpartition(": ")
        if not (mark and _HEX.fullmatch(value)):
            label, mark, value = word.partition(":")
        if mark:
            # The prompt may stand before the first label.
            found.append([re.split(r"[#>] ?", label)[-1].strip()[:200], value.strip()[:4096]])
    return [(label, value) for label, value in found]


def _section(entries: list[Entry], title: str) -> Iterator[Entry]:
    """Yield the entries below ``title`` for as long as each has a digest for its value."""
    inside = False
    for label, value in entries:
        if inside and not _HEX.fullmatch(value):
            return
        if inside and label.startswith("PCR"):
            return
        if inside:
            yield label, value
        inside = inside or (label == title and not value)


def _listed(stage: str, entries: Iterator[Entry]) -> list[Measurement]:
    found = (_measurement(stage, label, value) for label, value in entries)
    return [each for each in found if each][:_MAX_MEASURED]


def _measurement(stage: str, version: str | None, digest: str | None) -> Measurement | None:
    value = _hex(digest)
    return Measurement(stage, version or None, value) if value else None


def _registers(entries: list[Entry]) -> tuple[Register, ...]:
    found = {
        label: Register(label, value.lower())
        for label, value in entries
        if re.fullmatch(r"PCR\d{1,2}", label) and _HEX.fullmatch(value)
    }
    return tuple(found.values())


def _seal(entries: list[Entry]) -> _Seal:
    """Return what stands below ``Signature:`` in the later form of the answers."""
    start = next((n for n, (label, _) in enumerate(entries) if label == "Signature"), None)
    said = dict(entries[start:]) if start is not None else {}
    return _Seal(said.get("Version") or None, _hex(said.get("Value")), _hex(said.get("Quote")))


def _hex(value: str | None) -> str | None:
    return value.lower() if value and _HEX.fullmatch(value[:4096]) else None
