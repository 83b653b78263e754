"""A database's own errors -> ours, each saying what to do next."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from netwatch.store.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
)

# https://www.sqlite.org/rescode.html, primary codes
_SQLITE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: StoreLockedError,
    sqlite3.SQLITE_LOCKED: StoreLockedError,
    sqlite3.SQLITE_FULL: StoreFullError,
    sqlite3.SQLITE_IOERR: StoreFullError,
    sqlite3.SQLITE_CORRUPT: StoreDamagedError,
    sqlite3.SQLITE_NOTADB: StoreDamagedError,
    sqlite3.SQLITE_READONLY: StoreReadOnlyError,
    sqlite3.SQLITE_CANTOPEN: StoreReadOnlyError,
    sqlite3.SQLITE_PERM: StoreReadOnlyError,
}
# PostgreSQL documentation, appendix A; the longest prefix that fits decides
_SQLSTATES: tuple[tuple[str, type[StoreError]], ...] = (
    ("53100", StoreFullError),
    ("53300", StoreUnreachableError),
    ("55P03", StoreLockedError),
    ("40", StoreLockedError),
    ("25006", StoreReadOnlyError),
    ("42501", StoreReadOnlyError),
    ("XX001", StoreDamagedError),
    ("XX002", StoreDamagedError),
    ("08", StoreUnreachableError),
    ("28", StoreUnreachableError),
    ("3D", StoreUnreachableError),
    ("57P", StoreUnreachableError),
)
_ADVICE: dict[type[StoreError], str] = {
    StoreLockedError: (
        "{name} is being written by another process and stayed busy: nothing of this visit was "
        "kept; try again, and look for a second netwatch or a backup that holds the database"
    ),
    StoreFullError: (
        "no room for {name}, or its disk fails ({why}): nothing of this visit was kept, "
        "all earlier ones are safe; free space on the disk, then run the same command again"
    ),
    StoreDamagedError: (
        "{name} is damaged or no netwatch database ({why}): keep the file, restore the last "
        "backup, and run 'netwatch db check'"
    ),
    StoreReadOnlyError: (
        "{name} may not be written ({why}): give this user write access to the database (with "
        "SQLite also to its directory)"
    ),
    StoreUnreachableError: (
        "the database {name} does not answer or refuses us ({why}): check that it runs, the host, "
        "port, database name, user and password in NETWATCH_DATABASE_URL"
    ),
    StoreError: "the database {name} refused ({why}): run 'netwatch db check'",
}


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn the database's errors inside the block into StoreError about the database ``name``."""
    try:
        yield
    except PoolTimeoutError as error:
        raise _as(StoreLockedError, name, error) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, StatementError) else error
        if isinstance(cause, ValueError):
            raise cause from None
        raise _as(_kind(cause), name, cause or error) from error


def _kind(cause: BaseException | None) -> type[StoreError]:
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return _SQLITE.get(code & 0xFF, StoreError)
    if cause is None or not hasattr(cause, "sqlstate"):
        return StoreError
    if cause.sqlstate is None:  # libpq's own errors: no connection, or it broke
        return StoreUnreachableError
    return next((kind for mark, kind in _SQLSTATES if cause.sqlstate.startswith(mark)), StoreError)


def _as(kind: type[StoreError], name: str, cause: BaseException) -> StoreError:
    lines = str(cause).strip().splitlines()
    return kind(_ADVICE[kind].format(name=name, why=lines[0] if lines else type(cause).__name__))
