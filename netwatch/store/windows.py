"""Change windows in the database: written once; opening, closing and verdicts are further rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from netwatch.model.codec import canonical, encode
from netwatch.model.window import Baseline, ChangeWindow, KeptWindow, Verdict, WindowState
from netwatch.store import window_pages
from netwatch.store.database import Database
from netwatch.store.errors import StoreError
from netwatch.store.schema_service import (
    WindowBaselineRow,
    WindowDeviceRow,
    WindowEventRow,
    WindowRow,
    WindowVerdictRow,
)
from netwatch.store.values import Decision
from netwatch.store.window_documents import latest_forms, read
from netwatch.store.window_values import ListedWindow, VerdictMark, WindowQuery


class WindowError(StoreError):
    """The window cannot take this step; the message says where it stands."""


class Windows:
    """The change windows of a store; safe to share between threads. Raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, window: ChangeWindow, at: datetime) -> bool:
        """Keep a window that is to open later and tell whether it, or this form of it, is new.

        Raises WindowError when a window of this name was opened already.
        """
        with self._database.writing() as connection:
            row = _latest(connection, window.name, locked=True)
            if row is not None:
                kept = _kept(connection, row)
                if kept.window == window and kept.state is WindowState.PLANNED:
                    return False
                if kept.state in (WindowState.OPEN, WindowState.CLOSED):
                    raise WindowError(f"{window.name} is {kept.state.value} already; name another")
            _insert(connection, window, at, 1 if row is None else row.revision + 1)
            return True

    def open(self, name: str, devices: Iterable[str], decision: Decision) -> KeptWindow:
        """Open a planned window for the named devices. Raises WindowError."""
        with self._database.writing() as connection:
            row = _named(connection, name, locked=True)
            _step(connection, row, (WindowState.PLANNED,), WindowState.OPEN, decision)
            rows = [{"window_id": row.id, "device": each} for each in dict.fromkeys(devices)]
            if rows:
                connection.execute(insert(WindowDeviceRow), rows)
            return _kept(connection, row)

    def baseline(self, name: str, baselines: Iterable[Baseline]) -> None:
        """Keep how the devices were found at the opening. Raises WindowError."""
        with self._database.writing() as connection:
            row = _named(connection, name, locked=True)
            rows = [
                {
                    "window_id": row.id,
                    "device": each.device,
                    "taken_at": each.taken_at,
                    "why_not": _plain(each.why_not),
                }
                for each in baselines
            ]
            if rows:
                connection.execute(insert(WindowBaselineRow), rows)

    def close(self, name: str, decision: Decision) -> KeptWindow:
        """Close an open window. Raises WindowError."""
        return self._end(name, (WindowState.OPEN,), WindowState.CLOSED, decision)

    def cancel(self, name: str, decision: Decision) -> KeptWindow:
        """Cancel a window that was not opened. Raises WindowError."""
        return self._end(name, (WindowState.PLANNED,), WindowState.CANCELLED, decision)

    def miss(self, name: str, decision: Decision) -> KeptWindow:
        """Note that a window ended before anything could open it. Raises WindowError."""
        return self._end(name, (WindowState.PLANNED,), WindowState.MISSED, decision)

    def judge(self, verdict: Verdict) -> None:
        """Keep a verdict beside the earlier ones. Raises WindowError."""
        with self._database.writing() as connection:
            row = _named(connection, verdict.window)
            statement = insert(WindowVerdictRow).values(
                window_id=row.id,
                at=verdict.at,
                outcome=int(verdict.exit_code),
                document=canonical(encode(verdict)).decode(),
            )
            connection.execute(statement)

    def get(self, name: str) -> KeptWindow:
        """Return the window called ``name``, its latest form. Raises WindowError."""
        with self._database.reading() as connection:
            return _kept(connection, _named(connection, name))

    def find(self, name: str) -> KeptWindow | None:
        """Return the window called ``name``, its latest form; None for none."""
        with self._database.reading() as connection:
            row = _latest(connection, name)
            return None if row is None else _kept(connection, row)

    def list(self, limit: int = 1000) -> tuple[KeptWindow, ...]:
        """Return the latest form of every window, the one that starts last first."""
        query = latest_forms().order_by(WindowRow.starts.desc(), WindowRow.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return _every(connection, connection.execute(query).all())

    def due(self, now: datetime, *, ahead: timedelta = timedelta(0)) -> tuple[KeptWindow, ...]:
        """Return the planned windows that begin within ``ahead`` and the open ones that have ended.

        Both in the order of their start.
        """
        steps = select(WindowEventRow.window_id).where(
            WindowEventRow.kind.in_(
                [
                    each.value
                    for each in (WindowState.CLOSED, WindowState.CANCELLED, WindowState.MISSED)
                ]
            )
        )
        query = latest_forms().where(WindowRow.starts <= now + ahead, WindowRow.id.not_in(steps))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(WindowRow.starts, WindowRow.id)).all()
            kept = tuple(_kept(connection, row) for row in rows)
        return tuple(
            each for each in kept if each.state is WindowState.PLANNED or each.window.ends <= now
        )

    def any_kept(self) -> bool:
        """Tell whether any window was ever planned or opened."""
        with self._database.reading() as connection:
            return connection.execute(select(WindowRow.id).limit(1)).first() is not None

    def about(self, device: str, *, now: datetime, after: datetime) -> tuple[KeptWindow, ...]:
        """Return the opened windows of a device that began by ``now`` and end after ``after``."""
        query = (
            select(WindowRow)
            .join(WindowDeviceRow, WindowDeviceRow.window_id == WindowRow.id)
            .where(WindowDeviceRow.device == device)
            .where(WindowRow.starts <= now, WindowRow.ends > after)
            .order_by(WindowRow.starts, WindowRow.id)
        )
        with self._database.reading() as connection:
            return tuple(_kept(connection, row) for row in connection.execute(query).all())

    def verdicts(self, name: str) -> tuple[Verdict, ...]:
        """Return every verdict on a window, latest first. Raises WindowError."""
        with self._database.reading() as connection:
            row = _named(connection, name)
            query = (
                select(WindowVerdictRow.document)
                .where(WindowVerdictRow.window_id == row.id)
                .order_by(WindowVerdictRow.id.desc())
            )
            return tuple(
                read(Verdict, document) for document in connection.execute(query).scalars()
            )

    def page(self, wanted: WindowQuery) -> tuple[ListedWindow, ...]:
        """Return the windows of one page, the one that starts last first."""
        with self._database.reading() as connection:
            return window_pages.page(connection, wanted)

    def marks(self, name: str) -> tuple[VerdictMark, ...]:
        """Return which verdicts are kept on a window, latest first. Raises WindowError."""
        with self._database.reading() as connection:
            return window_pages.marks(connection, _named(connection, name).id)

    def verdict(self, name: str, number: int) -> Verdict | None:
        """Return one verdict on a window, None when it has none of that number."""
        with self._database.reading() as connection:
            query = (
                select(WindowVerdictRow.document)
                .join(WindowRow, WindowRow.id == WindowVerdictRow.window_id)
                .where(WindowRow.name == name, WindowVerdictRow.id == number)
            )
            document = connection.execute(query).scalar()
            return None if document is None else read(Verdict, document)

    def _end(
        self, name: str, before: tuple[WindowState, ...], to: WindowState, decision: Decision
    ) -> KeptWindow:
        with self._database.writing() as connection:
            row = _named(connection, name, locked=True)
            _step(connection, row, before, to, decision)
            return _kept(connection, row)


def _latest(connection: Connection, name: str, *, locked: bool = False) -> Row[WindowRow] | None:
    query = select(WindowRow).where(WindowRow.name == name)
    query = query.order_by(WindowRow.revision.desc()).limit(1)
    # FOR UPDATE (nothing in SQLite): two processes take a window's steps one after the other.
    return connection.execute(query.with_for_update() if locked else query).one_or_none()


def _named(connection: Connection, name: str, *, locked: bool = False) -> Row[WindowRow]:
    row = _latest(connection, name, locked=locked)
    if row is None:
        raise WindowError(f"no change window {name!r}: 'netwatch window list' shows them")
    return row


def _insert(connection: Connection, window: ChangeWindow, at: datetime, revision: int) -> None:
    statement = insert(WindowRow).values(
        name=window.name,
        revision=revision,
        starts=window.starts,
        ends=window.ends,
        kept_at=at,
        document=canonical(encode(window)).decode(),
    )
    connection.execute(statement)


def _step(
    connection: Connection,
    row: Row[WindowRow],
    before: tuple[WindowState, ...],
    to: WindowState,
    decision: Decision,
) -> None:
    state = _kept(connection, row).state
    if state not in before:
        raise WindowError(f"{row.name} is {state.value}; it cannot become {to.value}")
    statement = insert(WindowEventRow).values(
        window_id=row.id,
        at=decision.at,
        kind=to.value,
        actor=_plain(decision.actor),
        note=_plain(decision.note),
    )
    connection.execute(statement)


def _kept(connection: Connection, row: Row[WindowRow]) -> KeptWindow:
    (kept,) = _every(connection, (row,))
    return kept


def _every(connection: Connection, rows: Sequence[Row[WindowRow]]) -> tuple[KeptWindow, ...]:
    """Return windows with what happened to them: three queries, however many they are."""
    ids = [each.id for each in rows]
    events = _by_window(connection, WindowEventRow, ids)
    devices = _by_window(connection, WindowDeviceRow, ids)
    baselines = _by_window(connection, WindowBaselineRow, ids)
    return tuple(
        _window(each, events.get(each.id, ()), devices.get(each.id, ()), baselines.get(each.id, ()))
        for each in rows
    )


def _by_window(
    connection: Connection,
    table: type[WindowEventRow | WindowDeviceRow | WindowBaselineRow],
    ids: Iterable[int],
) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    query = select(table.__table__).where(table.window_id.in_(tuple(ids))).order_by(table.id)
    for row in connection.execute(query):
        found.setdefault(row.window_id, []).append(row)
    return found


def _window(
    row: Row[WindowRow], events: Sequence[Any], devices: Sequence[Any], baselines: Sequence[Any]
) -> KeptWindow:
    at = {WindowState(each.kind): each.at for each in events}
    return KeptWindow(
        window=read(ChangeWindow, row.document),
        state=WindowState(events[-1].kind) if events else WindowState.PLANNED,
        opened_at=at.get(WindowState.OPEN),
        closed_at=at.get(WindowState.CLOSED),
        devices=tuple(each.device for each in devices),
        baselines=tuple(
            Baseline(device=each.device, taken_at=each.taken_at, why_not=each.why_not)
            for each in baselines
        ),
    )


def _plain(text: str) -> str:
    # PostgreSQL stores neither NUL nor half a surrogate pair.
    return text.replace("\0", "").encode("utf-8", "replace").decode()
