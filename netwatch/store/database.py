"""Connections and transactions on SQLite and PostgreSQL."""

import errno
import os
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from netwatch.store.errors import (
    NetworkFileSystemError,
    StoreReadOnlyError,
    StoreUnreachableError,
    StoreUrlError,
)
from netwatch.store.failures import explained
from netwatch.store.filesystem import network_file_system

SQLITE = "sqlite"
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")
_WRITES = "netwatch_writes"
_MOUNTS = Path("/proc/self/mountinfo")


class Database:
    """An engine that knows how to read and how to write; share one between threads."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self._writer = engine.execution_options(**{_WRITES: True})
        # SQLite has one writer; waiting here is fair, waiting in its busy loop is not.
        self._turn = threading.Lock() if self.is_sqlite else nullcontext()

    @classmethod
    def open(cls, url: str, *, wait_s: float = 10.0) -> "Database":
        """Return the database at ``url``; see ``Store.open`` for its forms and errors."""
        parsed = _parse(url)
        if parsed.drivername == SQLITE:
            return cls(_sqlite(parsed, wait_s), str(parsed.database))
        return cls(_postgres(parsed, wait_s), parsed.render_as_string(hide_password=True))

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is the embedded database."""
        return self.engine.dialect.name == SQLITE

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the database (SQLite)."""
        with explained(self.name), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together when the block ends, or not at all."""
        with explained(self.name), self._turn, self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreUrlError(_what_to_write("the database URL cannot be read")) from None
    if parsed.drivername == SQLITE and parsed.database and parsed.database != ":memory:":
        return parsed
    if parsed.drivername in _POSTGRES:
        return parsed.set(drivername="postgresql+psycopg")
    raise StoreUrlError(_what_to_write(f"no store for {parsed.render_as_string()}"))


def _what_to_write(problem: str) -> str:
    return (
        f"{problem}: write sqlite:///netwatch.db, sqlite:////var/lib/netwatch/netwatch.db or "
        "postgresql://user@host/database (NETWATCH_DATABASE_URL)"
    )


def _sqlite(url: URL, wait_s: float) -> Engine:
    path = Path(url.database or "").absolute()
    _create_private(path)
    if kind := network_file_system(path, _mounts()):
        raise NetworkFileSystemError(
            f"{path} lies on a network file system ({kind}), where SQLite loses data: move the "
            "state directory to a local disk, or use PostgreSQL (NETWATCH_DATABASE_URL)"
        )
    engine = create_engine(
        url.set(database=str(path)),
        hide_parameters=True,  # errors and logs must not quote what is being kept
        pool_size=8,
        max_overflow=120,
        connect_args={"timeout": wait_s, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _create_private(path: Path) -> None:
    """Create the file at ``path``, mode 0600, unless it is there; raise StoreReadOnlyError.

    It is never opened here once it is in its place: closing any descriptor of a file gives up every
    lock this process holds on it (fcntl(2)), and another process would then delete the log of
    writes that SQLite still writes to (sqlite.org/howtocorrupt.html, section 2.2).
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _publish_empty(path)
        by_effective = os.access in os.supports_effective_ids
        if not os.access(path, os.R_OK | os.W_OK, effective_ids=by_effective):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise StoreReadOnlyError(
            f"cannot open {path} for writing ({error.strerror}): make the directory and file "
            "writable for this user, or set NETWATCH_STATE_DIR or NETWATCH_DATABASE_URL to a "
            "place that is"
        ) from None


def _publish_empty(path: Path) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # created 0600
    os.close(handle)
    try:
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        Path(draft).unlink()


def _mounts() -> str:
    return _MOUNTS.read_text(errors="replace") if sys.platform == "linux" else ""


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Transactions are ours: the sqlite3 module would start them late, as readers, and a reader
    # that turns writer fails at once whatever the timeout.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # what keep() returned from survives a power cut
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgres(url: URL, wait_s: float) -> Engine:
    try:
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_size=8,
            max_overflow=24,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "client_encoding": "utf8"},
        )
    except (ModuleNotFoundError, NoSuchModuleError):
        raise StoreUnreachableError(
            "PostgreSQL needs its driver: install netwatch-drift with the extra [postgres]"
        ) from None

    def prepare(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {int(wait_s * 1000)}")
        cursor.close()
        connection.commit()

    event.listen(engine, "connect", prepare)
    return engine
