"""Secret references -> secrets, at run time, in memory only."""

import shlex
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

from netwatch.inventory.errors import SecretError
from netwatch.model.device import Credentials
from netwatch.model.inventory import CredentialRefs, SecretRef, SecretSource

_MAX_BYTES = 64 * 1024
_COMMAND_LIMIT_S = 30


def resolve(refs: CredentialRefs, environment: Mapping[str, str]) -> Credentials:
    """Return the credentials behind ``refs``.

    Raises SecretError naming the reference (never a secret) and what to do.
    """

    def secret(ref: SecretRef | None, what: str) -> str | None:
        return None if ref is None else lookup(ref, environment, f"{refs.name}.{what}")

    return Credentials(
        username=refs.username,
        password=secret(refs.password, "password"),
        private_key=refs.private_key,
        passphrase=secret(refs.passphrase, "passphrase"),
        enable=secret(refs.enable, "enable"),
        community=secret(refs.community, "community"),
        privacy=secret(refs.privacy, "privacy"),
        token=secret(refs.token, "token"),
    )


def lookup(ref: SecretRef, environment: Mapping[str, str], what: str) -> str:
    """Return one secret. Raises SecretError."""
    match ref.source:
        case SecretSource.ENV:
            return _from_environment(ref.name, environment, what)
        case SecretSource.FILE:
            path = Path(ref.name).expanduser()
            given = environment.get("CREDENTIALS_DIRECTORY")
            return _from_file(
                path, what, by_systemd=given is not None and path.is_relative_to(given)
            )
        case SecretSource.COMMAND:
            return _from_command(ref.name, what)
        case SecretSource.KEYRING:
            return _from_keyring(ref.name, what)
        case SecretSource.SYSTEMD:
            return _from_systemd(ref.name, environment, what)
        case SecretSource.VAULT:
            from netwatch.inventory.vault import from_vault

            return from_vault(ref.name, environment, what)


def _from_environment(name: str, environment: Mapping[str, str], what: str) -> str:
    if not environment.get(name):
        raise SecretError(f"credentials {what}: set the environment variable {name}")
    return environment[name]


def _from_file(path: Path, what: str, *, by_systemd: bool = False) -> str:
    # systemd may give its one reader access by an ACL, which shows as the group's right to read.
    allowed = stat.S_IRGRP if by_systemd else 0
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO) & ~allowed:
            raise SecretError(f"credentials {what}: {path} is open to others; run chmod 600 {path}")
        with path.open(encoding="utf-8") as file:
            text = file.read(_MAX_BYTES)
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"credentials {what}: cannot read {path}: {error}") from None
    return _first_line(text, str(path), what)


def _from_systemd(name: str, environment: Mapping[str, str], what: str) -> str:
    given = environment.get("CREDENTIALS_DIRECTORY")
    if given is None or "/" in name or name.startswith("."):
        raise SecretError(
            f"credentials {what}: systemd gives no credential {name!r}; put "
            f"LoadCredential={name}:PATH or LoadCredentialEncrypted= into netwatch's unit"
        )
    return _from_file(Path(given, name), what, by_systemd=True)


def _from_command(command: str, what: str) -> str:
    words = shlex.split(command)
    try:
        done = subprocess.run(  # noqa: S603  # the user's own helper, no shell
            words, capture_output=True, text=True, timeout=_COMMAND_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = "took longer than 30 s" if isinstance(error, subprocess.TimeoutExpired) else error
        raise SecretError(f"credentials {what}: helper {words[0]!r}: {reason}") from None
    if done.returncode:
        raise SecretError(
            f"credentials {what}: helper {words[0]!r} exited with {done.returncode}; run it by hand"
        )
    return _first_line(done.stdout[:_MAX_BYTES], f"helper {words[0]!r}", what)


def _from_keyring(name: str, what: str) -> str:
    try:
        import keyring
    except ImportError:
        raise SecretError(
            f"credentials {what}: keyring is not installed; run pip install keyring"
        ) from None
    service, _, user = name.partition("/")
    value = keyring.get_password(service, user or "netwatch")
    if not value:
        raise SecretError(f"credentials {what}: the keyring has no {name!r}")
    return str(value)


def _first_line(text: str, where: str, what: str) -> str:
    value = text.split("\n", 1)[0].strip("\r")
    if not value:
        raise SecretError(f"credentials {what}: {where} gave nothing")
    return value
