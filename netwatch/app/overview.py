"""What needs an eye now: new destinations, contradictions, incidents, blind spots, what is due."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from netwatch.app.workspace import Workspace
from netwatch.judgement.ladder import CONTRADICTING
from netwatch.judgement.traits import addresses_in
from netwatch.model.finding import KeptFinding, Status
from netwatch.model.incident import Incident
from netwatch.store.present_values import (
    BlindSpot,
    DayCount,
    FindingQuery,
    Overview,
    Page,
    Within,
)
from netwatch.store.run_values import KeptSchedule, Run

DESTINATIONS = (
    "mirror-new-destination", "mirror-destination-changed", "mirror-unknown-owner",
    "mirror-not-in-config", "mirror-via-new-tunnel", "flow-undeclared-mirror",
    "cloud-mirror-cross-account",
)  # fmt: skip
"""The rules that tell of a place copies go to, and should perhaps not."""
CONTRADICTIONS = ("evidence-contradiction", *CONTRADICTING)
"""The rules that tell of a device whose code or word does not hold together."""
_SHOWN, _READ = 6, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The first page; of long lists the first few, with how many there are.

    ``never`` are the inventory's devices that no visit ever reached. ``runs`` are the latest of
    each schedule.
    """

    numbers: Overview
    never: tuple[str, ...]
    destinations: Page[KeptFinding]
    contradictions: Page[KeptFinding]
    told: tuple[Incident, ...]
    blind: Page[BlindSpot]
    schedules: tuple[KeptSchedule, ...]
    runs: Mapping[str, Run]
    trend: tuple[DayCount, ...]

    @property
    def open(self) -> int:
        """Return how many findings nobody looked at yet."""
        return self.numbers.count(Status.OPEN)


def board(work: Workspace, now: datetime, within: Within = None) -> Board:
    """Return what the first page shows of the devices ``within``. Raises NetwatchError."""
    store = work.store
    visited = store.present.visited()
    return Board(
        numbers=store.present.overview(within),
        never=tuple(
            each.name
            for each in work.inventory.devices
            if each.name not in visited and (within is None or each.name in within)
        ),
        destinations=_each_place_once(store.finding_pages.page(_open(DESTINATIONS, within, _READ))),
        contradictions=store.finding_pages.page(_open(CONTRADICTIONS, within, _SHOWN)),
        told=work.boards.incidents.told(store, within),
        blind=store.present.blind_spots(within, limit=_SHOWN),
        schedules=store.schedules.all(),
        runs=store.schedules.latest(),
        trend=work.boards.trend.days(store, now, within),
    )


def _open(rules: tuple[str, ...], within: Within, limit: int) -> FindingQuery:
    return FindingQuery(
        within=within,
        statuses=(Status.OPEN,),
        rules=rules,
        limit=limit,
    )


def _each_place_once(page: Page[KeptFinding]) -> Page[KeptFinding]:
    """Keep the worst finding of each place a device copies to: several rules tell of one."""
    first: dict[tuple[str, object], KeptFinding] = {}
    for each in page.items:
        place = addresses_in(each.finding.subject) or each.finding.subject
        first.setdefault((each.finding.device, place), each)
    return replace(page, items=tuple(first.values())[:_SHOWN])
