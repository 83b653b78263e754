"""What a device says about the code it runs (ATT&CK T1601.001, T1542.004)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from netwatch.model.evidence import Evidence


class Signature(StrEnum):
    """The device's own word on its image signature; UNKNOWN when it was asked and did not say."""

    VALID = "valid"
    INVALID = "invalid"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Digest:
    """A hash of one file. ``path`` as the device names it, ``value`` lower-case hex.

    ``fetched`` tells that netwatch copied the file off the device and computed the hash itself;
    otherwise the device under suspicion did.
    """

    path: str
    algorithm: str
    value: str
    fetched: bool = False


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file in a listing: ``size`` in bytes, ``modified`` as the device printed it."""

    path: str
    size: int | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What the device's own verifier says of one signed file.

    ``of`` is what was asked about: ``running`` (the system image), ``running ROMMON``,
    ``running PACKAGE x.pkg`` and so on for the other links of the running chain, or a path.
    ``kind`` is the kind of key (``Release``, ``Special``, ``Development``), ``serial`` the serial
    number of the signer's certificate in lower case, ``verifier`` and ``verifier_version`` who
    checked it at boot.
    """

    of: str
    kind: str | None = None
    serial: str | None = None
    signer: str | None = None
    algorithm: str | None = None
    key_version: str | None = None
    verifier: str | None = None
    verifier_version: str | None = None


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key by which the device accepts signatures; ``kind`` as in ``Signed``.

    ``use`` is the storage the device names (``Primary``, ``ROLLOVER KEY STORAGE``), ``fingerprint``
    the SHA-256 of the modulus in lower-case hex, "" when it was not printed whole.
    """

    kind: str
    use: str = ""
    key_version: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One stage of the boot as the device's trust anchor measured it.

    ``stage`` is ``boot-0``, ``bootloader`` or ``os``, ``version`` the release or the file measured,
    ``digest`` lower-case hex. An image of several packages is several measurements, in order.
    """

    stage: str
    version: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Register:
    """One register of the trust anchor (``PCR0``), its value in lower-case hex."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A measured boot and the device's signature over it.

    ``nonce`` is the random number netwatch put into the question, None when the question had none.
    ``certificates`` are PEM texts, the device's own first; ``signature`` is lower-case hex, and so
    is ``quote``, the TPM 2.0 structure that a signature of version 2 covers. ``chain_*`` is the
    device's signature over its certificates. ``product`` is the hardware the device names,
    ``location`` the part that answered, "" where there is only one. All empty: the device was
    asked and has no such evidence.
    """

    product: str | None = None
    location: str = ""
    measurements: tuple[Measurement, ...] = ()
    registers: tuple[Register, ...] = ()
    nonce: str | None = None
    signature_version: str | None = None
    signature: str | None = None
    quote: str | None = None
    certificates: tuple[str, ...] = ()
    chain_nonce: str | None = None
    chain_version: str | None = None
    chain_signature: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One switch of a stack or one supervisor, each with an image state of its own.

    ``role`` is the device's word (``active``, ``standby``), ``mode`` ``INSTALL`` or ``BUNDLE``.
    """

    name: str
    role: str | None = None
    model: str | None = None
    serial: str | None = None
    version: str | None = None
    running_file: str | None = None
    bootloader: str | None = None
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """Version, files and boot settings of one device; None in a field means not observed.

    ``running_file`` keeps the file system scheme (``tftp://192.0.2.66/x.bin`` is a finding,
    ``x.bin`` hides it). ``boot_path`` is what the next boot will try, in order.
    ``config_register_next`` is the value pending a reload, None when none is pending.
    ``uptime_s`` is the device's own count of seconds since it started; ``booted_at`` is derived
    from it and wobbles by the clock's drift, so neither takes part in equality. ``packages`` are
    the files an install-mode image or a patch consists of, ``memory_text`` the hash of the code in
    memory, ``members`` the switches of a stack. ``attestation`` answers a fresh random number each
    time, so that it differs is no change; ``member_attestations`` are those of further members.
    ``hashed_at`` and ``fetched_at`` tell when the device hashed its files, and when netwatch hashed
    copies of them; None means never, or that what they were taken of has changed since.
    """

    version: str | None = None
    model: str | None = None
    running_file: str | None = None
    digests: tuple[Digest, ...] | None = None
    bootloader: str | None = None
    boot_path: tuple[str, ...] | None = None
    config_register: str | None = None
    config_register_next: str | None = None
    signature: Signature | None = None
    last_reload_reason: str | None = None
    packages: tuple[str, ...] | None = None
    signed: tuple[Signed, ...] | None = None
    trusted_keys: tuple[TrustedKey, ...] | None = None
    memory_text: Digest | None = None
    members: tuple[Member, ...] | None = None
    attestation: Attestation | None = None
    member_attestations: tuple[Attestation, ...] | None = None
    uptime_s: int | None = field(default=None, compare=False)
    booted_at: datetime | None = field(default=None, compare=False)
    hashed_at: datetime | None = field(default=None, compare=False)
    fetched_at: datetime | None = field(default=None, compare=False)
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)
