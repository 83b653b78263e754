"""What moves while somebody watches: runs on their way, and how many findings are open."""

from dataclasses import dataclass

from netwatch.app.workspace import Workspace
from netwatch.model.finding import Status
from netwatch.store.present_values import Within


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A run on its way, and how many devices it has visited."""

    schedule: str
    what: str
    visited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How things stand at one moment; unequal to the one before when something moved."""

    runs: tuple[Moving, ...]
    open: int
    visits: str


def pulse(work: Workspace, within: Within = None) -> Pulse:
    """Return how things stand with the devices ``within``. Raises NetwatchError."""
    numbers = work.store.present.overview(within)
    return Pulse(
        runs=tuple(
            Moving(schedule=each.schedule, what=each.what, visited=each.devices)
            for each in work.store.schedules.unfinished()
        ),
        open=numbers.count(Status.OPEN),
        visits="" if numbers.last_visit is None else numbers.last_visit.isoformat(),
    )
