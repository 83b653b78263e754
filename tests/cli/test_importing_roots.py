"""netwatch import trust-root, as a person types it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from netwatch.store import Store


@pytest.fixture(scope="module")
def keys():
    return [rsa.generate_private_key(65537, 2048) for _ in range(2)]


def certificate(subject, key, issuer, issuer_key, days=99):
    now = datetime.now(UTC)
    names = [
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (subject, issuer)
    ]
    return (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=200))
        .not_valid_after(now + timedelta(days=days))
        .sign(issuer_key, hashes.SHA256())
    )


def pem(made):
    return made.public_bytes(serialization.Encoding.PEM)


def roots(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/state/netwatch.db") as store:
        return store.trust_roots()


def test_a_root_is_kept_with_its_fingerprint_shown(run, keys, tmp_path):
    made = certificate("vendor root", keys[0], "vendor root", keys[0])
    Path("root.pem").write_bytes(pem(made))
    result = run("import", "trust-root", "root.pem")
    assert result.code == 0
    assert "root.pem: 1 certificates, 1 of them new" in result.err
    assert made.fingerprint(hashes.SHA256()).hex() in result.err
    assert "out of date" not in result.err
    (kept,) = roots(tmp_path)
    assert (kept.subject, kept.source) == ("CN=vendor root", "root.pem")
    assert kept.pem.encode() == pem(made)
    assert "0 of them new" in run("import", "trust-root", "root.pem").err


def test_an_old_root_is_kept_and_told(run, keys, tmp_path):
    Path("root.pem").write_bytes(pem(certificate("old", keys[0], "old", keys[0], days=-1)))
    result = run("import", "trust-root", "root.pem")
    assert result.code == 0
    assert "out of date, which is no fault of what it signed: CN=old" in result.err
    assert len(roots(tmp_path)) == 1


def test_what_is_no_root_is_refused(run, keys, tmp_path):
    issued = certificate("device", keys[1], "vendor root", keys[0])
    Path("device.pem").write_bytes(pem(issued))
    Path("text.pem").write_text("nothing")
    for name, words in (
        ("device.pem", "not signed by itself"),
        ("text.pem", "no certificate in PEM form"),
        ("missing.pem", "cannot read"),
    ):
        result = run("import", "trust-root", name)
        assert result.code == 2
        assert words in result.err
    assert roots(tmp_path) == ()
