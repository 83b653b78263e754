"""What the inventory says of a device."""

from dataclasses import dataclass, field
from datetime import time
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


@dataclass(frozen=True, slots=True)
class Window:
    """A time of day, from ``begin`` up to ``end``; over midnight when it ends before it begins."""

    begin: time
    end: time

    def holds(self, moment: time) -> bool:
        """Tell whether ``moment`` lies within; a window that ends as it begins is the whole day."""
        if self.begin < self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """Whether image files are fetched off the device, and how gently.

    ``wanted`` opts in to it by itself; a person may ask for it in any case. ``rate`` is in bytes a
    second, ``max_bytes`` bounds one file, ``timeout_s`` all files of one visit, ``window`` is when
    it may happen by itself.
    """

    wanted: bool = False
    rate: int = 1_000_000
    max_bytes: int = 4 << 30
    timeout_s: float = 4 * 3600.0
    window: Window = Window(time(1), time(5))


class SnmpVersion(StrEnum):
    """The protocol an agent is spoken to in."""

    V2C = "2c"
    V3 = "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class SnmpAgent:
    """How a device's SNMP agent is asked; ``credentials`` is a name.

    ``auth`` and ``privacy`` name the algorithms of version 3 (``sha256``, ``aes128``).
    """

    credentials: str
    version: SnmpVersion = SnmpVersion.V3
    port: int = 161
    auth: str = "sha256"
    privacy: str = "aes128"

    @property
    def is_v3(self) -> bool:
        """Tell whether a user proves who they are; in version 2c the community is all."""
        return self.version is SnmpVersion.V3


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudAccount:
    """Which part of a cloud is asked, and as whom.

    ``account`` is the AWS account, the GCP project or the Azure subscription (None: that of the
    credentials, where a cloud can tell); ``regions`` limits
    what is asked, () meaning all there are. ``endpoint`` replaces the provider's own address.
    ``assume_role`` is an AWS role ARN (with ``external_id``) or a GCP service account to
    impersonate, ``tenant`` the Azure directory.
    """

    account: str | None = None
    regions: tuple[str, ...] = ()
    endpoint: str | None = None
    assume_role: str | None = None
    external_id: str | None = None
    tenant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetconfServer:
    """Where a device speaks NETCONF over SSH; ``credentials`` is a name, None the device's own."""

    port: int = 830
    credentials: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One monitored device (or cloud account). ``credentials`` is a name, never a secret.

    ``probes`` names the opt-in questions this device is asked, as in ``Command.opt_in``.
    ``second_account`` names other credentials, whose view is held against that of the first.
    A cloud account has ``cloud``; its address is the account, and its credentials may be ``""``:
    those of the environment netwatch runs in.
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
    second_account: str | None = None
    snmp: SnmpAgent | None = None
    netconf: NetconfServer | None = None
    copying: Copying = field(default_factory=Copying)
    cloud: CloudAccount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Resolved at run time and held in memory only; ``repr`` never shows a secret.

    Of SNMP: ``community`` for version 2c; ``privacy`` beside ``username`` and ``password`` for 3.
    Of a cloud: ``username`` and ``password`` are the access key or client and its secret, ``token``
    a session or access token, ``private_key`` the path of a key file.
    """

    username: str
    password: str | None = field(default=None, repr=False)
    private_key: str | None = None
    passphrase: str | None = field(default=None, repr=False)
    enable: str | None = field(default=None, repr=False)
    community: str | None = field(default=None, repr=False)
    privacy: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every secret among them, none of which may be shown."""
        held = (
            self.password, self.passphrase, self.enable, self.community, self.privacy, self.token,
        )  # fmt: skip
        return tuple(each for each in held if each)
