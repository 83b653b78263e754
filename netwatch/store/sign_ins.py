"""What stands before a session: failures to sign in, and browsers sent to a provider."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from netwatch.store.contents import upsert
from netwatch.store.database import Database
from netwatch.store.people_values import Attempts
from netwatch.store.schema import Base
from netwatch.store.schema_people import AttemptRow, ErrandRow

_FORGET_AFTER = timedelta(hours=24)
_MOST = 20_000


class SignIns:
    """Failures and errands of one store, both bounded. Every method raises StoreError."""

    def __init__(self, database: Database, *, most: int = _MOST) -> None:
        self._database = database
        self._most = most

    def failures(self, digests: Sequence[bytes]) -> tuple[Attempts | None, ...]:
        """Return how often each of ``digests`` failed of late, in their order."""
        query = select(AttemptRow).where(AttemptRow.digest.in_(digests))
        with self._database.reading() as connection:
            rows = {bytes(each.digest): each for each in connection.execute(query)}
        return tuple(
            Attempts(failures=rows[each].failures, last=rows[each].last) if each in rows else None
            for each in digests
        )

    def failed(self, digests: Sequence[bytes], at: datetime) -> None:
        """Count one more failure of each; the oldest make room, and a day's rest clears one."""
        with self._database.writing() as connection:
            connection.execute(delete(AttemptRow).where(AttemptRow.last <= at - _FORGET_AFTER))
            _bound(connection, AttemptRow, AttemptRow.last.name, self._most - len(digests))
            for each in sorted(digests):
                statement = upsert(connection, AttemptRow).values(digest=each, failures=1, last=at)
                connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=["digest"],
                        set_={"failures": AttemptRow.failures + 1, "last": at},
                    )
                )

    def succeeded(self, digests: Sequence[bytes]) -> None:
        """Forget the failures of each."""
        with self._database.writing() as connection:
            connection.execute(delete(AttemptRow).where(AttemptRow.digest.in_(digests)))

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


def _bound(connection: Connection, table: type[Base], oldest: str, room: int) -> None:
    """Delete the oldest rows until at most ``room`` are left."""
    count = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if count <= room:
        return
    columns = table.__table__.columns
    doomed = select(columns["digest"]).order_by(columns[oldest]).limit(count - room)
    connection.execute(delete(table).where(columns["digest"].in_(doomed)))
