import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from support.visits import DEVICE, counted, visit

from netwatch.store import Store, migrate
from netwatch.store.database import Database
from netwatch.store.errors import StoreVersionError
from netwatch.store.schema import REVISION, Base


def tables(url):
    database = Database.open(url)
    with database.reading() as connection:
        names = set(inspect(connection).get_table_names())
    database.close()
    return names


def execute(url, statement):
    database = Database.open(url)
    with database.writing() as connection:
        connection.execute(text(statement))
    database.close()


def downgrade(url):
    back_to(url, "base")


def back_to(url, revision):
    database = Database.open(url)
    with database.writing() as connection:
        command.downgrade(migrate.configured(connection), revision)
    database.close()


def columns(url, table):
    database = Database.open(url)
    with database.reading() as connection:
        found = {each["name"] for each in inspect(connection).get_columns(table)}
    database.close()
    return found


def test_the_code_names_the_latest_migration():
    scripts = ScriptDirectory(str(migrate.migrations()))
    assert scripts.get_heads() == [REVISION]


def test_up_gives_exactly_the_models_tables(url):
    assert migrate.upgrade(url) == REVISION
    assert tables(url) == {*Base.metadata.tables, "alembic_version"}
    migrate.check(url)


def test_up_down_and_up_again(url):
    migrate.upgrade(url)
    downgrade(url)
    assert tables(url) == {"alembic_version"}
    migrate.upgrade(url)
    migrate.check(url)


def test_upgrading_twice_keeps_what_is_there(url):
    migrate.upgrade(url)
    with Store.open(url) as store:
        store.keep(visit(0))
    migrate.upgrade(url)
    with Store.open(url) as store:
        assert store.known_state(DEVICE) == visit(0).known


def test_what_was_kept_before_counters_is_read_as_it_was(url):
    migrate.upgrade(url)
    with Store.open(url) as store:
        store.keep(visit(0))
    back_to(url, "0002")
    assert "counters" not in columns(url, "observation")
    migrate.upgrade(url)
    migrate.check(url)
    with Store.open(url) as store:
        assert repr(store.known_state(DEVICE)) == repr(visit(0).known)
        store.keep(counted(1, 7))
        assert store.known_state(DEVICE).counters == counted(1, 7).known.counters


def test_many_may_upgrade_at_once(url):
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: migrate.upgrade(url), range(4))) == {REVISION}
    migrate.check(url)


def test_check_names_a_difference(url):
    migrate.upgrade(url)
    execute(url, "ALTER TABLE device ADD COLUMN colour TEXT")
    with pytest.raises(StoreVersionError, match="colour"):
        migrate.check(url)


def test_a_newer_database_is_left_alone(url):
    migrate.upgrade(url)
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    for use in (Store.open, migrate.upgrade):
        with pytest.raises(StoreVersionError, match="upgrade netwatch"):
            use(url)
    with pytest.raises(StoreVersionError, match="9999"):
        migrate.check(url)


def test_an_older_database_asks_for_the_upgrade(url):
    migrate.upgrade(url)
    execute(url, "UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(StoreVersionError, match="netwatch db upgrade"):
        Store.open(url)


def test_someone_elses_tables_are_left_alone(url):
    execute(url, "CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(StoreVersionError, match="not netwatch's"):
        Store.open(url)
    assert tables(url) == {"theirs"}


def test_a_fresh_sqlite_file_is_made_private_and_current(tmp_path):
    path = tmp_path / "state" / "netwatch.db"
    before = os.umask(0)
    try:
        with Store.open(f"sqlite:///{path}") as store:
            store.keep(visit(0))
            for each in path.parent.iterdir():
                assert stat.S_IMODE(each.stat().st_mode) == 0o600
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    migrate.check(f"sqlite:///{path}")


@pytest.mark.postgres
def test_a_fresh_postgres_database_asks_for_the_upgrade(postgres_url):
    with pytest.raises(StoreVersionError, match="netwatch db upgrade"):
        Store.open(postgres_url)


def test_sqlite_tables_are_strict_and_named_by_convention(sqlite_url):
    migrate.upgrade(sqlite_url)
    database = Database.open(sqlite_url)
    with database.reading() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        found = {name: sql for name, sql in made if name in Base.metadata.tables}
    database.close()
    assert all(sql.rstrip().endswith("STRICT") for sql in found.values())
    assert "CONSTRAINT fk_observation_device_id_device" in found["observation"]


def test_sqlite_connections_are_set_as_intended(sqlite_url):
    database = Database.open(sqlite_url)
    with database.reading() as connection:
        read = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
        }
    database.close()
    assert read == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}


def test_a_password_is_never_shown():
    shown = migrate.shown("postgresql://ada:s3cret@db.example/netwatch")
    assert "s3cret" not in shown
    assert "db.example" in shown
