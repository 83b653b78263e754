"""Values that a vendor vouches for, as they stand in a published list."""

from dataclasses import dataclass
from enum import StrEnum


class KnownKind(StrEnum):
    """What a value was computed over; the last three are measured by the device at boot."""

    FILE = "file"
    BOOT0 = "boot-0"
    BOOTLOADER = "bootloader"
    OS = "os"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownValue:
    """One value of a list.

    ``name`` is a file name for FILE and a version for the others. ``digest`` is lower-case hex,
    ``model`` a shell glob or a vendor's product name ("" speaks of all), ``line`` the 1-based
    line of the list, 0 where lines mean nothing.
    """

    kind: KnownKind
    name: str
    algorithm: str
    digest: str
    model: str = ""
    version: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustRoot:
    """A certificate from which trust in devices' own certificates starts.

    ``pem`` is its text, ``fingerprint`` the SHA-256 of its DER in lower-case hex, ``source`` the
    file it was imported from.
    """

    pem: str
    subject: str
    fingerprint: str
    source: str
