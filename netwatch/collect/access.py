"""What a visit needs besides the device: secrets, jump hosts, host keys, limits, redaction."""

from dataclasses import dataclass, field
from typing import Protocol

from netwatch.collect.deadline import Halt
from netwatch.collect.errors import CollectError
from netwatch.model.device import Credentials, Device
from netwatch.model.platform import Command
from netwatch.model.snapshot import Failure, Reason
from netwatch.model.state import Answers


class HostKeys(Protocol):
    """Host keys pinned by the device's inventory name, as ``type SHA256:fingerprint``.

    The name and not the address is the key: two devices may share an address behind two jump
    hosts or on two ports, and a device that moves keeps its key.
    """

    def pinned(self, name: str) -> str | None:
        """Return the pinned key, or None when the device was never seen."""
        ...

    def pin(self, name: str, key: str) -> str:
        """Pin ``key`` unless one is pinned already; return the one that now stands."""
        ...


class Redact(Protocol):
    """Replaces secrets and volatile pieces; ``topic`` is None for the detail of a failure."""

    def __call__(self, text: str, topic: str | None) -> str:
        """Return ``text`` as it may be stored and shown."""
        ...


@dataclass(frozen=True, slots=True)
class Hop:
    """A jump host: a device of the inventory with its own credentials and host key."""

    device: Device
    credentials: Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds a single step may take; ``Device.timeout_s`` bounds the whole visit.

    ``pages`` bounds how often a pager that nobody disabled is answered in one command,
    ``answer_bytes`` the size of one answer.
    """

    resolve_s: float = 5.0
    connect_s: float = 10.0
    login_s: float = 20.0
    prompt_s: float = 20.0
    silence_s: float = 1.0
    pages: int = 2000
    answer_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which expensive commands are asked now, and which are not due and ``left_out``.

    ``notes`` tell what else is not asked and why, ``failures`` what was wanted in vain.
    """

    commands: tuple[Command, ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


class Choose(Protocol):
    """Decides, from a device's answers so far, which of its expensive commands are due."""

    def __call__(self, answers: Answers, commands: tuple[Command, ...]) -> Chosen:
        """Return those of ``commands`` to ask now. Called once all cheap ones were asked."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Everything ``collect`` may use. ``jump`` is ordered: the first hop is dialled directly."""

    credentials: Credentials
    host_keys: HostKeys
    redact: Redact
    jump: tuple[Hop, ...] = ()
    limits: Limits = field(default_factory=Limits)
    halt: Halt = field(default_factory=Halt)

    def failure(self, error: CollectError) -> Failure:
        """Return ``error`` as a value that holds no secret."""
        return Failure(error.command, error.reason, self.told(error.detail))

    def told(self, detail: str) -> str:
        """Return ``detail`` without the credentials in use and without what redaction finds."""
        for each in (self.credentials, *(hop.credentials for hop in self.jump)):
            for secret in each.secrets:
                detail = detail.replace(secret, "<secret>")
        return self.redact(detail, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudAccess:
    """What asking a cloud needs; without ``credentials`` those of the environment are used.

    ``Device.timeout_s`` bounds the whole visit, ``answer_bytes`` one answer, ``pages`` how many
    pages one question may have.
    """

    redact: Redact
    credentials: Credentials | None = None
    halt: Halt = field(default_factory=Halt)
    answer_bytes: int = 64 * 1024 * 1024
    pages: int = 2000

    def failure(self, command: str | None, reason: Reason, detail: str) -> Failure:
        """Return what could not be observed, its detail without secrets."""
        for secret in self.credentials.secrets if self.credentials else ():
            detail = detail.replace(secret, "<secret>")
        return Failure(command, reason, self.redact(detail, None))


def broken(command: str | None, detail: str) -> Failure:
    """Return the failure for a bug of ours that one device brought to light."""
    return Failure(command, Reason.READER_ERROR, f"{detail}; please report it")
