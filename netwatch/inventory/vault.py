"""One secret out of HashiCorp Vault, or OpenBao: KV version 2, by token or AppRole.

Read: developer.hashicorp.com/vault/api-docs, "KV secrets engine v2" and "AppRole auth method".
Where Vault is and who asks stands in the environment, by the names Vault's own client uses.
"""

import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from netwatch.inventory.errors import SecretError

_SECONDS = 15.0
_MAX_BYTES = 1024 * 1024
_OK = 200
_FORM = "write {vault: mount/path#field}, such as {vault: secret/netwatch#password}"

Json = Any  # what a server sends, looked at piece by piece


def from_vault(name: str, environment: Mapping[str, str], what: str) -> str:
    """Return the field that ``mount/path#field`` names. Raises SecretError, never with a secret."""
    path, _, wanted = name.partition("#")
    mount, _, rest = path.strip("/").partition("/")
    if not (mount and rest and wanted):
        raise SecretError(f"credentials {what}: {name!r} names no secret; {_FORM}")
    server = _Server(environment, what)
    data = server.get(f"{quote(mount)}/data/{quote(rest)}", _token(server, environment, what))
    kept = _at(_at(data, "data"), "data")
    value = _at(kept, wanted)
    if not isinstance(value, str) or not value:
        raise SecretError(f"credentials {what}: Vault's {path} has no field {wanted!r}")
    return value


def _token(server: "_Server", environment: Mapping[str, str], what: str) -> str:
    if token := environment.get("VAULT_TOKEN"):
        return token
    role, secret = environment.get("VAULT_ROLE_ID"), environment.get("VAULT_SECRET_ID")
    if role and secret:
        mount = environment.get("VAULT_APPROLE_MOUNT", "approle")
        given = {"role_id": role, "secret_id": secret}
        answer = server.post(f"auth/{quote(mount)}/login", given)
        token = _at(_at(answer, "auth"), "client_token")
        if isinstance(token, str) and token:
            return token
        raise SecretError(f"credentials {what}: Vault gave no token for this AppRole")
    home = environment.get("HOME")
    kept = Path(home, ".vault-token") if home else None
    if kept is not None and kept.is_file():
        with kept.open(encoding="utf-8", errors="replace") as file:
            return file.read(_MAX_BYTES).strip()
    raise SecretError(
        f"credentials {what}: set VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, or log in "
        "with vault login"
    )


class _Server:
    def __init__(self, environment: Mapping[str, str], what: str) -> None:
        self._what = what
        self._address = environment.get("VAULT_ADDR", "").rstrip("/")
        parts = urlsplit(self._address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SecretError(
                f"credentials {what}: set VAULT_ADDR to https://vault.example.net:8200"
            )
        if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
            raise SecretError(
                f"credentials {what}: VAULT_ADDR must be https:// beyond this machine"
            )
        self._place = parts.netloc.rpartition("@")[2]
        self._ca = environment.get("VAULT_CACERT") or None
        namespace = environment.get("VAULT_NAMESPACE")
        self._headers = {"X-Vault-Request": "true"}
        if namespace:
            self._headers["X-Vault-Namespace"] = namespace

    def get(self, path: str, token: str) -> Json:
        return self._ask("GET", path, {"X-Vault-Token": token}, None)

    def post(self, path: str, body: dict[str, str]) -> Json:
        return self._ask("POST", path, {}, json.dumps(body).encode())

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Json:
        import httpx

        try:
            context = ssl.create_default_context(cafile=self._ca)
            with (
                httpx.Client(
                    verify=context, trust_env=False, follow_redirects=False, timeout=_SECONDS
                ) as client,
                client.stream(
                    method,
                    f"{self._address}/v1/{path}",
                    headers={**self._headers, **headers},
                    content=body,
                ) as response,
            ):
                data = bytearray()
                for chunk in response.iter_bytes(8192):
                    data += chunk
                    if len(data) > _MAX_BYTES:
                        raise self._trouble("answered more than any secret")
                status = response.status_code
        except OSError as error:
            raise self._trouble(f"VAULT_CACERT cannot be read ({error.strerror})") from None
        except (httpx.HTTPError, ValueError) as error:
            raise self._trouble(f"cannot be asked ({type(error).__name__})") from None
        if status != _OK:
            raise self._trouble(f"answered {status} for {path}; may this identity read it?")
        try:
            return json.loads(bytes(data))
        except (ValueError, RecursionError):
            raise self._trouble("answered no JSON; look at VAULT_ADDR") from None

    def _trouble(self, told: str) -> SecretError:
        return SecretError(f"credentials {self._what}: Vault at {self._place}: {told}")


def _at(value: Json, key: str) -> Json:
    return value.get(key) if isinstance(value, dict) else None
