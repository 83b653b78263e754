"""Which SSH algorithms are offered: modern ones always, old ones only where the inventory says.

paramiko 4 still has SHA-1 key exchange, ssh-rsa and CBC, and offers them to everybody; here they
are legacy, as they are in OpenSSH 8.8 and later. A device that offers nothing else is told apart
from a broken one, with the line that lets it in.
"""

from dataclasses import dataclass

import paramiko

from netwatch.model.device import SshAlgorithms

KEX = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group16-sha512",
)
LEGACY_KEX = (
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group-exchange-sha1",
    "diffie-hellman-group1-sha1",
)
HOST_KEYS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
)
LEGACY_HOST_KEYS = ("ssh-rsa",)
CIPHERS = (
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
)
LEGACY_CIPHERS = ("aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc")

_NEGOTIATED = ("kex_algo_list", "server_key_algo_list", "client_encrypt_algo_list")
_FIELDS = ("kex", "host_keys", "ciphers")
_LEGACY = (LEGACY_KEX, LEGACY_HOST_KEYS, LEGACY_CIPHERS)
_MODERN = (KEX, HOST_KEYS, CIPHERS)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server said it supports, in its order of preference."""

    kex: tuple[str, ...] = ()
    host_keys: tuple[str, ...] = ()
    ciphers: tuple[str, ...] = ()


def offers(extra: SshAlgorithms) -> Offer:
    """Return what is offered to a device with these additions, modern ones first."""
    return Offer(
        *(
            (*modern, *(each for each in getattr(extra, name) if each not in modern))
            for name, modern in zip(_FIELDS, _MODERN, strict=True)
        )
    )


def unknown(extra: SshAlgorithms) -> tuple[str, ...]:
    """Return the names in the inventory that this netwatch does not have."""
    known = {name for group in (*_LEGACY, *_MODERN) for name in group}
    return tuple(n for each in _FIELDS for n in getattr(extra, each) if n not in known)


def prepare(transport: paramiko.Transport, extra: SshAlgorithms, pinned: str | None) -> None:
    """Set what ``transport`` offers; a pinned key's type comes first.

    Otherwise a device that gained an ed25519 key beside its pinned RSA key looks changed.
    """
    ours = offers(extra)
    options = transport.get_security_options()
    options.kex = ours.kex
    options.ciphers = ours.ciphers
    options.key_types = tuple(sorted(ours.host_keys, key=lambda name: not _is_type(name, pinned)))
    if "ssh-rsa" not in ours.host_keys:
        # The same SHA-1 signature would otherwise be used to prove our own RSA key.
        transport.disabled_algorithms = {"pubkeys": ["ssh-rsa"]}


def inventory_line(theirs: Offer, extra: SshAlgorithms) -> str | None:
    """Return the line that makes the device reachable: ``ssh: {kex: [...]}``.

    None when nothing this netwatch has would do.
    """
    wanted: dict[str, tuple[str, ...]] = {each: getattr(extra, each) for each in _FIELDS}
    for name, legacy in zip(_FIELDS, _LEGACY, strict=True):
        server = getattr(theirs, name)
        if set(server) & set(getattr(offers(extra), name)):
            continue
        match = next((each for each in legacy if each in server), None)
        if match is None:
            return None
        wanted[name] = (*wanted[name], match)
    fields = ", ".join(f"{key}: [{', '.join(names)}]" for key, names in wanted.items() if names)
    return f"ssh: {{{fields}}}"


def _is_type(name: str, pinned: str | None) -> bool:
    kind = (pinned or "").partition(" ")[0]
    return name == kind or (kind == "ssh-rsa" and name.startswith("rsa-sha2-"))
