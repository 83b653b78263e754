"""The lives of findings in the past: opened, resolved and told of at the times they belong to.

A finding has one row, which tells of its present life, and events, which tell of all of them.
While nothing later is known of a finding, the past moves its row as a live visit would. A finding
that was seen later, by a visit that was kept before the past came, keeps its row, and what the
past adds to it are events alone; where these show that the life it leads now began earlier, its
beginning moves back (``begin_earlier``). Every event bears ``BY``, and no alert is made of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from netwatch.model.finding import Finding, Status
from netwatch.store.documents import write_finding
from netwatch.store.finding_text import columns_of
from netwatch.store.findings import STEPS, status_of
from netwatch.store.schema import DeviceRow, EventRow, FindingRow
from netwatch.store.steps import BY
from netwatch.store.values import HELD, EventKind, PastVisit

_BEGINNINGS = frozenset({EventKind.OPENED.value, EventKind.REOPENED.value})
_ENDS = frozenset({EventKind.RESOLVED.value})
_HELD = tuple(each.value for each in HELD)
_BATCH = 500


@dataclass(slots=True)
class _Life:
    """One finding's row as it is, or is to be; ``row_id`` is None while it has none."""

    finding: Finding | None
    status: Status
    first_seen: datetime
    last_seen: datetime
    resolved_at: datetime | None = None
    row_id: int | None = None
    changed: bool = False
    before: bool = False
    events: list[tuple[datetime, EventKind, Finding | None]] = field(default_factory=list)

    @property
    def latest(self) -> datetime:
        """Return the last moment anything is known of it."""
        return max(self.last_seen, self.resolved_at or self.last_seen)


def settle(connection: Connection, device_id: int, batch: Iterable[PastVisit]) -> None:
    """Carry the device's findings over some visits of the past, oldest first."""
    visits = [each for each in batch if each.visit.raised or each.visit.settled or each.closed]
    if not visits:
        return
    wanted = {found.fingerprint for each in visits for found in each.visit.raised}
    wanted |= {found.fingerprint for each in visits for found in each.visit.retold}
    wanted |= {fingerprint for each in visits for fingerprint in each.visit.settled}
    began = visits[0].visit.snapshot.taken_at
    lives = _lives(connection, device_id, tuple(wanted), began)
    for each in visits:
        at = each.visit.snapshot.taken_at
        raised = {found.fingerprint: found for found in each.visit.raised}
        for fingerprint, found in raised.items():
            _raise(lives, fingerprint, found, at)
        for fingerprint, holds in each.visit.settled.items():
            life = lives.get(fingerprint)
            if life is not None and fingerprint not in raised:
                _judge(life, at, holds=holds)
        for found in each.visit.retold:
            life = lives.get(found.fingerprint)
            if life is not None and life.latest <= at and life.status in HELD:
                _tell(life, found, at)
        for fingerprint in each.closed:
            _judge(lives[fingerprint], at, holds=False)
    _write(connection, device_id, tuple(lives.values()))


def begin_earlier(connection: Connection, device: str) -> None:
    """Move the beginning of standing findings back to where their events now show it."""
    query = (
        select(FindingRow.id, FindingRow.first_seen, EventRow.at, EventRow.kind)
        .join(EventRow, EventRow.finding_id == FindingRow.id)
        .join(DeviceRow, DeviceRow.id == FindingRow.device_id)
        .where(DeviceRow.name == device, FindingRow.status.in_(_HELD))
        .order_by(FindingRow.id, EventRow.at, EventRow.id)
    )
    began: dict[int, datetime | None] = {}
    shown: dict[int, datetime] = {}
    for row_id, first_seen, at, kind in connection.execute(query):
        shown[row_id] = first_seen
        if kind in _BEGINNINGS:
            began[row_id] = began.get(row_id) or at
        elif kind in _ENDS:
            began[row_id] = None
    for row_id, moment in began.items():
        if moment is not None and moment < shown[row_id]:
            change = update(FindingRow).where(FindingRow.id == row_id)
            connection.execute(change.values(first_seen=moment))


def _lives(
    connection: Connection, device_id: int, wanted: tuple[str, ...], since: datetime
) -> dict[str, _Life]:
    """Return the rows of some findings, with what was before their present lives."""
    lives: dict[str, _Life] = {}
    for start in range(0, len(wanted), _BATCH):
        query = select(FindingRow).where(
            FindingRow.device_id == device_id,
            FindingRow.fingerprint.in_(wanted[start : start + _BATCH]),
        )
        for row in connection.execute(query):
            lives[row.fingerprint] = _Life(
                finding=None,
                status=Status(row.status),
                first_seen=row.first_seen,
                last_seen=row.last_seen,
                resolved_at=row.resolved_at,
                row_id=row.id,
                before=row.first_seen > since and _was_open(connection, row.id, row.first_seen),
            )
    return lives


def _was_open(connection: Connection, row_id: int, until: datetime) -> bool:
    """Tell whether the events before the present life leave the finding open."""
    query = (
        select(EventRow.kind)
        .where(EventRow.finding_id == row_id, EventRow.at < until)
        .where(EventRow.kind.in_((*_BEGINNINGS, *_ENDS)))
        .order_by(EventRow.at.desc(), EventRow.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar() in _BEGINNINGS


def _raise(lives: dict[str, _Life], fingerprint: str, found: Finding, at: datetime) -> None:
    life = lives.get(fingerprint)
    if life is None:
        life = lives[fingerprint] = _Life(found, status_of(found), at, at, changed=True)
        life.events.append((at, EventKind.OPENED, found))
    elif life.latest <= at:
        _tell(life, found, at)
        life.last_seen = at
    elif at < life.first_seen and not life.before:
        life.before = True
        life.events.append((at, EventKind.OPENED, found))


def _tell(life: _Life, found: Finding, at: datetime) -> None:
    """Take the next step of a finding of which nothing later is known; as in ``findings``."""
    status = status_of(found)
    reopened = life.status is Status.RESOLVED or (status is Status.OPEN and life.status in STEPS)
    if reopened:
        life.first_seen, life.resolved_at = at, None
    if reopened and status is not Status.IGNORED:
        life.events.append((at, EventKind.REOPENED, found))
    elif status in STEPS and life.status is not status:
        life.events.append((at, STEPS[status], found))
    if status is not Status.OPEN or life.status is not Status.ACKNOWLEDGED:
        life.status = status
    life.finding, life.changed = found, True


def _judge(life: _Life, at: datetime, *, holds: bool) -> None:
    if life.latest <= at:
        if life.status not in HELD:
            return
        life.changed = True
        if holds:
            life.last_seen = at
        else:
            life.status, life.resolved_at = Status.RESOLVED, at
            life.events.append((at, EventKind.RESOLVED, None))
    elif at < life.first_seen and life.before and not holds:
        life.before = False
        life.events.append((at, EventKind.RESOLVED, None))


def _write(connection: Connection, device_id: int, lives: tuple[_Life, ...]) -> None:
    _insert(connection, device_id, [each for each in lives if each.row_id is None])
    for each in lives:
        if each.changed:
            change = update(FindingRow).where(FindingRow.id == each.row_id)
            connection.execute(change.values(_values(each)))
    steps = [(at, kind, found, each.row_id) for each in lives for at, kind, found in each.events]
    if steps:
        rows = [
            {
                "finding_id": row_id,
                "at": at,
                "kind": kind.value,
                "actor": BY,
                "document": write_finding(found) if found else None,
            }
            for at, kind, found, row_id in sorted(steps, key=lambda each: each[0])
        ]
        connection.execute(insert(EventRow), rows)


def _insert(connection: Connection, device_id: int, new: list[_Life]) -> None:
    rows = [
        {
            "device_id": device_id,
            "fingerprint": each.finding.fingerprint,
            "rule": each.finding.rule,
            **_values(each),
        }
        for each in new
        if each.finding is not None
    ]
    if not rows:
        return
    added = insert(FindingRow).returning(FindingRow.id, sort_by_parameter_order=True)
    for life, row_id in zip(new, connection.execute(added, rows).scalars(), strict=True):
        life.row_id, life.changed = row_id, False


def _values(life: _Life) -> dict[str, object]:
    """Return the columns that a life's steps may change."""
    columns: dict[str, object] = {
        "status": life.status.value,
        "first_seen": life.first_seen,
        "last_seen": life.last_seen,
        "resolved_at": life.resolved_at,
    }
    if life.finding is not None:
        columns |= columns_of(life.finding)
    return columns
