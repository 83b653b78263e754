"""Who asks a cloud: the real login libraries against token endpoints on loopback."""

import builtins
import datetime as dt
import json
import ssl
import sys
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from support.rest_clouds import cloud, visit

from netwatch import registry
from netwatch.lab.clouds.azure import CLIENT_SECRET
from netwatch.model.device import Credentials
from netwatch.model.errors import NetwatchError

pytestmark = pytest.mark.lab

TENANT = "5c6a2c0e-5f5e-4d0d-9b57-0d9b4f6f2a11"
CLIENT = Credentials(username="11111111-2222-4333-8444-555555555555", password=CLIENT_SECRET)


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.fixture(scope="module")
def private_key():
    return pem(rsa.generate_private_key(65537, 2048))


@pytest.fixture
def key_file(tmp_path, private_key):
    """Return how to write a service account's key file for a cloud."""

    def write(running, **other):
        told = {
            "type": "service_account",
            "project_id": "acme-prod",
            "private_key_id": "1",
            "private_key": private_key,
            "client_email": "netwatch@acme-prod.iam.gserviceaccount.com",
            "client_id": "1",
            "token_uri": f"{running.endpoint}/token",
        }
        path = tmp_path / "key.json"
        path.write_text(json.dumps({**told, **other}))
        return Credentials(username="", private_key=str(path))

    return write


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "AZURE_CLIENT_ID",
                 "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID", "AZURE_AUTHORITY_HOST"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)


def posts(running):
    return [each.split("?")[0] for each in running.received if each.startswith("POST")]


def test_a_service_accounts_key_logs_in_once(key_file, private_key):
    with cloud("gcp") as running:
        seen = visit("gcp", running.endpoint, key_file(running))
    assert seen.failures == []
    assert seen.state.declared
    assert posts(running) == ["POST /token"]
    assert private_key[40:80] not in seen.text


def test_a_key_names_the_project_where_the_inventory_does_not(key_file):
    with cloud("gcp") as running:
        seen = visit("gcp", running.endpoint, key_file(running), account=None)
    assert (seen.failures, seen.state.identity.serial) == ([], "acme-prod")


def test_a_token_that_is_over_is_renewed_in_the_middle_of_a_visit(key_file):
    faults = [{"path": "packetMirrorings", "kind": "expired", "times": 1}]
    with cloud("gcp", faults=faults) as running:
        seen = visit("gcp", running.endpoint, key_file(running))
    assert seen.failures == []
    assert posts(running) == ["POST /token"] * 2


def test_a_token_that_is_refused_again_and_again_ends_the_visit(key_file):
    with cloud("gcp", faults=[{"path": "packetMirrorings", "kind": "expired"}]) as running:
        seen = visit("gcp", running.endpoint, key_file(running))
    assert seen.failures == [(None, "auth-failed")]
    assert posts(running) == ["POST /token"] * 2


def test_another_service_account_is_impersonated(key_file):
    who = "reader@acme-prod.iam.gserviceaccount.com"
    with cloud("gcp") as running:
        seen = visit("gcp", running.endpoint, key_file(running), assume_role=who)
    assert seen.failures == []
    path = f"/v1/projects/-/serviceAccounts/{who}:generateAccessToken"
    assert posts(running) == ["POST /token", f"POST {path}"]


def test_the_environments_credentials_are_used_without_any_others(key_file, monkeypatch):
    with cloud("gcp") as running:
        given = key_file(running)
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", given.private_key)
        seen = visit("gcp", running.endpoint, None)
    assert seen.failures == []
    assert posts(running) == ["POST /token"]


@pytest.mark.parametrize("key", ["s3cret-not-a-key", "", 7])
def test_a_key_file_that_is_none_is_a_failed_login(key_file, key):
    with cloud("gcp") as running:
        seen = visit("gcp", running.endpoint, key_file(running, private_key=key))
    assert seen.failures == [(None, "auth-failed")]
    assert "s3cret" not in seen.text


@pytest.mark.parametrize("text", ["", "[]", "{", "7"])
def test_a_file_that_is_no_key_is_a_failed_login(tmp_path, text):
    path = tmp_path / "key.json"
    path.write_text(text)
    seen = visit("gcp", "http://127.0.0.1:9", Credentials(username="", private_key=str(path)))
    assert seen.failures == [(None, "auth-failed")]


def test_a_missing_key_file_is_named():
    seen = visit("gcp", "http://127.0.0.1:9", Credentials(username="", private_key="/nowhere.json"))
    assert seen.failures == [(None, "auth-failed")]
    assert "/nowhere.json" in seen.details


def test_a_user_name_is_no_google_credential():
    seen = visit("gcp", "http://127.0.0.1:9", Credentials(username="u", password="pa55word"))
    assert seen.failures == [(None, "auth-failed")]
    assert "private_key" in seen.details
    assert "pa55word" not in seen.text


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A TLS server's context for 127.0.0.1, and the file of the authority that vouches for it."""
    folder = tmp_path_factory.mktemp("tls")
    now = dt.datetime.now(dt.UTC)
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lab authority")])

    def certificate(name, public, *, is_root):
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(root_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(hours=1))
            .not_valid_after(now + dt.timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        )
        if not is_root:
            address = x509.IPAddress(ip_address("127.0.0.1"))
            built = built.add_extension(x509.SubjectAlternativeName([address]), critical=False)
        return built.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    (folder / "root.pem").write_bytes(certificate(root_name, root_key.public_key(), is_root=True))
    leaf = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    (folder / "leaf.pem").write_bytes(certificate(leaf, key.public_key(), is_root=False))
    (folder / "key.pem").write_text(pem(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "leaf.pem", folder / "key.pem")
    return context, str(folder / "root.pem")


@pytest.fixture
def directory(authority, monkeypatch):
    """Open an Azure cloud over TLS, with its directory where azure-identity looks for it."""

    def opened(**more):
        context, root = authority
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", root)
        return cloud("azure", tls=context, **more)

    def used(running):
        monkeypatch.setenv("AZURE_AUTHORITY_HOST", running.endpoint)

    opened.used = used
    return opened


def test_a_client_and_its_secret_log_in_once(directory):
    with directory() as running:
        directory.used(running)
        seen = visit("azure", running.endpoint, CLIENT, tenant=TENANT)
    assert seen.failures == [], seen.details
    assert seen.state.declared
    assert posts(running) == [f"POST /{TENANT}/oauth2/v2.0/token"]
    assert CLIENT_SECRET not in seen.text


def test_an_azure_token_that_is_over_is_renewed(directory):
    faults = [{"path": "virtualNetworkTaps", "kind": "expired", "times": 1}]
    with directory(faults=faults) as running:
        directory.used(running)
        seen = visit("azure", running.endpoint, CLIENT, tenant=TENANT)
    assert seen.failures == []
    assert posts(running) == [f"POST /{TENANT}/oauth2/v2.0/token"] * 2


def test_a_wrong_secret_is_a_failed_login(directory):
    given = Credentials(username=CLIENT.username, password="wr0ng-s3cret")
    with directory() as running:
        directory.used(running)
        seen = visit("azure", running.endpoint, given, tenant=TENANT)
    assert seen.failures == [(None, "auth-failed")]
    assert "wr0ng-s3cret" not in seen.text


def test_the_environments_client_is_used_without_any_other(directory, monkeypatch):
    monkeypatch.setenv("AZURE_CLIENT_ID", CLIENT.username)
    monkeypatch.setenv("AZURE_CLIENT_SECRET", CLIENT_SECRET)
    monkeypatch.setenv("AZURE_TENANT_ID", TENANT)
    with directory() as running:
        directory.used(running)
        seen = visit("azure", running.endpoint, None, account=None)
    assert seen.failures == [], seen.details
    assert seen.state.identity.serial == "0b1f6471-1bf0-4dda-aec3-cb9272f09590"


def test_a_client_without_a_tenant_is_told_what_is_missing(directory):
    with directory() as running:
        seen = visit("azure", running.endpoint, CLIENT)
    assert seen.failures == [(None, "auth-failed")]
    assert "tenant:" in seen.details


def test_a_server_nobody_vouches_for_gets_no_token(authority, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    with cloud("azure", tls=authority[0]) as running:
        seen = visit("azure", running.endpoint, timeout_s=60)
    assert seen.failures == [(None, "unreachable")]
    assert "did not prove" in seen.details
    assert running.received == []


@pytest.mark.parametrize(("name", "library"), [("gcp", "google"), ("azure", "azure")])
def test_a_missing_library_names_its_extra(name, library, monkeypatch):
    for each in [
        each for each in sys.modules if each.startswith(f"netwatch.collect.clouds.{name}")
    ]:
        monkeypatch.delitem(sys.modules, each)
    own = builtins.__import__

    def without(asked, *args, **kwargs):
        if asked.split(".")[0] == library:
            raise ModuleNotFoundError(f"No module named {asked!r}", name=asked)
        return own(asked, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(NetwatchError, match=rf"netwatch-drift\[{name}\]"):
        registry.unit("collect.clouds", name)
