"""The present tables: written in the visit's transaction where it changed something, or anew."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from netwatch.model.state import DeviceState
from netwatch.store import contents
from netwatch.store.documents import Moment, read_failures, read_state, texts_of, write_failures
from netwatch.store.finding_text import plain
from netwatch.store.paging import AnyRow
from netwatch.store.present_reading import (
    Looked,
    Run,
    device_row,
    following,
    looked,
    looked_at_documents,
    mirror_rows,
)
from netwatch.store.schema import DeviceRow, ObservationRow
from netwatch.store.schema_present import (
    DeviceDayRow,
    PresentDeviceRow,
    PresentFacetRow,
    PresentMirrorRow,
    PresentVisitRow,
)
from netwatch.store.values import Outcome, Visit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VISIT = PresentVisitRow


def day_of(moment: datetime) -> int:
    """Return the day since 1970, in UTC."""
    return (moment - _EPOCH) // timedelta(days=1)


def note(
    connection: Connection, device_id: int, visit: Visit, outcome: Outcome, seen_id: int,
    known_id: int,
) -> None:  # fmt: skip
    """Bring what is now known of a device up to a visit whose row was just written.

    The device's row is locked. A visit that changed nothing costs one statement.
    """
    at = visit.snapshot.taken_at
    failures = write_failures(visit.seen.failures)
    values = {
        "taken_at": at, "outcome": outcome.value, "seen_id": seen_id, "known_id": known_id,
        "failures": failures,
    }  # fmt: skip
    if _only_later(connection, device_id, values):
        return
    row = connection.execute(
        select(_VISIT.__table__).where(_VISIT.device_id == device_id)
    ).one_or_none()
    unfilled = row is None and _was_visited(connection, device_id)
    if unfilled or (row is not None and row.taken_at > at):
        rebuild(connection, device_id)
        return
    before = None if row is None else row.taken_at
    look = looked(outcome, failures, visit.seen, visit.known)
    runs = _runs(connection, device_id) if row is not None else {}
    _keep_runs(connection, device_id, runs, following(runs, look, at, before))
    if row is None or row.known_id != known_id:
        _keep_known(connection, device_id, visit.known)
    _keep_visit(connection, device_id, row, values)


def note_past(
    connection: Connection, device_id: int, kept: Sequence[tuple[Visit, Outcome, int, int]]
) -> bool:
    """Bring what is now known of a device up to several visits, as ``note`` does one by one.

    Each comes with its outcome and the ids of its seen and known state, oldest first. False, and
    nothing is done, when the device was visited later than that: ``rebuild`` puts such visits in.
    """
    row = connection.execute(
        select(_VISIT.__table__).where(_VISIT.device_id == device_id)
    ).one_or_none()
    first = kept[0][0].snapshot.taken_at
    if first < (first if row is None else row.taken_at) or (
        row is None and _was_visited(connection, device_id, len(kept))
    ):
        return False
    before = None if row is None else row.taken_at
    old = _runs(connection, device_id) if row is not None else {}
    runs: Mapping[str, Run] = old
    days: set[int] = set()
    for visit, outcome, _, _ in kept:
        at, failures = visit.snapshot.taken_at, write_failures(visit.seen.failures)
        runs = following(runs, looked(outcome, failures, visit.seen, visit.known), at, before)
        before = at
        days.add(day_of(at))
    _keep_runs(connection, device_id, old, runs)
    visit, outcome, seen_id, known_id = kept[-1]
    _keep_known(connection, device_id, visit.known)
    values = {
        "taken_at": visit.snapshot.taken_at, "outcome": outcome.value, "seen_id": seen_id,
        "known_id": known_id, "failures": write_failures(visit.seen.failures),
    }  # fmt: skip
    _keep_visit(connection, device_id, row, values)
    if row is None:
        connection.execute(
            update(_VISIT).where(_VISIT.device_id == device_id).values(first_at=first)
        )
    _keep_days(connection, device_id, days)
    return True


def rebuild(connection: Connection, device_id: int) -> None:
    """Make everything that is now known of a device anew from its kept visits."""
    for table in (PresentFacetRow, PresentMirrorRow, PresentDeviceRow, PresentVisitRow):
        connection.execute(delete(table).where(table.device_id == device_id))
    column = ObservationRow
    query = (
        select(
            column.taken_at, column.outcome, column.seen_id, column.known_id, column.failures,
            column.booted_at, column.uptime_s,
        )
        .where(column.device_id == device_id)
        .order_by(column.taken_at, column.id)
    )  # fmt: skip
    rows = connection.execute(query).all()
    if not rows:
        return
    _keep_runs(connection, device_id, {}, _folded(connection, rows))
    _keep_known(connection, device_id, _known(connection, device_id, rows[-1]))
    answered = [each.taken_at for each in rows if each.outcome != Outcome.FAILED.value]
    last = rows[-1]
    values = {
        "device_id": device_id, "first_at": rows[0].taken_at, "taken_at": last.taken_at,
        "outcome": last.outcome, "seen_id": last.seen_id, "known_id": last.known_id,
        "failures": last.failures, "answered_at": answered[-1] if answered else None,
        "day": day_of(answered[-1]) if answered else None,
    }  # fmt: skip
    connection.execute(insert(_VISIT).values(values))
    _keep_days(connection, device_id, {day_of(each) for each in answered})


def forget_days(connection: Connection, before: datetime) -> None:
    """Delete which devices answered on the days before the day of ``before``."""
    connection.execute(delete(DeviceDayRow).where(DeviceDayRow.day < day_of(before)))


def _only_later(connection: Connection, device_id: int, values: Mapping[str, Any]) -> bool:
    """Write a visit that is like the one before it, and tell whether it was."""
    failed = values["outcome"] == Outcome.FAILED.value
    same: tuple[ColumnElement[bool], ...] = (
        _VISIT.device_id == device_id,
        _VISIT.taken_at <= values["taken_at"],
        _VISIT.outcome == values["outcome"],
        _VISIT.seen_id == values["seen_id"],
        _VISIT.known_id == values["known_id"],
        _VISIT.failures.is_not_distinct_from(values["failures"]),
    )
    later = {"taken_at": values["taken_at"]}
    if not failed:
        same = (*same, _VISIT.day == day_of(values["taken_at"]))
        later |= {"answered_at": values["taken_at"]}
    return connection.execute(update(_VISIT).where(*same).values(later)).rowcount == 1


def _was_visited(connection: Connection, device_id: int, just: int = 1) -> bool:
    """Tell whether there are visits an older netwatch kept, beside the ``just`` written."""
    query = select(ObservationRow.id).where(ObservationRow.device_id == device_id)
    return len(connection.execute(query.limit(just + 1)).all()) > just


def _folded(connection: Connection, rows: Sequence[AnyRow]) -> dict[str, Run]:
    looks: dict[tuple[Any, ...], Looked] = {}
    documents: dict[int, bytes] = {}
    runs: dict[str, Run] = {}
    before: datetime | None = None
    for each in rows:
        key = (each.outcome, each.failures, each.seen_id, each.known_id)
        if key not in looks:
            wanted = [one for one in key[2:] if one not in documents]
            documents |= contents.by_ids(connection, wanted)
            looks[key] = looked_at_documents(
                Outcome(each.outcome), each.failures, documents[each.seen_id],
                documents[each.known_id],
            )  # fmt: skip
        runs = following(runs, looks[key], each.taken_at, before)
        before = each.taken_at
    return runs


def _known(connection: Connection, device_id: int, row: AnyRow) -> DeviceState:
    document = contents.by_ids(connection, [row.known_id])[row.known_id]
    name = connection.execute(select(DeviceRow.name).where(DeviceRow.id == device_id)).scalar_one()
    moment = Moment(
        device=name, taken_at=row.taken_at, booted_at=row.booted_at, uptime_s=row.uptime_s,
        failures=read_failures(row.failures),
    )  # fmt: skip
    # The texts themselves say nothing that is kept here.
    return read_state(document, dict.fromkeys(texts_of(document), ""), moment)


def _runs(connection: Connection, device_id: int) -> dict[str, Run]:
    row = PresentFacetRow
    query = select(row.facet, row.observed, row.since, row.seen_at).where(
        row.device_id == device_id
    )
    return {
        each.facet: Run(bool(each.observed), each.since, each.seen_at)
        for each in connection.execute(query)
    }


def _keep_runs(
    connection: Connection, device_id: int, old: Mapping[str, Run], new: Mapping[str, Run]
) -> None:
    row = PresentFacetRow
    gone = [name for name, run in old.items() if new.get(name) != run]
    if gone:
        connection.execute(delete(row).where(row.device_id == device_id, row.facet.in_(gone)))
    values = [
        {
            "device_id": device_id, "facet": plain(name), "observed": int(run.observed),
            "since": run.since, "seen_at": run.seen_at,
        }
        for name, run in new.items()
        if old.get(name) != run
    ]  # fmt: skip
    if values:
        connection.execute(insert(row), values)


def _keep_known(connection: Connection, device_id: int, known: DeviceState) -> None:
    mirrors = mirror_rows(known)
    values = {
        name: plain(value) if isinstance(value, str) else value
        for name, value in device_row(known, mirrors).items()
    }
    table = PresentDeviceRow
    mark = connection.execute(select(table.mark).where(table.device_id == device_id)).scalar()
    statement = contents.upsert(connection, table).values(device_id=device_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["device_id"], set_=values))
    if mark == values["mark"]:
        return
    row = PresentMirrorRow
    connection.execute(delete(row).where(row.device_id == device_id))
    if mirrors:
        rows = [
            {**each, "device_id": device_id, "session": plain(each["session"])} for each in mirrors
        ]
        connection.execute(insert(row), rows)


def _keep_visit(
    connection: Connection, device_id: int, before: AnyRow | None, values: dict[str, Any]
) -> None:
    at = values["taken_at"]
    answered = at if values["outcome"] != Outcome.FAILED.value else None
    if answered is not None:
        values |= {"answered_at": answered, "day": day_of(answered)}
        _keep_days(connection, device_id, {day_of(answered)})
    if before is None:
        connection.execute(insert(_VISIT).values(device_id=device_id, first_at=at, **values))
    else:
        connection.execute(update(_VISIT).where(_VISIT.device_id == device_id).values(**values))


def _keep_days(connection: Connection, device_id: int, days: set[int]) -> None:
    if days:
        rows = [{"day": each, "device_id": device_id} for each in sorted(days)]
        statement = contents.upsert(connection, DeviceDayRow).on_conflict_do_nothing()
        connection.execute(statement, rows)
