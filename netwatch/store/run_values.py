"""What goes into the table of schedules and runs, and what comes out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RunStatus(StrEnum):
    """How far a run has come; ``skipped`` was left out because the one before still ran."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSchedule:
    """A schedule as the table has it; ``next_run`` is when it is next due, without its jitter."""

    name: str
    what: str
    plan: str
    next_run: datetime
    last_run: datetime | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to work on a run: it holds as long as the run's owner is still ``owner``."""

    run_id: int
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a schedule; ``owner`` is "" for one that was put down and may be taken up."""

    run_id: int
    schedule: str
    what: str
    scheduled_for: datetime
    status: RunStatus
    owner: str
    started_at: datetime
    beat_at: datetime
    attempts: int
    finished_at: datetime | None = None
    detail: str | None = None
    devices: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunQuery:
    """Which runs a page shows: of one schedule (None: any), with one of ``statuses`` (() is any).

    ``after`` is the ``following`` of the page before.
    """

    schedule: str | None = None
    statuses: tuple[RunStatus, ...] = ()
    after: str | None = None
    limit: int = 50
