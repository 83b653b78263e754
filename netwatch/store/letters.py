"""What goes into the outbox and what comes out: plain values, nothing of SQL."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from netwatch.model.alert import Alert, Ticket
from netwatch.model.finding import Finding
from netwatch.store.values import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step in a finding's life, as the outbox reads it; ``since`` began this life.

    ``told`` are the sinks for which this finding was put into the outbox before, given with the
    end of a finding alone.
    """

    id: int
    at: datetime
    kind: EventKind
    device: str
    platform: str
    finding: Finding
    since: datetime
    actor: str | None = None
    note: str | None = None
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Letter:
    """One alert for one sink."""

    alert: Alert
    ticket: Ticket


class LetterState(StrEnum):
    """``dead``: tried for so long that netwatch gave up; a person may revive it."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """A letter with what became of it; ``said`` is the receiver's last answer or failure."""

    id: int
    sink: str
    alert: Alert
    state: LetterState
    queued_at: datetime
    due: datetime
    attempts: int
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Letters of one sink that travel in one message, ours until the lease ends.

    ``attempts`` counts the failures before this one.
    """

    sink: str
    token: str
    ids: tuple[int, ...]
    alerts: tuple[Alert, ...]
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How one sink stands: letters by state, since when the oldest waits, what was said last."""

    sink: str
    waiting: int
    dead: int
    failing_since: datetime | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one look at the findings' steps brought: steps read, letters new, steps too old."""

    steps: int = 0
    letters: int = 0
    stale: int = 0
