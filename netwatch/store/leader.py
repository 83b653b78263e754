"""One leader among several servers: an advisory lock on PostgreSQL, a locked file on SQLite."""

from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from netwatch.store.database import Database
from netwatch.store.errors import StoreReadOnlyError
from netwatch.store.failures import explained
from netwatch.store.locked_file import LockedFile

# A lock belongs to the database's server; netwatch may live there in several schemas.
_KEY = "hashtextextended('netwatch.scheduler/' || current_schema(), 0)"
# A dead peer is noticed within half a minute on either side (libpq, "Connection Strings").
_ALIVE = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "connect_timeout": 10,
}


class Leader(Protocol):
    """The right to run the schedules; held by one process at a time."""

    def lead(self) -> bool:
        """Take the right if it is free, and tell whether it is held now.

        Asked again and again it proves that it still is. Raises StoreError.
        """

    def step_down(self) -> None:
        """Give the right back; nothing happens when it is not held."""


def leader(database: Database) -> Leader:
    """Return the way to lead that fits the database."""
    if database.is_sqlite:
        return FileLeader(Path(str(database.engine.url.database) + ".leader"))
    return PostgresLeader(database)


class FileLeader:
    """A locked file beside the SQLite database."""

    def __init__(self, path: Path) -> None:
        self._lock = LockedFile(path)

    def lead(self) -> bool:
        """See ``Leader``."""
        try:
            return self._lock.take()
        except OSError as error:
            raise StoreReadOnlyError(
                f"cannot open {self._lock.path} ({error.strerror}): make the directory of the "
                "database writable for this user"
            ) from None

    def step_down(self) -> None:
        """See ``Leader``."""
        self._lock.give_back()


class PostgresLeader:
    """A session's advisory lock, on a connection that serves nothing else.

    A pooler that changes sessions between statements loses the lock; the server process is
    compared each time, so that this is noticed.
    """

    def __init__(self, database: Database) -> None:
        self._name = database.name
        self._engine = create_engine(
            database.engine.url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args=_ALIVE,
        )
        self._connection: Connection | None = None
        self._backend: int | None = None

    def lead(self) -> bool:
        """See ``Leader``."""
        try:
            with explained(self._name):
                return self._take() if self._connection is None else self._still()
        except BaseException:
            self.step_down()
            raise

    def _take(self) -> bool:
        connection = self._engine.connect()
        taken = connection.execute(
            text(f"SELECT pg_try_advisory_lock({_KEY})")
        ).scalar()  # a constant
        if not taken:
            connection.close()
            return False
        self._connection, self._backend = connection, _backend(connection)
        return True

    def _still(self) -> bool:
        assert self._connection is not None
        if _backend(self._connection) == self._backend:
            return True
        self.step_down()
        return False

    def step_down(self) -> None:
        """See ``Leader``."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(SQLAlchemyError):
                # The lock ends with its session too, but that the server may notice later.
                connection.execute(text(f"SELECT pg_advisory_unlock({_KEY})"))
            connection.invalidate()
            connection.close()


def _backend(connection: Connection) -> int | None:
    backend: int | None = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    return backend
