"""What came back from a device: answers, each proven complete or not, and why not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why something could not be observed; ``failures[].reason`` of the JSON output."""

    UNREACHABLE = "unreachable"
    AUTH_FAILED = "auth-failed"
    HOST_KEY_CHANGED = "host-key-changed"
    TIMEOUT = "timeout"
    INCOMPLETE = "incomplete"
    COMMAND_REJECTED = "command-rejected"
    WRONG_DEVICE = "wrong-device"
    LEGACY_CRYPTO = "legacy-crypto"
    READER_ERROR = "reader-error"


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that could not be observed.

    ``command`` is None when the whole device could not be asked; ``detail`` is for people and
    says what to do next.
    """

    command: str | None
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Artifact:
    """One complete answer: ``topic`` is the question, ``command`` how it was asked.

    Secrets are already replaced and volatile lines blanked; line numbers are the device's.
    """

    topic: str
    command: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything one visit to one device brought back.

    ``left_out`` are the expensive commands that were not due and so not asked; ``notes`` say why
    where the reason is worth telling.
    """

    device: str
    platform: str
    taken_at: datetime
    artifacts: tuple[Artifact, ...] = ()
    failures: tuple[Failure, ...] = ()
    host_key: str | None = None
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
