"""Who an IOS XR router is, as each card's trust anchor signs it -> attestations.

``show platform security attest certificate CiscoSUDI location all nonce N json`` prints the output
of the YANG action ``get-certificate`` (Cisco-IOS-XR-remote-attestation-act): for each node the
nonce, the certificates in DER and a signature over both, all in base64. Cisco's published
``sudi_verifier`` asks and checks so. Registers and boot logs have commands of their own, whose
output was found in no document: a card that signs its certificates says nothing of its boot yet.
"""

import base64
import binascii
import json
import re
import textwrap
from collections.abc import Iterator

from netwatch.model.image import Attestation
from netwatch.model.platform import Command
from netwatch.model.state import Answers

CERTIFICATES = "device-certificates"
COMMAND = Command(
    "show platform security attest certificate CiscoSUDI location all nonce {nonce} json",
    CERTIFICATES,
    optional=True,
    slow=True,
    timeout_s=120,
)

_NONCE = re.compile(r" nonce ([1-9][0-9]{0,19}) json$")
_NODE = re.compile(r"(?:node)?(\w{1,20})")
_ROOT, _AUTHORITY = "root", " ca"
_MAX_TEXT = 2_000_000
_MAX_NODES = 64
_MAX_CERTIFICATES = 8
_MAX_BASE64 = 16_384


def attestations(answers: Answers) -> tuple[Attestation, ...] | None:
    """Return what each card signs, in the order printed; None when none was asked.

    A device that answers without a card gets one attestation that holds only the number asked.
    """
    asked = answers.all(CERTIFICATES)
    if not asked:
        return None
    command, text = asked[-1]
    found = _NONCE.search(command.strip())
    nonce = found[1] if found else None
    cards = tuple(_card(each, nonce) for each in _nodes(text))
    return cards or (Attestation(nonce=nonce, chain_nonce=nonce),)


def _nodes(text: str) -> Iterator[dict[str, object]]:
    """Yield the entries of ``system-certificates``; a time stamp may stand before the JSON."""
    start = text.find("{")
    if start < 0 or len(text) > _MAX_TEXT:
        return
    try:
        said, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return
    nodes = said.get("system-certificates") if isinstance(said, dict) else None
    for each in (nodes if isinstance(nodes, list) else ())[:_MAX_NODES]:
        if isinstance(each, dict):
            yield each


def _card(node: dict[str, object], nonce: str | None) -> Attestation:
    where = node.get("node-location")
    place = _NODE.fullmatch(where) if isinstance(where, str) else None
    version, signature = node.get("signature_version"), _bytes(node.get("signature"))
    return Attestation(
        location=place[1].replace("_", "/") if place else "",
        nonce=nonce,
        certificates=_chain(node.get("certificates")),
        chain_nonce=nonce,
        chain_version=str(version) if isinstance(version, int) else None,
        chain_signature=signature.hex() if signature else None,
    )


def _chain(certificates: object) -> tuple[str, ...]:
    """Return the certificates as PEM, the card's own first: they are told apart by their names."""
    listed = certificates.get("certificate") if isinstance(certificates, dict) else None
    found: list[tuple[int, str]] = []
    for each in (listed if isinstance(listed, list) else ())[:_MAX_CERTIFICATES]:
        value = _bytes(each.get("value")) if isinstance(each, dict) else None
        if value and isinstance(each, dict):
            found.append((_rank(str(each.get("name", ""))[:200].lower()), _pem(value)))
    return tuple(pem for _, pem in sorted(found, key=lambda each: each[0]))


def _rank(name: str) -> int:
    if name.endswith(_ROOT):
        return 2
    return 1 if name.endswith(_AUTHORITY) else 0


def _pem(value: bytes) -> str:
    body = "\n".join(textwrap.wrap(base64.b64encode(value).decode(), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def _bytes(value: object) -> bytes | None:
    if not isinstance(value, str) or len(value) > _MAX_BASE64:
        return None
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (ValueError, binascii.Error):
        return None
