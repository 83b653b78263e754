"""What stands before a session: failures to sign in, and browsers sent to a provider."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from netwatch.store.contents import upsert
from netwatch.store.database import Database
from netwatch.store.people_values import Tried
from netwatch.store.schema import Base
from netwatch.store.schema_people import AttemptRow, ErrandRow

_FORGET_AFTER = timedelta(hours=1)
_MOST = 20_000


class SignIns:
    """Failures and errands of one store, both bounded. Every method raises StoreError."""

    def __init__(self, database: Database, *, most: int = _MOST) -> None:
        self._database = database
        self._most = most

    def attempt(self, tried: Sequence[Tried], at: datetime) -> timedelta:
        """Count an attempt as a failure beforehand, unless one of ``tried`` has to wait.

        Returns how long, zero when the attempt may be made: of many at once none slips through.
        The oldest make room, and an hour's rest clears one.
        """
        with self._database.writing() as connection:
            connection.execute(delete(AttemptRow).where(AttemptRow.last <= at - _FORGET_AFTER))
            _bound(connection, AttemptRow, AttemptRow.last.name, self._most - len(tried))
            # In one order, so that two attempts never wait for each other's row.
            ordered = sorted(tried, key=lambda each: each.digest)
            wait = max((_due(connection, each, at) - at for each in ordered), default=timedelta(0))
            if wait <= timedelta(0):
                digests = [each.digest for each in tried]
                statement = update(AttemptRow).where(AttemptRow.digest.in_(digests))
                counted = {"failures": AttemptRow.failures + 1, "last": at}
                connection.execute(statement.values(counted))
            return max(wait, timedelta(0))

    def succeeded(self, name: Tried, address: Tried) -> None:
        """Forget the failures of a name, and that this attempt was counted for its address."""
        with self._database.writing() as connection:
            connection.execute(delete(AttemptRow).where(AttemptRow.digest == name.digest))
            statement = update(AttemptRow).where(AttemptRow.digest == address.digest)
            statement = statement.where(AttemptRow.failures > 0)
            connection.execute(statement.values(failures=AttemptRow.failures - 1))

    def send(self, digest: bytes, *, at: datetime, expires: datetime) -> None:
        """Note that a browser was sent to the provider."""
        with self._database.writing() as connection:
            connection.execute(delete(ErrandRow).where(ErrandRow.expires <= at))
            _bound(connection, ErrandRow, ErrandRow.expires.name, self._most - 1)
            connection.execute(insert(ErrandRow).values(digest=digest, expires=expires))

    def returned(self, digest: bytes, now: datetime) -> bool:
        """Tell whether that browser was expected back, which it is once."""
        with self._database.writing() as connection:
            gone = connection.execute(
                delete(ErrandRow).where(ErrandRow.digest == digest, ErrandRow.expires > now)
            )
            return bool(gone.rowcount)


def _due(connection: Connection, tried: Tried, at: datetime) -> datetime:
    """Return when the next attempt may be made; the row is there afterwards, and is locked."""
    statement = upsert(connection, AttemptRow).values(digest=tried.digest, failures=0, last=at)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["digest"], set_={"failures": AttemptRow.failures}
        )
    )
    row = connection.execute(select(AttemptRow).where(AttemptRow.digest == tried.digest)).one()
    return row.last + tried.wait(row.failures) if row.failures else at


def _bound(connection: Connection, table: type[Base], oldest: str, room: int) -> None:
    """Delete the oldest rows until at most ``room`` are left."""
    count = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if count <= room:
        return
    columns = table.__table__.columns
    doomed = select(columns["digest"]).order_by(columns[oldest]).limit(count - room)
    connection.execute(delete(table).where(columns["digest"].in_(doomed)))
