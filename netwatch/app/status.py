"""How netwatch itself is doing: who was seen, who was not, what is open. One screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from netwatch.app.workspace import Workspace
from netwatch.model.document import Document, Table
from netwatch.model.evidence import Severity
from netwatch.model.finding import Status
from netwatch.shapes import when
from netwatch.store.values import KeptDevice, Outcome

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the store and the inventory say at ``now``.

    ``seen`` are the inventory's devices that were ever visited, ``never`` the names of the others.
    ``findings`` counts by severity and status.
    """

    now: datetime
    seen: tuple[KeptDevice, ...]
    never: tuple[str, ...]
    findings: Mapping[tuple[Severity, Status], int] = field(hash=False)

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
        },
        tables=(
            Table(
                "Findings",
                ("severity", *(each.value for each in Status)),
                tuple(
                    (word, *(str(numbers[each.value]) for each in Status))
                    for word, numbers in counts.items()
                ),
            ),
            Table("Not observed", ("device", "seen", "last visit"), tuple(unseen[:_SHOWN])),
        ),
        notes=tuple(notes),
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
