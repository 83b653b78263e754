"""Vault over real HTTP on loopback, in the shapes its API documents."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from netwatch.inventory.errors import SecretError
from netwatch.inventory.secrets import lookup
from netwatch.model.inventory import SecretRef, SecretSource

pytestmark = pytest.mark.lab

SECRET, TOKEN = "s3cret-of-the-vault", "hvs.token"  # planted to be looked for
REF = SecretRef(SecretSource.VAULT, "secret/net/watch#password")


class Vault:
    """KV version 2 under ``secret/``, and AppRole."""

    def __init__(self):
        self.status, self.raw, self.namespaces = 200, None, []
        vault = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                vault.namespaces.append(self.headers.get("X-Vault-Namespace"))
                if self.headers.get("X-Vault-Token") != TOKEN:
                    self.reply(403, {"errors": ["permission denied"]})
                elif self.path == "/v1/secret/data/net/watch":
                    kept = {"data": {"password": SECRET, "number": 7}, "metadata": {"version": 3}}
                    self.reply(200, {"request_id": "x", "lease_duration": 0, "data": kept})
                else:
                    self.reply(404, {"errors": []})

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                good = body == {"role_id": "role", "secret_id": "secret-id"}
                if self.path == "/v1/auth/approle/login" and good:
                    auth = {"client_token": TOKEN, "policies": ["netwatch"], "renewable": True}
                    self.reply(200, {"auth": auth})
                else:
                    self.reply(400, {"errors": ["invalid role or secret ID"]})

            def reply(self, status, answer):
                body = vault.raw or json.dumps(answer).encode()
                self.send_response(status if vault.status == 200 else vault.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def vault():
    running = Vault()
    threading.Thread(target=running.server.serve_forever, args=(0.02,), daemon=True).start()
    yield running
    running.server.shutdown()
    running.server.server_close()


def refused(environment, ref=REF):
    with pytest.raises(SecretError) as told:
        lookup(ref, environment, "default.password")
    for each in (SECRET, TOKEN, "secret-id"):
        assert each not in str(told.value)
    return str(told.value)


def test_by_token_by_approle_and_by_the_clients_own_file(vault, tmp_path):
    assert lookup(REF, {"VAULT_ADDR": vault.url, "VAULT_TOKEN": TOKEN}, "x") == SECRET
    role = {"VAULT_ROLE_ID": "role", "VAULT_SECRET_ID": "secret-id", "VAULT_NAMESPACE": "noc"}
    assert lookup(REF, {"VAULT_ADDR": f"{vault.url}/", **role}, "x") == SECRET
    (tmp_path / ".vault-token").write_text(TOKEN)
    assert lookup(REF, {"VAULT_ADDR": vault.url, "HOME": str(tmp_path)}, "x") == SECRET
    assert vault.namespaces == [None, "noc", None]


def test_each_way_to_be_refused_is_its_own_sentence(vault):
    good = {"VAULT_ADDR": vault.url, "VAULT_TOKEN": TOKEN}
    assert "set VAULT_ADDR" in refused({})
    assert "beyond this machine" in refused({**good, "VAULT_ADDR": "http://vault.example.net"})
    assert "set VAULT_TOKEN" in refused({"VAULT_ADDR": vault.url})
    assert "403" in refused({**good, "VAULT_TOKEN": "other"})
    wrong = {"VAULT_ADDR": vault.url, "VAULT_ROLE_ID": "role", "VAULT_SECRET_ID": "no"}
    assert "400" in refused(wrong)
    assert "404" in refused(good, SecretRef(SecretSource.VAULT, "secret/none#password"))
    assert "no field 'user'" in refused(
        good, SecretRef(SecretSource.VAULT, "secret/net/watch#user")
    )
    assert "no field" in refused(good, SecretRef(SecretSource.VAULT, "secret/net/watch#number"))
    for name in ("secret#password", "secret/net/watch", ""):
        assert "names no secret" in refused(good, SecretRef(SecretSource.VAULT, name))
    vault.raw = b"<html>"
    assert "no JSON" in refused(good)
    vault.raw = b"x" * 2_000_000
    assert "more than any secret" in refused(good)
    vault.raw, vault.status = None, 307
    assert "307" in refused(good)
    assert "cannot be asked" in refused({**good, "VAULT_ADDR": "http://127.0.0.1:1"})
    assert "VAULT_CACERT" in refused({**good, "VAULT_CACERT": "/nonexistent"})


def test_a_credential_of_systemd_by_name(tmp_path):
    path = tmp_path / "password"
    path.write_text(f"{SECRET}\n")
    path.chmod(0o440)
    ref = SecretRef(SecretSource.SYSTEMD, "password")
    given = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert lookup(ref, given, "x") == SECRET
    assert "LoadCredential=password:PATH" in refused({}, ref)
    for outside in ("../password", ".password", "/etc/passwd"):
        assert "gives no credential" in refused(given, SecretRef(SecretSource.SYSTEMD, outside))
    assert "cannot read" in refused(given, SecretRef(SecretSource.SYSTEMD, "none"))
