"""Chains made here: which hold, which do not, and what is told besides."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from netwatch.judgement.signed import (
    NotTrustedError,
    check_chain,
    check_signature,
    read_certificates,
)

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DATA = b'{"products": []}'


@dataclass
class Party:
    key: object
    certificate: x509.Certificate


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def party(subject, issuer=None, *, ca=True, length=None, ends=NOW + timedelta(days=9), signs=True):
    key = ec.generate_private_key(ec.SECP256R1())
    usage = dict.fromkeys(
        (
            "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
            "key_agreement", "crl_sign", "encipher_only", "decipher_only",
        ),
        False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(issuer.certificate.subject if issuer else name(subject))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=99))
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=length), critical=True)
        .add_extension(x509.KeyUsage(**usage, key_cert_sign=signs), critical=True)
        .sign(issuer.key if issuer else key, hashes.SHA256())
    )
    return Party(key, certificate)


ROOT = party("root")
MIDDLE = party("middle", ROOT, length=0)
SIGNER = party("signer", MIDDLE, ca=False)


def sealed(by=SIGNER, data=DATA, algorithm=None):
    return by.key.sign(data, ec.ECDSA(algorithm or hashes.SHA512()))


def given(*parties):
    return [each.certificate for each in parties]


@pytest.mark.parametrize("order", [(SIGNER, MIDDLE), (MIDDLE, SIGNER)])
@pytest.mark.parametrize("algorithm", [hashes.SHA512(), hashes.SHA256()])
def test_a_chain_in_any_order_holds(order, algorithm):
    trust = check_signature(DATA, sealed(algorithm=algorithm), given(*order), given(ROOT), NOW)
    assert trust.chain == ("CN=signer", "CN=middle", "CN=root")
    assert trust.outdated == trust.weak == ()


def test_rsa_as_vendors_sign():
    key = rsa.generate_private_key(65537, 2048)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name("rsa"))
        .issuer_name(name("root"))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW)
        .sign(ROOT.key, hashes.SHA256())
    )
    signature = key.sign(DATA, padding.PKCS1v15(), hashes.SHA512())
    trust = check_signature(DATA, signature, [certificate], given(ROOT), NOW)
    assert trust.chain == ("CN=rsa", "CN=root")


def test_what_is_out_of_date_is_told_and_holds():
    old = party("old", ROOT, ca=False, ends=NOW - timedelta(days=1))
    trust = check_signature(DATA, sealed(old), given(old), given(ROOT), NOW)
    assert trust.outdated == ("CN=old (2025-11-23 to 2026-03-01)",)


@pytest.mark.parametrize(
    ("signature", "data", "why"),
    [
        (sealed(), DATA + b" ", "no certificate given made this signature"),
        (sealed()[:-1], DATA, "no certificate given"),
        (b"", DATA, "no certificate given"),
        (sealed(ROOT), DATA, "no certificate given"),
    ],
    ids=["other data", "cut short", "empty", "another signer"],
)
def test_another_signature_or_file(signature, data, why):
    with pytest.raises(NotTrustedError, match=why):
        check_signature(data, signature, given(SIGNER, MIDDLE), given(ROOT), NOW)


def test_a_stranger_with_the_same_names():
    root = party("root")
    middle = party("middle", root, length=0)
    signer = party("signer", middle, ca=False)
    with pytest.raises(NotTrustedError, match="nothing leads from CN=middle"):
        check_signature(DATA, sealed(signer), given(signer, middle), given(ROOT), NOW)


def test_a_chain_with_a_gap():
    with pytest.raises(NotTrustedError, match="nothing leads from CN=signer"):
        check_signature(DATA, sealed(), given(SIGNER), given(ROOT), NOW)


@pytest.mark.parametrize(
    "issuer",
    [
        party("no authority", ROOT, ca=False),
        party("may not sign", ROOT, signs=False),
        party("one too many", MIDDLE),
    ],
)
def test_who_may_not_issue(issuer):
    forged = party("forged", issuer, ca=False)
    with pytest.raises(NotTrustedError, match="may not issue"):
        check_chain(forged.certificate, given(issuer, MIDDLE), given(ROOT), NOW)


def test_certificates_are_read_from_one_file():
    pem = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in given(SIGNER, MIDDLE))
    assert read_certificates(pem) == given(SIGNER, MIDDLE)
    with pytest.raises(ValueError, match="PEM"):
        read_certificates(b"nothing")
