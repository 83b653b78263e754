"""What a kind of scheduled work is given."""

from dataclasses import dataclass, field

from netwatch.app.workspace import Workspace
from netwatch.collect.deadline import Halt
from netwatch.model.errors import NetwatchError
from netwatch.model.schedule import Schedule, Timetable
from netwatch.store.run_values import Claim


class PutDownError(NetwatchError):
    """A run was stopped before its end; it is taken up again where it was left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of ``schedule``.

    ``work`` has read settings, inventory and policy anew. ``visited`` are the devices that the run
    has had already, before a stop. ``halt`` says when to stop; ``claim`` goes with every visit.
    """

    work: Workspace
    schedule: Schedule
    claim: Claim
    timetable: Timetable = field(default_factory=Timetable)
    visited: frozenset[str] = frozenset()
    halt: Halt = field(default_factory=Halt)
