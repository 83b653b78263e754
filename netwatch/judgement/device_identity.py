"""Who signed an attestation: signature, nonce, certificate chain, serial number. Pure.

The signature is RSA (PKCS #1 v1.5, SHA-256) by the key of the device's own (SUDI) certificate over
the nonce (eight bytes, absent when none was asked), the signature's version (four bytes, both
big-endian), PCR0 and PCR8; the one over the certificates covers their DER as printed, root first.
So computes Cisco's published boot integrity validator; checked on the answers published with it.
IOS XR signs its certificates alike, but for the nonce, whose digits it takes as hexadecimal.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from netwatch.judgement.describe import cut
from netwatch.judgement.tpm_quote import covers, read_quote
from netwatch.judgement.verdict import Check, contradicted, unverifiable, verified
from netwatch.model.image import Attestation
from netwatch.model.known_good import TrustRoot

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_SERIAL = re.compile(r"(?:^|\s)SN:(\S{4,40})")
_PRODUCT = re.compile(r"(?:^|\s)PID:(\S{2,60})")
_PLAIN, _QUOTED = "1", "2"
_LARGEST = 2**64


def loaded(pems: Sequence[str]) -> "tuple[Certificate, ...] | None":
    """Return the certificates, () when there are none, None when one cannot be read."""
    if not pems:
        return ()
    from netwatch.judgement.signed import readable_certificates

    return readable_certificates("".join(pems).encode())


def signature(attestation: Attestation, own: "Certificate | None") -> Iterator[Check]:
    """Yield the checks of the signature over the registers and of the nonce in it."""
    if attestation.signature is None:
        says = "the device did not sign its answer"
        if attestation.chain_signature is not None and not attestation.registers:
            says = "the device signed who it is, and was not asked for its registers"
        for name in ("signature", "nonce"):
            yield unverifiable(name, says)
    elif own is None:
        for name in ("signature", "nonce"):
            yield unverifiable(name, "there is no certificate to check the signature by")
    elif attestation.signature_version == _QUOTED:
        yield from _quoted(attestation, own)
    elif attestation.signature_version == _PLAIN:
        yield from _signed(attestation, own)
    else:
        version = cut(attestation.signature_version or "without a number")
        for name in ("signature", "nonce"):
            yield unverifiable(name, f"signature version {version} is not understood")


def _signed(attestation: Attestation, own: "Certificate") -> Iterator[Check]:
    values = {each.name: each.value for each in attestation.registers}
    body = _bytes(values.get("PCR0", "") + values.get("PCR8", ""))
    asked, version = attestation.nonce, attestation.signature_version
    value = _bytes(attestation.signature or "")
    by = "its own certificate"
    if asked and _made(own, value, _header(asked, version) + body):
        yield verified("signature", f"the registers are signed by {by}")
        yield verified("nonce", f"the signature covers the number asked, {asked}")
    elif _made(own, value, _header(None, version) + body):
        yield verified("signature", f"the registers are signed by {by}")
        says = "the signature covers no nonce: it may be of any age"
        yield (
            contradicted("nonce", f"{says}, though {asked} was asked")
            if asked
            else (unverifiable("nonce", says))
        )
    else:
        why = f"the signature is not {by}'s over these registers and the number asked"
        yield contradicted("signature", why)
        yield contradicted("nonce", "no signature covers the number asked")


def _quoted(attestation: Attestation, own: "Certificate") -> Iterator[Check]:
    data = _bytes(attestation.quote or "")
    quote = read_quote(data)
    values = [(each.name, each.value) for each in attestation.registers]
    if quote is None or not covers(quote, values):
        yield contradicted("signature", "the quote does not cover the registers printed")
    elif _made(own, _bytes(attestation.signature or ""), data):
        yield verified("signature", "the quote of the registers is signed by its own certificate")
    else:
        # A TPM signs with an attestation key, and its certificate is not among those printed.
        yield unverifiable("signature", "no certificate is of the key that signed the quote")
    if quote is None or attestation.nonce is None:
        yield unverifiable("nonce", "no number was asked, or the quote cannot be read")
    elif quote.nonce == int(attestation.nonce):
        yield verified("nonce", f"the quote holds the number asked, {attestation.nonce}")
    else:
        yield contradicted("nonce", f"the quote holds {quote.nonce}, asked was {attestation.nonce}")


def certificate_chain(
    chain: "tuple[Certificate, ...] | None", roots: Sequence[TrustRoot], now: datetime
) -> Check:
    """Return whether the device's certificate leads to an imported root.

    Being out of date is told and decides nothing: devices outlive their certificates.
    """
    name = "chain"
    if chain is None:
        return contradicted(name, "a certificate the device printed is damaged")
    if not chain:
        return unverifiable(name, "the device printed no certificate")
    trusted = loaded([each.pem for each in roots])
    if not trusted:
        says = "no trusted root is imported (netwatch import trust-root FILE)"
        return unverifiable(name, says)
    from netwatch.judgement.signed import NotTrustedError, check_chain

    try:
        trust = check_chain(chain[0], chain[1:], trusted, now)
    except NotTrustedError as error:
        says = f"the certificates lead to no imported root: {error}"
        return contradicted(name, f"{says}; import the vendor's root if it is a newer one")
    notes = [f"out of date: {cut(each)}" for each in trust.outdated]
    notes += [f"signed with an old hash: {cut(each)}" for each in trust.weak]
    says = f"the certificate leads to {cut(trust.chain[-1])}"
    return verified(name, "; ".join([says, *notes]))


def certificates_signature(
    attestation: Attestation, chain: "tuple[Certificate, ...] | None"
) -> Check:
    """Return whether the device signed its certificates together with the number asked."""
    name = "certificates"
    if not chain or attestation.chain_signature is None:
        return unverifiable(name, "the device did not sign its certificates")
    from cryptography.hazmat.primitives.serialization import Encoding

    body = b"".join(each.public_bytes(Encoding.DER) for each in reversed(chain))
    value, asked = _bytes(attestation.chain_signature), attestation.chain_nonce
    version = attestation.chain_version
    if asked and any(_made(chain[0], value, each + body) for each in _headers(asked, version)):
        return verified(name, f"the device signed its certificates and the number asked, {asked}")
    if _made(chain[0], value, _header(None, version) + body):
        if asked is None:
            return unverifiable(name, "the signature over the certificates may be of any age")
        return contradicted(name, f"the certificates are signed without the number asked, {asked}")
    return contradicted(name, "the signature over the certificates does not hold")


def serial_number(
    own: "Certificate | None", serials: Sequence[str], products: Sequence[str]
) -> Check:
    """Return whether the certificate is of a part of this device.

    A modular device signs with a supervisor's certificate: only where the certificate names
    hardware that the device says it is made of, another serial number is a contradiction.
    """
    name = "serial"
    if own is None:
        return unverifiable(name, "there is no certificate of the device's own")
    named = _hardware(own)
    serial, product = _SERIAL.search(named), _PRODUCT.search(named)
    if serial is None or not serials:
        return unverifiable(name, "the certificate or the device names no serial number")
    if serial[1].casefold() in {each.casefold() for each in serials}:
        return verified(name, f"the certificate is of the device's serial number {serial[1]}")
    says = f"the certificate is of the serial number {cut(serial[1])}"
    if product and product[1].casefold() in {each.casefold() for each in products}:
        return contradicted(name, f"{says}, the device says {cut(', '.join(serials))}")
    return unverifiable(name, f"{says}, which the device did not list")


def _hardware(own: "Certificate") -> str:
    """Return the subject's serial number, which is of the form ``PID:C9300-24T SN:FOC...``."""
    from cryptography.x509.oid import NameOID

    found = own.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    return str(found[0].value)[:400] if found else ""


def _headers(nonce: str, version: str | None) -> Iterator[bytes]:
    """Yield what may stand before the certificates: IOS XR reads the number as hexadecimal."""
    yield _header(nonce, version)
    if len(nonce) % 2 == 0:
        yield _bytes(nonce) + _header(None, version)


def _header(nonce: str | None, version: str | None) -> bytes:
    number = int(version) if version and version.isdecimal() and len(version) < 10 else 0  # noqa: PLR2004  # four bytes
    head = number.to_bytes(4)
    if nonce is None or not 0 <= int(nonce) < _LARGEST:
        return head
    return int(nonce).to_bytes(8) + head


def _made(own: "Certificate", value: bytes, data: bytes) -> bool:
    from netwatch.judgement.signed import made_sha256

    return bool(value) and made_sha256(own, value, data)


def _bytes(value: str) -> bytes:
    try:
        return bytes.fromhex(value)
    except ValueError:
        return b""
