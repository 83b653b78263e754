"""Change windows in the database: written once; opening, closing and verdicts are further rows."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, Row, Select, func, insert, select

from netwatch.model.codec import CodecError, canonical, decode, encode
from netwatch.model.window import Baseline, ChangeWindow, KeptWindow, Verdict, WindowState
from netwatch.store.database import Database
from netwatch.store.errors import StoreError, StoreVersionError
from netwatch.store.schema_service import (
    WindowBaselineRow,
    WindowDeviceRow,
    WindowEventRow,
    WindowRow,
    WindowVerdictRow,
)
from netwatch.store.values import Decision

T = TypeVar("T")


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
        query = _latest_forms().order_by(WindowRow.starts.desc(), WindowRow.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return tuple(_kept(connection, row) for row in connection.execute(query).all())

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
        query = _latest_forms().where(WindowRow.starts <= now + ahead, WindowRow.id.not_in(steps))
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
                _read(Verdict, document) for document in connection.execute(query).scalars()
            )

    def _end(
        self, name: str, before: tuple[WindowState, ...], to: WindowState, decision: Decision
    ) -> KeptWindow:
        with self._database.writing() as connection:
            row = _named(connection, name, locked=True)
            _step(connection, row, before, to, decision)
            return _kept(connection, row)


def _latest_forms() -> Select[WindowRow]:
    newest = select(func.max(WindowRow.id)).group_by(WindowRow.name)
    return select(WindowRow).where(WindowRow.id.in_(newest))


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
    events = connection.execute(
        select(WindowEventRow).where(WindowEventRow.window_id == row.id).order_by(WindowEventRow.id)
    ).all()
    at = {WindowState(each.kind): each.at for each in events}
    state = WindowState(events[-1].kind) if events else WindowState.PLANNED
    devices = connection.execute(
        select(WindowDeviceRow.device)
        .where(WindowDeviceRow.window_id == row.id)
        .order_by(WindowDeviceRow.id)
    ).scalars()
    baselines = connection.execute(
        select(WindowBaselineRow)
        .where(WindowBaselineRow.window_id == row.id)
        .order_by(WindowBaselineRow.id)
    )
    return KeptWindow(
        window=_read(ChangeWindow, row.document),
        state=state,
        opened_at=at.get(WindowState.OPEN),
        closed_at=at.get(WindowState.CLOSED),
        devices=tuple(devices),
        baselines=tuple(
            Baseline(device=each.device, taken_at=each.taken_at, why_not=each.why_not)
            for each in baselines
        ),
    )


def _plain(text: str) -> str:
    # PostgreSQL stores neither NUL nor half a surrogate pair.
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _read(cls: type[T], document: str) -> T:
    try:
        return decode(cls, json.loads(document))
    except CodecError as error:
        raise StoreVersionError(
            f"a stored document cannot be read ({error}): it was written by a newer netwatch, "
            "so upgrade this one"
        ) from None
