"""Log lines that devices sent, kept as evidence of who acted."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select

from netwatch.model.heard import Heard, LogEvent, Told
from netwatch.store.database import Database
from netwatch.store.schema_service import HeardRow

_MOST = 200


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
