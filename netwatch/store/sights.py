"""When each device was last seen, and findings that are made without a visit."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from netwatch.model.finding import Finding
from netwatch.store import findings
from netwatch.store.contents import upsert
from netwatch.store.database import Database
from netwatch.store.schema import DeviceRow, ObservationRow
from netwatch.store.schema_service import WatchedRow
from netwatch.store.values import Outcome
from netwatch.store.visits import device_row


class Sights:
    """What the store knows of netwatch's own sight; every method raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def watch(self, names: Iterable[str], now: datetime) -> Mapping[str, datetime]:
        """Return since when each of ``names`` is watched; a new one is from ``now`` on.

        Names that are no longer given are forgotten.
        """
        wanted = set(names)
        with self._database.reading() as connection:
            kept = _watched(connection)
        if kept.keys() == wanted:
            return kept
        with self._database.writing() as connection:
            gone = kept.keys() - wanted
            for name in gone:
                connection.execute(delete(WatchedRow).where(WatchedRow.device == name))
            for name in sorted(wanted - kept.keys()):
                statement = upsert(connection, WatchedRow).values(device=name, since=now)
                connection.execute(statement.on_conflict_do_nothing(index_elements=["device"]))
            return _watched(connection)

    def watched_since(self, device: str) -> datetime | None:
        """Return since when ``device`` is watched, None when no service has noticed it yet."""
        with self._database.reading() as connection:
            query = select(WatchedRow.since).where(WatchedRow.device == device)
            return connection.execute(query).scalar()

    def last_seen(self, device: str | None = None) -> Mapping[str, datetime]:
        """Return by device when it last answered anything; one that never did is left out."""
        # Asked device by device: each is one step in the index, however long the history.
        answered = (
            select(ObservationRow.taken_at)
            .where(
                ObservationRow.device_id == DeviceRow.id,
                ObservationRow.outcome != Outcome.FAILED.value,
            )
            .order_by(ObservationRow.taken_at.desc())
            .limit(1)
            .scalar_subquery()
        )
        query = select(DeviceRow.name, answered)
        if device is not None:
            query = query.where(DeviceRow.name == device)
        with self._database.reading() as connection:
            return {name: seen for name, seen in connection.execute(query) if seen is not None}

    def keep(
        self, device: str, platform: str, raised: Iterable[Finding], settled: Mapping[str, bool],
        at: datetime,
    ) -> None:  # fmt: skip
        """Carry findings about ``device`` over a judgement that was made without a visit.

        ``settled`` is as in ``Visit``.
        """
        with self._database.writing() as connection:
            findings.settle(
                connection, device_row(connection, device, platform), raised, settled, at
            )


def _watched(connection: Connection) -> dict[str, datetime]:
    query = select(WatchedRow.device, WatchedRow.since)
    return {name: since for name, since in connection.execute(query)}  # noqa: C416  # rows
