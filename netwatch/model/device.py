"""What the inventory says of a device."""

from dataclasses import dataclass, field
from enum import StrEnum


class Probe(StrEnum):
    """A question that may harm some hardware and is asked only where the inventory says so."""

    MEMORY_TEXT = "memory-text"


class HostKeyPolicy(StrEnum):
    """How a device's SSH host key is checked against the pinned one."""

    STRICT = "strict"
    ACCEPT_NEW = "accept-new"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SshAlgorithms:
    """Algorithms to offer *in addition* to the modern defaults, for old devices."""

    kex: tuple[str, ...] = ()
    ciphers: tuple[str, ...] = ()
    host_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One monitored device (or cloud account). ``credentials`` is a name, never a secret.

    ``probes`` names the opt-in questions this device is asked, as in ``Command.opt_in``.
    """

    name: str
    address: str
    platform: str
    port: int = 22
    site: str | None = None
    role: str | None = None
    tags: tuple[str, ...] = ()
    credentials: str = "default"
    host_key: HostKeyPolicy = HostKeyPolicy.ACCEPT_NEW
    jump: tuple[str, ...] = ()
    ssh: SshAlgorithms = field(default_factory=SshAlgorithms)
    timeout_s: float = 180.0
    probes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Resolved at run time and held in memory only; ``repr`` never shows a secret."""

    username: str
    password: str | None = field(default=None, repr=False)
    private_key: str | None = None
    passphrase: str | None = field(default=None, repr=False)
    enable: str | None = field(default=None, repr=False)
