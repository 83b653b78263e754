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
    """A hash of one file. ``path`` as the device names it, ``value`` lower-case hex."""

    path: str
    algorithm: str
    value: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file in a listing: ``size`` in bytes, ``modified`` as the device printed it."""

    path: str
    size: int | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """Version, files and boot settings of one device; None in a field means not observed.

    ``running_file`` keeps the file system scheme (``tftp://192.0.2.66/x.bin`` is a finding,
    ``x.bin`` hides it). ``boot_path`` is what the next boot will try, in order.
    ``config_register_next`` is the value pending a reload, None when none is pending.
    ``uptime_s`` is the device's own count of seconds since it started; ``booted_at`` is derived
    from it and wobbles by the clock's drift, so neither takes part in equality.
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
    uptime_s: int | None = field(default=None, compare=False)
    booted_at: datetime | None = field(default=None, compare=False)
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)
