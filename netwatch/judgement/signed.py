"""Whether bytes are signed by somebody whose certificates lead to a trusted root. Pure."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning

_LONGEST_CHAIN = 8
_OLD = ("sha1", "md5")
_HASHES: tuple[hashes.HashAlgorithm, ...] = (hashes.SHA512(), hashes.SHA256())


class NotTrustedError(Exception):
    """The signature or the chain does not hold; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Trust:
    """A chain that holds, by subject, signer first.

    ``outdated`` names certificates outside their dates and ``weak`` those signed with an old hash
    (SHA-1 on authorities of before 2016): to be told, and no verdict on the signature.
    """

    chain: tuple[str, ...]
    outdated: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


def check_signature(
    data: bytes,
    signature: bytes,
    certificates: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    now: datetime,
) -> Trust:
    """Return how far a detached RSA (PKCS #1 v1.5) or ECDSA signature of ``data`` is trusted.

    One of ``certificates`` made it, with SHA-512 or SHA-256. Raises NotTrustedError.
    """
    for each in certificates:
        if any(_made(each, signature, data, algorithm) for algorithm in _HASHES):
            return check_chain(each, certificates, roots, now)
    raise NotTrustedError("no certificate given made this signature of this file")


def check_chain(
    signer: x509.Certificate,
    others: Iterable[x509.Certificate],
    roots: Sequence[x509.Certificate],
    now: datetime,
) -> Trust:
    """Return the way from ``signer`` over ``others`` to one of ``roots``.

    Raises NotTrustedError when none leads there.
    """
    chain = [signer]
    candidates = (*roots, *others)
    while chain[-1] not in roots:
        issuer = next((each for each in candidates if _issued(each, chain[-1])), None)
        if issuer is None or issuer in chain or len(chain) == _LONGEST_CHAIN:
            raise NotTrustedError(f"nothing leads from {_name(chain[-1])} to a given root")
        if issuer not in roots:
            _require_authority(issuer, below=len(chain) - 1)
        chain.append(issuer)
    _refuse_old_hashes(chain)
    return Trust(
        chain=tuple(_name(each) for each in chain),
        outdated=tuple(_dated(each) for each in chain if not _is_current(each, now)),
        weak=tuple(f"{_name(each)} ({_hash(each)})" for each in chain if _hash(each) in _OLD),
    )


def readable_certificates(pem: bytes) -> tuple[x509.Certificate, ...] | None:
    """Return the certificates in ``pem``, None when any part of one that is used cannot be read.

    The library reads a certificate's parts when they are asked for, and may raise only then.
    """
    try:
        found = tuple(read_certificates(pem))
        for each in found:
            parts = (each.subject.rfc4514_string(), each.issuer, each.public_key(), each.extensions)
            dates = (each.not_valid_before_utc, each.not_valid_after_utc)
            del parts, dates
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension):
        return None
    return found


@dataclass(frozen=True, slots=True)
class Root:
    """A certificate on its own; ``remarks`` say what is odd about it without being wrong."""

    pem: str
    subject: str
    fingerprint: str
    self_signed: bool
    remarks: tuple[str, ...] = ()


def describe_root(certificate: x509.Certificate, now: datetime) -> Root:
    """Return what a person must know of ``certificate`` before trusting it."""
    remarks = []
    if not _is_current(certificate, now):
        remarks.append(f"out of date, which is no fault of what it signed: {_dated(certificate)}")
    if _hash(certificate) in _OLD:
        remarks.append(f"signed with an old hash: {_name(certificate)} ({_hash(certificate)})")
    return Root(
        pem=certificate.public_bytes(Encoding.PEM).decode(),
        subject=_name(certificate),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        self_signed=_issued(certificate, certificate),
        remarks=tuple(remarks),
    )


def made_sha256(signer: x509.Certificate, signature: bytes, data: bytes) -> bool:
    """Tell whether the key of ``signer`` made ``signature`` of ``data`` with SHA-256."""
    return _made(signer, signature, data, hashes.SHA256())


def read_certificates(pem: bytes) -> list[x509.Certificate]:
    """Return the certificates in ``pem``. Raises ValueError when it holds none that are whole.

    What the library only warns of (a serial number of zero) is no reason to stop: the chain and
    the signatures decide.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        try:
            return x509.load_pem_x509_certificates(pem)
        except x509.InvalidVersion as error:  # the library's only refusal that is no ValueError
            raise ValueError(str(error)) from None


def _made(
    signer: x509.Certificate, signature: bytes, data: bytes, algorithm: hashes.HashAlgorithm
) -> bool:
    try:
        key = signer.public_key()
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(algorithm))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        if _hash(certificate) in _OLD:
            return _issued_long_ago(issuer, certificate)
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _issued_long_ago(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Check what the library refuses for its old hash, which is told as weak instead."""
    key, algorithm = issuer.public_key(), certificate.signature_hash_algorithm
    if issuer.subject != certificate.issuer or algorithm is None:
        return False
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    signed = certificate.tbs_certificate_bytes
    key.verify(certificate.signature, signed, padding.PKCS1v15(), algorithm)
    return True


def _require_authority(certificate: x509.Certificate, below: int) -> None:
    """Raise NotTrustedError unless it may issue with ``below`` authorities between."""
    try:
        extensions = certificate.extensions
        limits = extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        raise NotTrustedError(f"{_name(certificate)} is no authority") from None
    unknown = [
        e for e in extensions if e.critical and isinstance(e.value, x509.UnrecognizedExtension)
    ]
    too_long = limits.path_length is not None and below > limits.path_length
    if not limits.ca or too_long or unknown or not _may_sign(extensions):
        raise NotTrustedError(f"{_name(certificate)} may not issue what it issued")


def _may_sign(extensions: x509.Extensions) -> bool:
    try:
        return extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True


def _refuse_old_hashes(chain: list[x509.Certificate]) -> None:
    # Whoever finds two certificates of one SHA-1 can forge the lowest; a root is trusted as given.
    for each in chain[:-1]:
        if _hash(each) == "md5" or (each is chain[0] and _hash(each) in _OLD):
            raise NotTrustedError(f"{_name(each)} is signed with {_hash(each)}")


def _hash(certificate: x509.Certificate) -> str:
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return ""
    return algorithm.name if algorithm else ""


def _is_current(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def _dated(certificate: x509.Certificate) -> str:
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return f"{_name(certificate)} ({since:%Y-%m-%d} to {until:%Y-%m-%d})"


def _name(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()[:200]
