"""How netwatch itself is doing: who was seen, who was not, what is open. One screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from netwatch.app.workspace import Workspace
from netwatch.model.document import Document, Table
from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.shapes import when
from netwatch.store.letters import Tally
from netwatch.store.run_values import KeptSchedule, Run
from netwatch.store.values import KeptDevice, Outcome

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the store and the inventory say at ``now``.

    ``seen`` are the inventory's devices that were ever visited, ``never`` the names of the others.
    ``findings`` counts by severity and status; ``runs`` are the latest of each schedule, ``alerts``
    what waits for each receiver.
    """

    now: datetime
    seen: tuple[KeptDevice, ...]
    never: tuple[str, ...]
    findings: Mapping[tuple[Severity, Status], int] = field(hash=False)
    schedules: tuple[KeptSchedule, ...] = ()
    runs: Mapping[str, Run] = field(default_factory=dict, hash=False)
    alerts: tuple[Tally, ...] = ()

    @property
    def blind(self) -> tuple[KeptDevice, ...]:
        """Return the devices whose last visit brought nothing."""
        return tuple(each for each in self.seen if each.outcome is Outcome.FAILED)

    @property
    def partial(self) -> tuple[KeptDevice, ...]:
        """Return the devices whose last visit brought only some of what was asked."""
        return tuple(each for each in self.seen if each.outcome is Outcome.PARTIAL)

    def count(self, status: Status) -> int:
        """Return how many findings have ``status``."""
        return sum(number for (_, each), number in self.findings.items() if each is status)


def standing(work: Workspace, now: datetime) -> Standing:
    """Return how things stand. Raises StoreError, InventoryError."""
    wanted = [each.name for each in work.inventory.devices]
    kept = {each.name: each for each in work.store.devices()}
    return Standing(
        now=now,
        seen=tuple(kept[each] for each in wanted if each in kept),
        never=tuple(each for each in wanted if each not in kept),
        findings=work.store.finding_counts(),
        schedules=work.store.schedules.all(),
        runs=work.store.schedules.latest(),
        alerts=work.store.outbox.tallies(),
    )


def status_view(here: Standing) -> Document:
    """Return one screen: devices, what could not be seen, findings by severity."""
    counts = _counts(here)
    visits = [each.last_visit for each in here.seen]
    last, oldest = (when(max(visits)), when(min(visits))) if visits else (None, None)
    unseen = _unseen(here)
    total = len(here.seen) + len(here.never)
    blind = f"{len(here.blind)} could not be observed, {len(here.partial)} only in part"
    notes = [
        f"{total} devices; last visit {last or 'never'}, oldest {oldest or 'never'}",
        f"{blind}, {len(here.never)} never visited",
    ]
    if len(unseen) > _SHOWN:
        notes.insert(0, f"and {len(unseen) - _SHOWN} more that were not observed whole")
    return Document(
        data={
            "schema": "netwatch/status/1",
            "at": when(here.now),
            "devices": {
                "seen": len(here.seen),
                "never": list(here.never),
                "blind": [each.name for each in here.blind],
                "partial": [each.name for each in here.partial],
            },
            "last_visit": last,
            "oldest_visit": oldest,
            "findings": counts,
            "schedules": [_schedule_data(here, each) for each in here.schedules],
            "alerts": [
                {"sink": each.sink, "waiting": each.waiting, "dead": each.dead, "said": each.said}
                for each in here.alerts
            ],
        },
        tables=_tables(here, counts, unseen),
        notes=tuple(notes),
    )


def _tables(
    here: Standing, counts: dict[str, dict[str, int]], unseen: list[tuple[str, str, str]]
) -> tuple[Table, ...]:
    return (
        Table(
            "Findings",
            ("severity", *(each.value for each in Status)),
            tuple(
                (word, *(str(numbers[each.value]) for each in Status))
                for word, numbers in counts.items()
            ),
        ),
        Table(
            "Schedules",
            ("name", "next", "last", "outcome"),
            tuple(_schedule_row(here, each) for each in here.schedules),
        ),
        Table(
            "Alerts",
            ("to", "waiting", "given up", "last answer"),
            tuple(
                (each.sink, str(each.waiting), str(each.dead), each.said or "")
                for each in here.alerts
            ),
        ),
        Table("Not observed", ("device", "seen", "last visit"), tuple(unseen[:_SHOWN])),
    )


def _unseen(here: Standing) -> list[tuple[str, str, str]]:
    rows = [(each.name, "nothing", when(each.last_visit) or "") for each in here.blind]
    rows += [(each.name, "in part", when(each.last_visit) or "") for each in here.partial]
    return rows + [(each, "never visited", "") for each in here.never]


def _counts(here: Standing) -> dict[str, dict[str, int]]:
    return {
        severity.label: {each.value: here.findings.get((severity, each), 0) for each in Status}
        for severity in sorted(Severity, reverse=True)
    }


def _schedule_row(here: Standing, schedule: KeptSchedule) -> tuple[str, ...]:
    run = here.runs.get(schedule.name)
    due = "paused" if schedule.paused else when(schedule.next_run) or ""
    outcome = f"{run.status.value} {run.detail or ''}".strip() if run else "never run"
    return (schedule.name, due, when(schedule.last_run) or "", outcome)


def _schedule_data(here: Standing, schedule: KeptSchedule) -> dict[str, object]:
    run = here.runs.get(schedule.name)
    return {
        "name": schedule.name,
        "next_run": when(schedule.next_run),
        "paused": schedule.paused,
        "last_run": when(schedule.last_run),
        "outcome": run.status.value if run else None,
        "detail": run.detail if run else None,
    }
