"""Real faults on real databases: the message helps, and nothing that was kept is lost."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from support.visits import DEVICE, finding, moment, visit

from netwatch.store import Store, StoreError, database, findings, migrate
from netwatch.store.errors import (
    NetworkFileSystemError,
    StoreDamagedError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
    StoreUrlError,
)
from netwatch.store.filesystem import network_file_system

SUPPORT = Path(__file__).parents[1] / "support"
NOBODY = 65534


def path_of(url):
    return Path(url.removeprefix("sqlite:///"))


def noise(number, size=400_000):
    return random.Random(number).randbytes(size // 2).hex()


def writer(*args, prefix=()):
    return subprocess.Popen(
        [*prefix, sys.executable, str(SUPPORT / "writer.py"), *map(str, args)],
        env={**os.environ, "PYTHONPATH": str(SUPPORT.parent)},
        stdout=subprocess.PIPE,
        text=True,
    )


def holds_everything(store, numbers):
    """Assert that each visit in ``numbers`` is there, whole, with its finding."""
    kept = {each.taken_at for each in store.history(DEVICE, limit=10**6)}
    assert {moment(each) for each in numbers} <= kept
    for number in numbers:
        line = store.state_at(DEVICE, moment(number)).config.split("\n")[3]
        assert line.startswith(f" description {number}")
    subjects = {each.finding.subject for each in store.standing(DEVICE)}
    assert {f"mirror {each}" for each in numbers} <= subjects
    assert list(store.verify()) == []


def known(url):
    with Store.open(url) as store:
        return store.known_state(DEVICE)


@contextmanager
def held(url):
    """Hold the database as another writer does."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(path_of(url), isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
        return
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE observation IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def test_a_locked_database_says_so_and_loses_nothing(url, store):
    store.keep(visit(0))
    with held(url), Store.open(url, wait_s=0.2) as impatient:
        with pytest.raises(StoreLockedError, match="try again") as caught:
            impatient.keep(visit(1, text="changed\n", raised=(finding(),)))
        if store.database.is_sqlite:
            # Readers go on while another process writes.
            assert store.known_state(DEVICE) == visit(0).known
    assert "hostname core-rtr1" not in "".join(traceback.format_exception(caught.value))
    assert len(store.history(DEVICE)) == 1
    store.keep(visit(1, text="changed\n"))
    assert store.known_state(DEVICE).config == "changed\n"


def test_a_full_database_says_so_and_loses_nothing(sqlite_url):
    with Store.open(sqlite_url) as store:
        store.keep(visit(0))
        with store.database.reading() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar()

        def limit(connection, *_):
            connection.execute(f"PRAGMA max_page_count = {pages + 2}")

        event.listen(store.database.engine, "checkout", limit)
        with pytest.raises(StoreFullError, match="free space") as caught:
            store.keep(visit(1, text=noise(1), raised=(finding(),)))
        assert noise(1)[:40] not in "".join(traceback.format_exception(caught.value))
        event.remove(store.database.engine, "checkout", limit)
        assert store.known_state(DEVICE) == visit(0).known
        assert store.standing(DEVICE) == ()
    with Store.open(sqlite_url) as store:
        store.keep(visit(1, text=noise(1)))
        assert [each.taken_at for each in store.history(DEVICE)] == [moment(1), moment(0)]
        assert list(store.verify()) == []


@pytest.mark.namespaces
def test_a_full_disk_says_so_and_loses_nothing(tmp_path):
    disk, copy = tmp_path / "disk", tmp_path / "copy"
    disk.mkdir()
    script = (
        'mount -t tmpfs -o size=2m tmpfs "$1"; "${@:3}"; status=$?; cp -r "$1" "$2"; exit $status'
    )
    prefix = ("unshare", "--mount", "bash", "-c", script, "bash", str(disk), str(copy))
    process = writer(f"sqlite:///{disk}/netwatch.db", 0, 60_000, prefix=prefix)
    lines = process.communicate()[0].splitlines()
    assert process.returncode == 7
    assert lines[-1].startswith("StoreFullError")
    assert "free space" in lines[-1]
    with Store.open(f"sqlite:///{copy}/netwatch.db") as store:
        holds_everything(store, range(len(lines) - 1))


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("code", "kind"),
    [("53100", StoreFullError), ("XX001", StoreDamagedError), ("40P01", StoreLockedError)],
)
def test_what_a_postgres_server_reports_is_understood(postgres_url, code, kind):
    migrate.upgrade(postgres_url)
    with Store.open(postgres_url) as store:
        store.keep(visit(0))
        with store.database.writing() as connection:
            connection.execute(
                text(
                    "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    f"RAISE EXCEPTION 'could not extend file' USING ERRCODE = '{code}'; END $$"
                )
            )
            connection.execute(
                text("CREATE TRIGGER fail BEFORE INSERT ON finding EXECUTE FUNCTION fail()")
            )
        with pytest.raises(kind):
            store.keep(visit(1, text="changed\n", raised=(finding(),)))
        assert len(store.history(DEVICE)) == 1


def test_a_killed_writer_loses_nothing_that_was_kept(url, store):
    numbers = []
    for count in (1, 4, 9):
        process = writer(url, len(numbers))
        numbers += [int(process.stdout.readline()) for _ in range(count)]
        process.send_signal(signal.SIGKILL)
        # What was committed but not yet told before the kill counts as kept too.
        rest = process.communicate()[0].split()
        numbers += [int(each) for each in rest]
        numbers += range(len(numbers), len(store.history(DEVICE, limit=1000)))
    assert len(numbers) >= 14
    holds_everything(store, numbers)
    if store.database.is_sqlite:
        with store.database.reading() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    store.keep(visit(len(numbers)))


@pytest.mark.parametrize("damage", ["no database", "header", "pages"])
def test_a_damaged_file_says_so(sqlite_url, damage):
    path = path_of(sqlite_url)
    if damage == "no database":
        path.write_text("hostname core-rtr1\n" * 500)
    else:
        with Store.open(sqlite_url) as store:
            for number in range(20):
                store.keep(visit(number, text=noise(number, 20_000)))
        size = path.stat().st_size
        start, length = (0, 64) if damage == "header" else (4096, size - 4096)
        with path.open("r+b") as file:
            file.seek(start)
            file.write(b"\xa5" * length)
    with pytest.raises(StoreDamagedError, match="restore the last backup"):
        known(sqlite_url)


@contextmanager
def unprivileged():
    """Act as a user whom permissions bind, since root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("what", ["directory", "file", "directory of a file"])
def test_where_nothing_may_be_written_it_says_so(what):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        url = f"sqlite:///{place}/netwatch.db"
        if what != "directory":
            with Store.open(url) as store:
                store.keep(visit(0))
            place.joinpath("netwatch.db").chmod(0o444 if what == "file" else 0o666)
        place.chmod(0o777 if what == "file" else 0o555)
        with unprivileged(), pytest.raises(StoreReadOnlyError, match="writ"):
            known(url)
        place.chmod(0o700)
        place.joinpath("netwatch.db").chmod(0o600) if what != "directory" else None
        with Store.open(url) as store:
            assert len(store.history(DEVICE)) == (what != "directory")


@pytest.mark.postgres
def test_a_read_only_postgres_says_so(postgres_url):
    migrate.upgrade(postgres_url)
    with Store.open(postgres_url) as store:
        store.keep(visit(0))
    with Store.open(f"{postgres_url}%20-cdefault_transaction_read_only%3Don") as store:
        with pytest.raises(StoreReadOnlyError, match="write access"):
            store.keep(visit(1))
        assert store.known_state(DEVICE) == visit(0).known


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql://ada:s3cret@127.0.0.1:1/netwatch"])
def test_an_absent_server_says_so_without_the_password(url):
    with pytest.raises(StoreUnreachableError, match="check that it runs") as caught:
        Store.open(url)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.postgres
def test_a_connection_lost_between_visits_is_renewed(postgres_url):
    migrate.upgrade(postgres_url)
    with Store.open(postgres_url) as store:
        store.keep(visit(0))
        cut(postgres_url, store)
        store.keep(visit(1))
        assert len(store.history(DEVICE)) == 2


@pytest.mark.postgres
def test_a_connection_lost_in_a_visit_keeps_nothing_of_it(postgres_url, monkeypatch):
    migrate.upgrade(postgres_url)
    settle = findings.settle

    def cut_and_settle(connection, *args):
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        terminate(postgres_url, [pid])
        return settle(connection, *args)

    with Store.open(postgres_url) as store:
        store.keep(visit(0))
        monkeypatch.setattr(findings, "settle", cut_and_settle)
        with pytest.raises(StoreUnreachableError, match="does not answer"):
            store.keep(visit(1, text="changed\n", raised=(finding(),)))
        monkeypatch.undo()
        assert len(store.history(DEVICE)) == 1
        store.keep(visit(1, text="changed\n"))


def cut(url, store):
    """End every idle server process of ``store``."""
    with store.database.reading() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    terminate(url, [pid])


def terminate(url, pids):
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for pid in pids:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


@pytest.mark.parametrize(
    "url",
    ["", "netwatch.db", "sqlite://", "sqlite:///:memory:", "mysql://ada:s3cret@db/netwatch"],
)
def test_a_url_that_names_no_store_shows_how_to_write_one(url):
    with pytest.raises(StoreUrlError, match="sqlite:///netwatch") as caught:
        Store.open(url)
    assert "s3cret" not in str(caught.value)


def test_a_missing_postgres_driver_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"\[postgres\]"):
        Store.open("postgresql://127.0.0.1/netwatch")


MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:35 / /home rw,relatime shared:20 - nfs4 filer:/home rw,vers=4.2
41 22 0:36 / /mnt/shared\\040files rw,relatime - cifs //filer/share rw
42 40 254:1 / /home/ada/local rw,relatime - xfs /dev/vdb rw
43 22 0:37 / /mnt/remote rw - fuse.sshfs ada@host: rw
44 22 0:38 / /top rw - nfs filer:/top rw
45 44 0:39 / /top rw - tmpfs tmpfs rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/netwatch/netwatch.db", None),
        ("/home/ada/netwatch.db", "nfs4"),
        ("/homeless/netwatch.db", None),
        ("/home/ada/local/netwatch.db", None),
        ("/mnt/shared files/netwatch.db", "cifs"),
        ("/mnt/remote/netwatch.db", "fuse.sshfs"),
        ("/top/netwatch.db", None),
    ],
)
def test_network_file_systems_are_told_from_disks(path, kind):
    assert network_file_system(Path(path), MOUNTS) == kind


def test_a_network_file_system_is_refused(tmp_path, monkeypatch):
    table = tmp_path / "mountinfo"
    table.write_text(f"44 22 0:38 / {tmp_path} rw - nfs filer:/top rw\n")
    monkeypatch.setattr(database, "_MOUNTS", table)
    with pytest.raises(NetworkFileSystemError, match="PostgreSQL"):
        Store.open(f"sqlite:///{tmp_path}/netwatch.db")


def test_a_second_store_in_one_process_gives_up_no_lock_of_the_first(sqlite_url):
    # Closing a descriptor of the database's file would (fcntl): another process that opens and
    # closes the database then takes itself for the last one and deletes the log of writes.
    elsewhere = f"from netwatch.store import Store; Store.open({sqlite_url!r}).devices()"
    with Store.open(sqlite_url) as first:
        first.keep(visit(1))
        Store.open(sqlite_url).close()
        subprocess.run([sys.executable, "-c", elsewhere], check=True)
        first.keep(visit(2))
        with closing(sqlite3.connect(path_of(sqlite_url))) as other:
            assert other.execute("select count(*) from observation").fetchone() == (2,)
