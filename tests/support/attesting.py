"""A device with a trust anchor: keys and certificates of its own, and what it signs with them."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from netwatch.model.image import Attestation, Measurement, Register
from netwatch.model.known_good import KnownKind, KnownValue, TrustRoot

SERIAL, PRODUCT, NONCE = "FOC0000TEST", "C9300-24T", "123456789"
STAGES = (
    Measurement("boot-0", "MA0081R06.1307262016", "ab" * 32),
    Measurement("bootloader", "17.9.2r", "cd" * 64),
    Measurement("os", "17.09.04a", "ef" * 64),
)
_KINDS = {"boot-0": KnownKind.BOOT0, "bootloader": KnownKind.BOOTLOADER, "os": KnownKind.OS}


@cache
def key(name):
    """Return the key of ``root``, ``authority`` or ``device``; another name is an intruder's."""
    del name
    return rsa.generate_private_key(65537, 2048)


def certificate(subject, issuer, *, signed_by=None, serial_number=None, **names):
    """Return a certificate for the key of ``subject``; ``names`` may put others in."""
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, names.get("common", subject))]
    if serial_number:
        attributes.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial_number))
    authority = subject != "device"
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name(attributes))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key(subject).public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(names.get("until", datetime(2099, 1, 1, tzinfo=UTC)))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(key(signed_by or issuer), hashes.SHA256())
    )


@cache
def chain():
    """Return the device's certificate, the authority's and the root's."""
    own = certificate("device", "authority", serial_number=f"PID:{PRODUCT} SN:{SERIAL}")
    return own, certificate("authority", "root"), certificate("root", "root")


def root():
    """Return the root as it is kept after its import."""
    return TrustRoot(pem=pem(chain()[2]), subject="CN=root", fingerprint="", source="root.pem")


def pem(made):
    return made.public_bytes(Encoding.PEM).decode()


def registers(stages=STAGES):
    """Return PCR0 and PCR8 after ``stages`` were measured."""
    found = []
    for name, wanted in (("PCR0", ("boot-0", "bootloader")), ("PCR8", ("os",))):
        value = bytes(32)
        for each in stages:
            if each.stage in wanted:
                value = sha256(value + sha256(bytes.fromhex(each.digest)).digest()).digest()
        found.append(Register(name, value.hex()))
    return tuple(found)


def sealed(body, nonce, by="device"):
    """Return the signature over ``body`` with ``nonce`` (None: without one), in hex."""
    head = b"" if nonce is None else int(nonce).to_bytes(8)
    made = key(by).sign(head + (1).to_bytes(4) + body, padding.PKCS1v15(), hashes.SHA256())
    return made.hex()


def attestation(stages=STAGES, *, answers=NONCE, by="device", **changed):
    """Return the answer to NONCE that covers the number ``answers``, signed by ``by``."""
    shown = registers(stages)
    body = b"".join(bytes.fromhex(each.value) for each in shown)
    certificates = b"".join(each.public_bytes(Encoding.DER) for each in reversed(chain()))
    whole = Attestation(
        product=PRODUCT,
        measurements=stages,
        registers=shown,
        nonce=NONCE,
        signature_version="1",
        signature=sealed(body, answers, by),
        certificates=tuple(pem(each) for each in chain()),
        chain_nonce=NONCE,
        chain_version="1",
        chain_signature=sealed(certificates, answers, by),
    )
    return replace(whole, **changed)


def published(stages=STAGES, **digests):
    """Return ``stages`` as known-good values; ``digests`` (by ``os`` and so on) may differ."""
    return tuple(
        KnownValue(
            kind=_KINDS[each.stage],
            name=each.version,
            algorithm="biv",
            digest=digests.get(each.stage.replace("-", ""), each.digest),
            model="C9300",
        )
        for each in stages
    )
