"""An inventory as values: devices, jump hosts, and where secrets are to be found."""

from dataclasses import dataclass
from enum import StrEnum

from netwatch.model.device import Device


class SecretSource(StrEnum):
    """Where a secret is looked up at run time; the secret itself is never in the inventory."""

    ENV = "env"
    FILE = "file"
    KEYRING = "keyring"
    COMMAND = "command"
    VAULT = "vault"
    SYSTEMD = "systemd"


@dataclass(frozen=True, slots=True)
class SecretRef:
    """A reference to a secret: ``env NETWATCH_PASSWORD``, ``file /run/secrets/x`` ..."""

    source: SecretSource
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRefs:
    """One named set of credentials, every secret by reference."""

    name: str
    username: str
    password: SecretRef | None = None
    private_key: str | None = None
    passphrase: SecretRef | None = None
    enable: SecretRef | None = None
    community: SecretRef | None = None
    privacy: SecretRef | None = None
    token: SecretRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Everything an inventory file says; ``source`` is its path, for messages."""

    source: str
    devices: tuple[Device, ...] = ()
    jump_hosts: tuple[Device, ...] = ()
    credentials: tuple[CredentialRefs, ...] = ()
    warnings: tuple[str, ...] = ()

    def device(self, name: str) -> Device | None:
        """Return the device called ``name``, or None."""
        return next((each for each in self.devices if each.name == name), None)

    def hop(self, name: str) -> Device | None:
        """Return the jump host (or device used as one) called ``name``, or None."""
        return next((each for each in (*self.jump_hosts, *self.devices) if each.name == name), None)
