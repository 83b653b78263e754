"""What happened to one device, latest first: visits, steps of findings, windows, words heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select
from sqlalchemy.sql.elements import SQLCoreOperations

from netwatch.model.evidence import Severity
from netwatch.store import contents
from netwatch.store.documents import Answer, read_answers, read_failures, read_finding
from netwatch.store.paging import MOST, AnyRow, AnySelect, as_number, cursor, key_of, micros
from netwatch.store.present_values import (
    FindingStep,
    HeardWord,
    Moment,
    Timeline,
    TopicChange,
    VisitRun,
    WindowSpan,
)
from netwatch.store.schema import DeviceRow, EventRow, FindingRow, ObservationRow
from netwatch.store.schema_service import HeardRow, WindowDeviceRow, WindowRow
from netwatch.store.values import EventKind, Outcome

# What stands first at one and the same time.
_HEARD, _WINDOW, _STEP, _VISIT = range(4)
_SAME = ("outcome", "answers_id", "seen_id", "known_id", "failures")

_Placed = tuple[tuple[int, int, int], Moment]


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where a page begins: after this key, and not after ``until``."""

    key: tuple[int, int, int] | None
    until: datetime | None
    limit: int

    def cut(
        self, query: AnySelect, source: int, at: SQLCoreOperations[Any],
        row_id: SQLCoreOperations[Any],
    ) -> AnySelect:  # fmt: skip
        """Return ``query`` for the rows of one source on this page, and one more."""
        if self.until is not None:
            query = query.where(at <= self.until)
        if self.key is not None:
            query = query.where(self._later(source, at, row_id))
        return query.order_by(at.desc(), row_id.desc()).limit(self.limit + 1)

    def _later(
        self, source: int, at: SQLCoreOperations[Any], row_id: SQLCoreOperations[Any]
    ) -> ColumnElement[bool]:
        moment, of, number = self.key or (0, 0, 0)
        time = as_number(at)
        if source != of:
            return time <= moment if source > of else time < moment
        return or_(time < moment, (time == moment) & (row_id < number))


def timeline(
    connection: Connection, device: str, *, until: datetime | None, following: str | None,
    limit: int,
) -> Timeline:  # fmt: skip
    """Return what happened up to ``until`` (None: now), at most ``limit`` moments.

    ``following`` is that of the page before. Raises CursorError.
    """
    key = None
    if following is not None:
        at, source, row_id = key_of(following, int, int, int)
        key = (at, source, row_id)
    turn = _Turn(key, until, min(limit, MOST))
    query = select(DeviceRow.id).where(DeviceRow.name == device)
    device_id = connection.execute(query).scalar()
    placed = [*_heard(connection, device, turn), *_windows(connection, device, turn)]
    if device_id is not None:
        placed += _steps(connection, device_id, turn)
        placed += _visits(connection, device_id, turn)
    placed.sort(key=lambda each: (-each[0][0], each[0][1], -each[0][2]))
    shown = placed[: turn.limit]
    return Timeline(
        moments=tuple(moment for _, moment in shown),
        following=cursor(*shown[-1][0]) if len(placed) > turn.limit else None,
    )


def _heard(connection: Connection, device: str, turn: _Turn) -> Iterator[_Placed]:
    query = select(HeardRow.__table__).where(HeardRow.device == device)
    for row in connection.execute(turn.cut(query, _HEARD, HeardRow.at, HeardRow.id)):
        word = HeardWord(
            at=row.at, told=row.told, user=row.user_name, origin=row.origin, command=row.command,
            text=row.text,
        )  # fmt: skip
        yield (micros(row.at), _HEARD, row.id), word


def _windows(connection: Connection, device: str, turn: _Turn) -> Iterator[_Placed]:
    query = (
        select(WindowRow.id, WindowRow.starts, WindowRow.ends, WindowRow.name)
        .join(WindowDeviceRow, WindowDeviceRow.window_id == WindowRow.id)
        .where(WindowDeviceRow.device == device)
    )
    for row in connection.execute(turn.cut(query, _WINDOW, WindowRow.starts, WindowRow.id)):
        span = WindowSpan(at=row.starts, ends=row.ends, name=row.name)
        yield (micros(row.starts), _WINDOW, row.id), span


def _steps(connection: Connection, device_id: int, turn: _Turn) -> Iterator[_Placed]:
    query = (
        select(
            EventRow.id, EventRow.at, EventRow.kind, EventRow.actor, EventRow.note,
            FindingRow.fingerprint, FindingRow.rule,
            func.coalesce(EventRow.document, FindingRow.document).label("document"),
        )
        .join(FindingRow, FindingRow.id == EventRow.finding_id)
        .where(FindingRow.device_id == device_id)
    )  # fmt: skip
    for row in connection.execute(turn.cut(query, _STEP, EventRow.at, EventRow.id)):
        finding = read_finding(row.document)
        step = FindingStep(
            at=row.at, kind=EventKind(row.kind), fingerprint=row.fingerprint, rule=row.rule,
            severity=Severity(finding.severity), title=finding.title, actor=row.actor,
            note=row.note,
        )  # fmt: skip
        yield (micros(row.at), _STEP, row.id), step


def _visits(connection: Connection, device_id: int, turn: _Turn) -> Iterator[_Placed]:
    runs = _runs(device_id).subquery()
    query = turn.cut(select(runs), _VISIT, runs.c.taken_at, runs.c.id)
    rows = connection.execute(query).all()
    manifests = _manifests(connection, rows)
    for row in rows:
        run = VisitRun(
            at=row.taken_at,
            last_at=row.last_at,
            visits=row.visits,
            outcome=Outcome(row.outcome),
            failures=read_failures(row.failures),
            changes=_changes(manifests, row),
        )
        yield (micros(row.taken_at), _VISIT, row.id), run


def _runs(device_id: int) -> AnySelect:
    """Return the query of the visits at which something differed from the visit before."""
    column = ObservationRow
    order = (column.taken_at, column.id)
    before = {f"old_{each}": func.lag(getattr(column, each)).over(order_by=order) for each in _SAME}
    every = (
        select(
            column.id, column.taken_at,
            *(getattr(column, each) for each in _SAME),
            *(value.label(name) for name, value in before.items()),
            func.lag(column.taken_at).over(order_by=order).label("old_at"),
            func.row_number().over(order_by=order).label("number"),
            func.count().over().label("total"),
            func.max(column.taken_at).over().label("latest"),
        )
        .where(column.device_id == device_id)
        .subquery()
    )  # fmt: skip
    differs = (every.c[name].is_distinct_from(every.c[f"old_{name}"]) for name in _SAME)
    row = every.c
    then = (row.taken_at, row.id)
    ended = func.coalesce(func.lead(row.old_at).over(order_by=then), row.latest)
    following = func.coalesce(func.lead(row.number).over(order_by=then), row.total + 1)
    return select(
        row.id, row.taken_at, row.outcome, row.failures, row.answers_id, row.old_answers_id,
        ended.label("last_at"), (following - row.number).label("visits"),
    ).where(or_(*differs, row.number == 1))  # fmt: skip


def _manifests(
    connection: Connection, rows: Sequence[AnyRow]
) -> dict[int, dict[tuple[str, str], str]]:
    wanted = {each.answers_id for each in rows} | {each.old_answers_id for each in rows} - {None}
    documents = contents.by_ids(connection, sorted(wanted))
    return {row_id: _by_command(read_answers(each)) for row_id, each in documents.items()}


def _by_command(answers: Sequence[Answer]) -> dict[tuple[str, str], str]:
    return {(each.topic, each.command): each.digest for each in answers}


def _changes(
    manifests: dict[int, dict[tuple[str, str], str]], row: AnyRow
) -> tuple[TopicChange, ...]:
    old, new = manifests.get(row.old_answers_id, {}), manifests[row.answers_id]
    return tuple(
        TopicChange(topic=key[0], command=key[1], before=old.get(key), after=new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    )
