"""Change windows a page at a time: four queries a page, however many windows there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from netwatch.model.checked import ExitCode
from netwatch.model.codec import canonical
from netwatch.model.window import ChangeWindow, KeptWindow, WindowState
from netwatch.store.paging import as_number, beyond, cursor, key_of, micros
from netwatch.store.schema_service import (
    WindowDeviceRow,
    WindowEventRow,
    WindowRow,
    WindowVerdictRow,
)
from netwatch.store.window_documents import latest_forms, read
from netwatch.store.window_values import ListedWindow, VerdictMark, WindowQuery

_Event = Row[int, str, datetime]


def page(connection: Connection, wanted: WindowQuery) -> tuple[ListedWindow, ...]:
    """Return the latest form of the windows that match, the one that starts last first.

    Raises CursorError.
    """
    query = latest_forms().where(*_conditions(wanted))
    query = query.order_by(WindowRow.starts.desc(), WindowRow.id.desc()).limit(wanted.limit)
    rows = connection.execute(query).all()
    ids = [each.id for each in rows]
    events, devices = _events(connection, ids), _devices(connection, ids)
    verdicts = _latest_verdicts(connection, ids)
    return tuple(
        ListedWindow(
            kept=_kept(row, events[row.id], devices[row.id]),
            place=cursor(micros(row.starts), row.id),
            verdict=verdicts.get(row.id),
        )
        for row in rows
    )


def _conditions(wanted: WindowQuery) -> Iterable[ColumnElement[bool]]:
    if wanted.states:
        last = (
            select(WindowEventRow.kind)
            .where(WindowEventRow.window_id == WindowRow.id)
            .order_by(WindowEventRow.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        state = func.coalesce(last, WindowState.PLANNED.value)
        yield state.in_([each.value for each in wanted.states])
    if wanted.text:
        yield func.lower(WindowRow.document).contains(_written(wanted.text), autoescape=True)
    if wanted.after is not None:
        yield beyond((as_number(WindowRow.starts), WindowRow.id), key_of(wanted.after, int, int))


def _written(text: str) -> str:
    """Return ``text`` as it stands in a document, which is ASCII."""
    return canonical(text).decode()[1:-1].lower()


def _events(connection: Connection, ids: Sequence[int]) -> dict[int, list[_Event]]:
    found: dict[int, list[_Event]] = defaultdict(list)
    query = select(WindowEventRow.window_id, WindowEventRow.kind, WindowEventRow.at)
    query = query.where(WindowEventRow.window_id.in_(ids)).order_by(WindowEventRow.id)
    for row in connection.execute(query).all():
        found[row.window_id].append(row)
    return found


def _devices(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    query = select(WindowDeviceRow.window_id, WindowDeviceRow.device)
    query = query.where(WindowDeviceRow.window_id.in_(ids)).order_by(WindowDeviceRow.id)
    for window, device in connection.execute(query):
        found[window].append(device)
    return found


def _latest_verdicts(connection: Connection, ids: Sequence[int]) -> dict[int, VerdictMark]:
    newest = (
        select(func.max(WindowVerdictRow.id))
        .where(WindowVerdictRow.window_id.in_(ids))
        .group_by(WindowVerdictRow.window_id)
    )
    query = _marks().add_columns(WindowVerdictRow.window_id).where(WindowVerdictRow.id.in_(newest))
    return {row.window_id: _mark(row) for row in connection.execute(query).all()}


def marks(connection: Connection, window_id: int) -> tuple[VerdictMark, ...]:
    """Return which verdicts are kept on a window, the latest first, without reading them."""
    query = _marks().where(WindowVerdictRow.window_id == window_id)
    rows = connection.execute(query.order_by(WindowVerdictRow.id.desc())).all()
    return tuple(_mark(row) for row in rows)


def _marks() -> Select[int, datetime, int]:
    return select(WindowVerdictRow.id, WindowVerdictRow.at, WindowVerdictRow.outcome)


def _mark(row: Row) -> VerdictMark:  # type: ignore[type-arg]  # of the columns of _marks
    return VerdictMark(row.id, row.at, ExitCode(row.outcome))


def _kept(row: Row[WindowRow], events: Sequence[_Event], devices: Sequence[str]) -> KeptWindow:
    at = {WindowState(each.kind): each.at for each in events}
    return KeptWindow(
        window=read(ChangeWindow, row.document),
        state=WindowState(events[-1].kind) if events else WindowState.PLANNED,
        opened_at=at.get(WindowState.OPEN),
        closed_at=at.get(WindowState.CLOSED),
        devices=tuple(devices),
    )
