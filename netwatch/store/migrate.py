"""The schema's way from one version of netwatch to the next, without an alembic.ini."""

import threading
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, make_url, text

from netwatch.store import (  # their tables are part of the schema
    schema_people,  # noqa: F401
    schema_present,  # noqa: F401
    schema_search,  # noqa: F401
    schema_service,  # noqa: F401
)
from netwatch.store.database import Database
from netwatch.store.errors import StoreVersionError
from netwatch.store.present import Present
from netwatch.store.schema import REVISION, Base
from netwatch.store.trigrams import MADE_HERE

if TYPE_CHECKING:
    from alembic.config import Config

_VERSION_TABLE = "alembic_version"
# Alembic's environment is global to the process.
_ONE_AT_A_TIME = threading.Lock()
_LOCK_KEY = 0x6E65747761746368  # "netwatch"


def upgrade(url: str) -> str:
    """Bring the database at ``url`` to this netwatch's schema and return its revision.

    What is known now is then worked out for devices an older netwatch visited, step by step: when
    that is interrupted, it goes on at the next call.
    Safe to run twice, and from several processes at once. Raises StoreVersionError when the
    database is newer than the code, and any other StoreError.
    """
    database = Database.open(url)
    try:
        _upgrade(database)
        for _ in Present(database).fill():
            pass
    finally:
        database.close()
    return REVISION


def check(url: str) -> None:
    """Raise StoreVersionError when the tables at ``url`` are not exactly the code's."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database = Database.open(url)
    try:
        with database.reading() as connection:
            current = _revision(connection)
            context = MigrationContext.configure(
                connection, opts={"include_name": lambda name, *_: name not in MADE_HERE}
            )
            found = compare_metadata(context, Base.metadata)
    finally:
        database.close()
    if current != REVISION or found:
        raise StoreVersionError(
            f"{database.name} has revision {current} and this netwatch {REVISION}; differences: "
            f"{'; '.join(str(each) for each in found) or 'none'}: run 'netwatch db upgrade', or "
            "restore a backup when that changes nothing"
        )


def shown(url: str) -> str:
    """Return the URL as it may be printed, without its password."""
    return make_url(url).render_as_string()


def ensure(database: Database) -> None:
    """Create the schema in a fresh SQLite file; raise StoreVersionError for any other version."""
    with database.reading() as connection:
        current = _revision(connection)
        fresh = current is None and not inspect(connection).get_table_names()
    if current == REVISION:
        return
    if fresh and database.is_sqlite:
        _upgrade(database)
        return
    if current is not None and current > REVISION:
        raise _newer(database, current)
    if current is None and not fresh:
        raise StoreVersionError(
            f"{database.name} holds tables that are not netwatch's: point NETWATCH_DATABASE_URL "
            "at an empty database"
        )
    raise StoreVersionError(
        f"{database.name} has no schema of this netwatch yet: run 'netwatch db upgrade' once"
        if fresh
        else f"{database.name} was written by an older netwatch (revision {current}): back it up, "
        "then run 'netwatch db upgrade'"
    )


def migrations() -> Path:
    """Return the folder of migrations: in the wheel, else in the checkout."""
    packaged = Path(str(files("netwatch"))) / "_data" / "migrations"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "migrations"


def configured(connection: Connection) -> "Config":
    """Return Alembic's configuration for an open transaction."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(database: Database) -> None:
    from alembic import command

    with _ONE_AT_A_TIME, database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})"))
        current = _revision(connection)
        if current is not None and current > REVISION:
            raise _newer(database, current)
        if current != REVISION:
            command.upgrade(configured(connection), "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()  # noqa: S608  # a constant
    return None if found is None else str(found)


def _newer(database: Database, current: str) -> StoreVersionError:
    return StoreVersionError(
        f"{database.name} was written by a newer netwatch (revision {current}, this one knows "
        f"{REVISION}): upgrade netwatch, or point NETWATCH_DATABASE_URL at another database"
    )
