"""What goes into a store and what comes out: plain values, nothing of SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding, Status
from netwatch.model.policy import Permission
from netwatch.model.snapshot import Failure, Snapshot
from netwatch.model.state import DeviceState
from netwatch.store.run_values import Claim

STANDING = (Status.OPEN, Status.ACKNOWLEDGED, Status.EXPLAINED)
HELD = (*STANDING, Status.IGNORED)
"""What is not over: the standing findings and those that policy does not want told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Everything one visit to one device leaves behind.

    ``seen`` is what this visit observed, ``known`` the same laid over what was known before
    (``compare.overlay``). ``raised`` are the findings of this visit; ``settled`` tells, by
    fingerprint, which standing findings still hold (True) or are over (False); one that is not
    named could not be judged and stays as it was. ``retold`` are standing findings that policy now
    explains, ignores or rates otherwise, though this visit did not raise them again. ``claim`` is
    the scheduled run it belongs to.
    """

    snapshot: Snapshot
    seen: DeviceState
    known: DeviceState
    raised: tuple[Finding, ...] = ()
    settled: Mapping[str, bool] = field(default_factory=dict)
    retold: tuple[Finding, ...] = ()
    claim: Claim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """A visit that somebody else made and recorded at the time, as an import judges it.

    ``closed`` are fingerprints of its findings that were told of and are over at once.
    """

    visit: Visit
    closed: frozenset[str] = frozenset()


class Outcome(StrEnum):
    """How much of a device one visit could observe."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One visit as it is kept; digests are hex SHA-256, equal when nothing differs.

    ``answers`` covers all texts of the visit, ``seen`` and ``known`` the two states.
    """

    device: str
    taken_at: datetime
    outcome: Outcome
    answers: str
    seen: str
    known: str
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One distinct text a device ever gave for a topic; ``size`` in bytes of UTF-8."""

    topic: str
    command: str
    digest: str
    size: int
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDevice:
    """A device the store knows, with its first and its latest visit."""

    name: str
    platform: str
    first_visit: datetime
    last_visit: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What one step of pruning deleted: visits, and texts that only such visits had named."""

    visits: int = 0
    texts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFilter:
    """Which findings to return; the empty filter gives every standing one.

    ``devices`` names several (None: all), ``fingerprint`` is its beginning. ``since`` asks for
    what was opened, reopened or resolved from then on.
    """

    device: str | None = None
    devices: tuple[str, ...] | None = None
    fingerprint: str | None = None
    owner: str | None = None
    rule: str | None = None
    severity: Severity = Severity.INFO
    statuses: tuple[Status, ...] = STANDING
    since: datetime | None = None
    limit: int = 10_000


class EventKind(StrEnum):
    """What happened to a finding."""

    OPENED = "opened"
    REOPENED = "reopened"
    EXPLAINED = "explained"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    IGNORED = "ignored"
    NOTED = "noted"
    ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingEvent:
    """One step in a finding's life; ``finding`` is how it read then, where it was raised anew."""

    at: datetime
    kind: EventKind
    actor: str | None = None
    note: str | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A person's word: who, when and why; ``login`` is the account it was typed under."""

    at: datetime
    actor: str
    note: str = ""
    login: str | None = None


class ApprovalState(StrEnum):
    """How far an approval got; whether one that is granted has run out depends on the time."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptApproval:
    """An approval in the store: what it permits, for which findings, and who said what when."""

    approval: Permission
    findings: tuple[str, ...]
    requested: Decision
    granted: Decision | None = None
    revoked: Decision | None = None

    @property
    def number(self) -> int:
        """Return the number people name it by."""
        if self.approval.stored is None:
            raise ValueError("an approval out of the store has its number")
        return self.approval.stored

    @property
    def state(self) -> ApprovalState:
        """Return how far it got."""
        if self.revoked is not None:
            return ApprovalState.REVOKED
        return ApprovalState.GRANTED if self.granted is not None else ApprovalState.REQUESTED
