"""The life of findings: opened, seen again, explained, resolved, reopened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from string import hexdigits

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding, KeptFinding, Status
from netwatch.store.documents import read_finding, write_finding
from netwatch.store.finding_text import columns_of, plain
from netwatch.store.schema import DeviceRow, EventRow, FindingRow
from netwatch.store.values import (
    HELD,
    Decision,
    EventKind,
    FindingEvent,
    FindingFilter,
)

_HEX = frozenset(hexdigits.lower())
_HELD = tuple(each.value for each in HELD)

STEPS = {Status.EXPLAINED: EventKind.EXPLAINED, Status.IGNORED: EventKind.IGNORED}


@dataclass(frozen=True, slots=True)
class _Life:
    """The row of one finding, as far as its next step depends on it."""

    row_id: int
    status: Status


def settle(
    connection: Connection,
    device_id: int,
    raised: Iterable[Finding],
    settled: Mapping[str, bool],
    now: datetime,
) -> frozenset[str]:
    """Carry the device's findings over one visit and return the fingerprints that are new."""
    again = {each.fingerprint: each for each in raised}
    lives = _lives(connection, device_id, again)
    new = {each for each in again if _raise(connection, device_id, again[each], lives, now)}
    judged = [
        (life.row_id, settled[fingerprint])
        for fingerprint, life in lives.items()
        if fingerprint in settled and fingerprint not in again and life.status in HELD
    ]
    _seen_again(connection, [row_id for row_id, holds in judged if holds], now)
    for row_id in (row_id for row_id, holds in judged if not holds):
        _resolve(connection, row_id, Decision(at=now, actor="netwatch"))
    return frozenset(new)


def standing(
    connection: Connection, device: str, new: frozenset[str] = frozenset()
) -> tuple[KeptFinding, ...]:
    """Return the findings of ``device`` that stand; ``new`` marks fingerprints."""
    return find(connection, FindingFilter(device=device), new)


def find(
    connection: Connection, wanted: FindingFilter, new: frozenset[str] = frozenset()
) -> tuple[KeptFinding, ...]:
    """Return the findings that match, worst first, then latest first."""
    query = select(FindingRow).where(
        FindingRow.status.in_([each.value for each in wanted.statuses]),
        FindingRow.severity >= int(wanted.severity),
    )
    if wanted.device is not None:
        query = query.join(DeviceRow, DeviceRow.id == FindingRow.device_id)
        query = query.where(DeviceRow.name == wanted.device)
    if wanted.devices is not None:
        chosen = select(DeviceRow.id).where(DeviceRow.name.in_(wanted.devices))
        query = query.where(FindingRow.device_id.in_(chosen))
    if wanted.fingerprint is not None:
        query = query.where(_begins(wanted.fingerprint))
    if wanted.owner is not None:
        query = query.where(FindingRow.owner == wanted.owner)
    if wanted.rule is not None:
        query = query.where(FindingRow.rule == wanted.rule)
    if wanted.since is not None:
        moved = (FindingRow.first_seen >= wanted.since) | (FindingRow.resolved_at >= wanted.since)
        query = query.where(moved)
    query = query.order_by(
        FindingRow.severity.desc(), FindingRow.first_seen.desc(), FindingRow.id.desc()
    )
    return tuple(kept(row, new) for row in connection.execute(query.limit(wanted.limit)))


def _begins(fingerprint: str) -> ColumnElement[bool]:
    """Return the condition that a fingerprint, hex digits, begins so.

    LIKE finds no use for an index whose order is a language's.
    """
    if not fingerprint or set(fingerprint) - _HEX:
        return FindingRow.fingerprint.startswith(fingerprint, autoescape=True)
    end = f"{fingerprint}g"
    return (FindingRow.fingerprint >= fingerprint) & (FindingRow.fingerprint < end)


def counts(connection: Connection) -> dict[tuple[Severity, Status], int]:
    """Return how many findings have each severity and status."""
    query = select(FindingRow.severity, FindingRow.status, func.count()).group_by(
        FindingRow.severity, FindingRow.status
    )
    return {
        (Severity(severity), Status(status)): number
        for severity, status, number in connection.execute(query)
    }


def events(connection: Connection, fingerprint: str) -> tuple[FindingEvent, ...]:
    """Return the life of one finding, oldest first; raises KeyError."""
    row = _row(connection, fingerprint)
    of_row = EventRow.finding_id == row.id
    query = select(EventRow).where(of_row).order_by(EventRow.at, EventRow.id)
    return tuple(
        FindingEvent(
            at=each.at,
            kind=EventKind(each.kind),
            actor=each.actor,
            note=each.note,
            finding=read_finding(each.document) if each.document else None,
        )
        for each in connection.execute(query)
    )


def acknowledge(connection: Connection, fingerprint: str, decision: Decision) -> KeptFinding:
    """Mark a standing finding as seen by a person; raises KeyError, ValueError."""
    row = _row(connection, fingerprint)
    if row.status not in (Status.OPEN, Status.ACKNOWLEDGED):
        raise ValueError(f"finding {fingerprint} is {row.status}: there is nothing to acknowledge")
    note = plain(decision.note) or row.note
    _update(connection, row.id, status=Status.ACKNOWLEDGED.value, note=note)
    _event(connection, row.id, EventKind.ACKNOWLEDGED, decision)
    return kept(_row(connection, fingerprint))


def annotate(connection: Connection, fingerprint: str, decision: Decision) -> KeptFinding:
    """Leave a person's note on a finding; raises KeyError."""
    row = _row(connection, fingerprint)
    _update(connection, row.id, note=plain(decision.note))
    _event(connection, row.id, EventKind.NOTED, decision)
    return kept(_row(connection, fingerprint))


def assign(
    connection: Connection, fingerprint: str, owner: str | None, decision: Decision
) -> KeptFinding:
    """Say who looks after a finding, None for nobody; raises KeyError."""
    row = _row(connection, fingerprint)
    name = plain(owner) if owner else None
    _update(connection, row.id, owner=name)
    said = f"to {name or 'nobody'}" + (f": {decision.note}" if decision.note else "")
    _event(connection, row.id, EventKind.ASSIGNED, replace(decision, note=said))
    return kept(_row(connection, fingerprint))


def retell(connection: Connection, retold: Iterable[Finding], now: datetime) -> frozenset[str]:
    """Keep what policy now makes of findings that stand; return the fingerprints that are new.

    When they were last seen does not change: no device was looked at.
    """
    new = set()
    for finding in retold:
        row = _row(connection, finding.fingerprint)
        life = _Life(row.id, Status(row.status))
        if life.status in HELD and _tell(connection, life, finding, now, columns_of(finding)):
            new.add(finding.fingerprint)
    return frozenset(new)


def resolve(connection: Connection, fingerprint: str, decision: Decision) -> KeptFinding:
    """Close a finding on a person's word; raises KeyError."""
    row = _row(connection, fingerprint)
    if row.status != Status.RESOLVED:
        _resolve(connection, row.id, decision)
    return kept(_row(connection, fingerprint))


def _lives(connection: Connection, device_id: int, raised: Iterable[str]) -> dict[str, _Life]:
    query = select(FindingRow.id, FindingRow.fingerprint, FindingRow.status).where(
        FindingRow.device_id == device_id,
        FindingRow.status.in_(_HELD) | FindingRow.fingerprint.in_(tuple(raised)),
    )
    return {
        fingerprint: _Life(row_id, Status(status))
        for row_id, fingerprint, status in connection.execute(query)
    }


def _raise(
    connection: Connection,
    device_id: int,
    finding: Finding,
    lives: Mapping[str, _Life],
    now: datetime,
) -> bool:
    """Open, continue or reopen one raised finding; True when this visit made it new."""
    life = lives.get(finding.fingerprint)
    if life is None:
        _open(connection, device_id, finding, now)
        return finding.ignored is None
    return _tell(connection, life, finding, now, {**columns_of(finding), "last_seen": now})


def _tell(
    connection: Connection,
    life: _Life,
    finding: Finding,
    now: datetime,
    fresh: dict[str, object],
) -> bool:
    """Take the next step of a finding that is kept already; True when that makes it new."""
    status = status_of(finding)
    over = life.status is Status.RESOLVED
    reopened = over or (status is Status.OPEN and life.status in STEPS)
    if reopened:
        fresh |= {"first_seen": now, "resolved_at": None}
    # What a person acknowledged stays so until it is explained, ignored or over.
    if status is not Status.OPEN or life.status is not Status.ACKNOWLEDGED:
        fresh["status"] = status.value
    if reopened and status is not Status.IGNORED:
        _raised(connection, life.row_id, EventKind.REOPENED, finding, now)
    elif status in STEPS and life.status is not status:
        _raised(connection, life.row_id, STEPS[status], finding, now)
    _update(connection, life.row_id, **fresh)
    return reopened and status is not Status.IGNORED


def status_of(finding: Finding) -> Status:
    """Return the status that a raised finding has by itself."""
    if finding.ignored is not None:
        return Status.IGNORED
    return Status.EXPLAINED if finding.is_explained else Status.OPEN


def _open(connection: Connection, device_id: int, finding: Finding, now: datetime) -> None:
    statement = insert(FindingRow).values(
        device_id=device_id,
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        status=status_of(finding).value,
        first_seen=now,
        last_seen=now,
        **columns_of(finding),
    )
    row_id = connection.execute(statement.returning(FindingRow.id)).scalar_one()
    _raised(connection, row_id, EventKind.OPENED, finding, now)


def _seen_again(connection: Connection, row_ids: list[int], now: datetime) -> None:
    if row_ids:
        statement = update(FindingRow).where(FindingRow.id.in_(row_ids))
        connection.execute(statement.values(last_seen=now))


def _resolve(connection: Connection, row_id: int, decision: Decision) -> None:
    _update(connection, row_id, status=Status.RESOLVED.value, resolved_at=decision.at)
    _event(connection, row_id, EventKind.RESOLVED, decision)


def _update(connection: Connection, row_id: int, **values: object) -> None:
    connection.execute(update(FindingRow).where(FindingRow.id == row_id).values(**values))


def _raised(
    connection: Connection, row_id: int, kind: EventKind, finding: Finding, now: datetime
) -> None:
    row = {"finding_id": row_id, "at": now, "kind": kind.value, "document": write_finding(finding)}
    connection.execute(insert(EventRow).values(row))


def _event(connection: Connection, row_id: int, kind: EventKind, decision: Decision) -> None:
    row = {
        "finding_id": row_id,
        "at": decision.at,
        "kind": kind.value,
        "actor": plain(decision.actor),
        "note": plain(decision.note) or None,
    }
    connection.execute(insert(EventRow).values(row))


def _row(connection: Connection, fingerprint: str) -> Row[FindingRow]:
    query = select(FindingRow).where(FindingRow.fingerprint == fingerprint)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise KeyError(f"no finding {fingerprint}: 'netwatch findings' lists them")
    return row


def kept(row: Row[FindingRow], new: frozenset[str] = frozenset()) -> KeptFinding:
    """Return a row of findings as a value."""
    return KeptFinding(
        finding=read_finding(row.document),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        status=Status(row.status),
        new=row.fingerprint in new,
        owner=row.owner,
        note=row.note,
    )
