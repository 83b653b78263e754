"""Log lines that devices sent, kept as evidence of who acted."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from netwatch.model.heard import Heard, LogEvent, Told
from netwatch.store.database import Database
from netwatch.store.schema_service import HeardRow

_MOST = 200
_IDENTITY = ("at", "way", "user_name", "origin", "command", "text")


class HeardLog:
    """What was heard of every device; reached as ``Store.heard``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, lines: Iterable[Heard]) -> None:
        """Keep ``lines``, all or none. Raises StoreError."""
        rows = [_row(each) for each in lines]
        if rows:
            with self._database.writing() as connection:
                connection.execute(insert(HeardRow), rows)

    def keep_new(self, lines: Iterable[Heard]) -> int:
        """Keep those of ``lines`` that are not kept yet, all or none, and return how many.

        Raises StoreError.
        """
        by_device: dict[str, dict[tuple[object, ...], dict[str, object]]] = {}
        for each in lines:
            row = _row(each)
            by_device.setdefault(each.device, {}).setdefault(_identity(row), row)
        many = 0
        with self._database.writing() as connection:
            for device, rows in by_device.items():
                known = _known(connection, device, rows)
                fresh = [row for key, row in rows.items() if key not in known]
                if fresh:
                    connection.execute(insert(HeardRow), fresh)
                many += len(fresh)
        return many

    def forget(self, before: datetime) -> int:
        """Delete what was heard before ``before`` and return how many lines. Raises StoreError."""
        with self._database.writing() as connection:
            return connection.execute(delete(HeardRow).where(HeardRow.at < before)).rowcount

    def any_kept(self) -> bool:
        """Tell whether anything was ever heard of any device. Raises StoreError."""
        with self._database.reading() as connection:
            return connection.execute(select(HeardRow.id).limit(1)).first() is not None

    def between(self, device: str, begin: datetime, end: datetime) -> tuple[Heard, ...]:
        """Return what was heard of ``device`` after ``begin`` up to ``end``, oldest first.

        At most the 200 latest lines are given. Raises StoreError.
        """
        query = (
            select(HeardRow.__table__)
            .where(HeardRow.device == device, HeardRow.at > begin, HeardRow.at <= end)
            .order_by(HeardRow.at.desc(), HeardRow.id.desc())
            .limit(_MOST)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Heard(
                device=row.device,
                at=row.at,
                way=row.way,
                sender=row.sender,
                event=LogEvent(
                    told=Told(row.told),
                    user=row.user_name,
                    origin=row.origin,
                    command=row.command,
                ),
                text=row.text,
            )
            for row in reversed(rows)
        )


def _known(
    connection: Connection, device: str, keys: Collection[tuple[object, ...]]
) -> set[tuple[object, ...]]:
    moments = [each[0] for each in keys]
    found: set[tuple[object, ...]] = set()
    columns = [getattr(HeardRow, each) for each in _IDENTITY]
    for begin in range(0, len(moments), _MOST):
        query = select(*columns).where(
            HeardRow.device == device, HeardRow.at.in_(moments[begin : begin + _MOST])
        )
        found |= {tuple(each) for each in connection.execute(query)}
    return found


def _identity(row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(row[each] for each in _IDENTITY)


def _row(line: Heard) -> dict[str, object]:
    return {
        "device": line.device,
        "at": line.at,
        "way": line.way,
        "sender": line.sender,
        "told": line.event.told.value,
        "user_name": line.event.user,
        "origin": line.event.origin,
        "command": line.event.command,
        "text": line.text,
    }
