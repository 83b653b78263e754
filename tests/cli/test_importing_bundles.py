"""netwatch import known-good with a signed bundle, as a person types it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from netwatch.store import Store

ENTRY = {"filename": "os.bin", "sha512": "ab" * 64, "biv_hash": "cd" * 64}
BUNDLE = {
    "products": [
        {"product": "R9000", "osImageVersions": [{"version": "17.09.04a", "entries": [ENTRY]}]}
    ]
}
SEALED = ("--signature", "kgv.sig", "--certificate", "signer.pem", "--root", "root.pem")


def certified(subject, key, issuer, issuer_key, days):
    now = datetime.now(UTC)
    names = [
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (subject, issuer)
    ]
    return (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=99))
        .not_valid_after(now + timedelta(days=days))
        .sign(issuer_key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )


@pytest.fixture(scope="module")
def keys():
    return [rsa.generate_private_key(65537, 2048) for _ in range(2)]


@pytest.fixture
def files(run, keys):
    """Write bundle, signature and certificates; returns how to write a signer that ended."""
    root, signer = keys
    data = json.dumps(BUNDLE).encode()
    Path("kgv.json").write_bytes(data)
    Path("kgv.sig").write_bytes(signer.sign(data, padding.PKCS1v15(), hashes.SHA512()))
    Path("root.pem").write_bytes(certified("root", root, "root", root, 99))

    def write(days):
        Path("signer.pem").write_bytes(certified("signer", signer, "root", root, days))

    write(9)
    return write


def images(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/state/netwatch.db") as store:
        return store.known_good({"os.bin"})


def test_a_signed_bundle(run, files, tmp_path):
    result = run("import", "known-good", "kgv.json", *SEALED)
    assert result.code == 0
    assert "kgv.json: 2 values, 2 of them new" in result.err
    assert "the signature holds: CN=signer <- CN=root" in result.err
    assert "out of date" not in result.err
    (found,) = images(tmp_path)
    assert (found.version, found.source) == ("17.09.04a", "kgv.json (signed by CN=signer)")


def test_expiry_is_told_and_refuses_nothing(run, files, tmp_path):
    files(-1)
    result = run("import", "known-good", "kgv.json", *SEALED)
    assert result.code == 0
    assert "the signature holds" in result.err
    assert "out of date, which is no fault of the signature: CN=signer" in result.err
    assert len(images(tmp_path)) == 1


def test_a_changed_bundle_is_refused_whole(run, files, tmp_path):
    Path("kgv.json").write_text(json.dumps(BUNDLE).replace("ab", "ba"))
    result = run("import", "known-good", "kgv.json", *SEALED)
    assert result.code == 2
    assert "not to be trusted, nothing was kept" in result.err
    assert images(tmp_path) == ()


def test_without_a_signature_only_on_a_persons_word(run, files, tmp_path):
    refused = run("import", "known-good", "kgv.json")
    assert refused.code == 2
    assert "needs --signature" in refused.err
    assert run("import", "known-good", "kgv.json", "--unsigned").code == 0
    assert [each.source for each in images(tmp_path)] == ["kgv.json (not signed)"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("kgv.json", "--signature", "kgv.sig"), "go together"),
        (("SUMS", *SEALED), "only a JSON bundle"),
        (("other.json", "--unsigned"), "no bundle of known good values"),
        (("kgv.json", *SEALED[:-1], "kgv.json"), "no certificate in PEM form"),
        (("kgv.json", *SEALED[:-1], "missing"), "cannot read missing"),
    ],
)
def test_what_is_missing_is_named(run, files, words, told):
    Path("SUMS").write_text("nothing\n")
    Path("other.json").write_text("{}")
    result = run("import", "known-good", *words)
    assert result.code == 2
    assert told in result.err
