"""Known-good values: kept once, with where they came from, found by name."""

import pytest
from alembic import command
from sqlalchemy import text
from support.visits import DEVICE, START, visit

from netwatch.model.image import Measurement
from netwatch.model.known_good import KnownKind, KnownValue, TrustRoot
from netwatch.store import Store, migrate
from netwatch.store.database import Database
from netwatch.store.errors import StoreVersionError


def value(name="OS.bin", digest="ab" * 64, **more):
    more.setdefault("kind", KnownKind.FILE)
    return KnownValue(name=name, algorithm="sha512", digest=digest, **more)


def test_found_by_name_whatever_its_case(store):
    listed = [value(line=3, model="C9300*", version="17.09.04a"), value("other.bin", line=4)]
    assert store.keep_known_good(listed, source="hashes.csv", at=START) == 2
    (found,) = store.known_good({"os.BIN"})
    assert (found.file, found.algorithm, found.digest) == ("OS.bin", "sha512", "ab" * 64)
    assert (found.models, found.version) == (("C9300*",), "17.09.04a")
    assert found.source == "hashes.csv:3"
    assert store.known_good(()) == ()


def test_a_second_import_adds_only_what_is_new(store):
    store.keep_known_good([value(line=1)], source="first", at=START)
    again = [value(line=9), value(digest="cd" * 64, line=10)]
    assert store.keep_known_good(again, source="second", at=START) == 1
    assert [each.source for each in store.known_good({"os.bin"})] == ["first:1", "second:10"]


def test_what_was_measured_at_boot_is_no_file(store):
    store.keep_known_good([value("17.9", kind=KnownKind.OS)], source="kgv", at=START)
    assert store.known_good({"17.9"}) == ()


def test_a_list_that_breaks_off_leaves_nothing(store):
    def broken():
        yield from (value(f"{number}.bin") for number in range(1500))
        raise ValueError("the list ends here")

    with pytest.raises(ValueError, match="ends here"):
        store.keep_known_good(broken(), source="broken", at=START)
    assert store.known_good({"0.bin"}) == ()


def test_a_long_list_and_many_names(store):
    listed = [value(f"{number}.bin", line=number + 1) for number in range(2500)]
    assert store.keep_known_good(listed, source="long", at=START) == 2500
    assert len(store.known_good({f"{number}.bin" for number in range(1200)})) == 1200


def test_the_first_schema_is_upgraded_with_what_it_holds(url):
    database = Database.open(url)
    with database.writing() as connection:
        command.upgrade(migrate.configured(connection), "0001")
    database.close()
    with pytest.raises(StoreVersionError, match="older netwatch"):
        Store.open(url)
    migrate.upgrade(url)
    migrate.check(url)
    with Store.open(url) as store:
        store.keep(visit(0))
        store.keep_known_good([value()], source="list", at=START)
    migrate.upgrade(url)
    with Store.open(url) as store:
        assert store.known_state(DEVICE) == visit(0).known
        assert len(store.known_good({"os.bin"})) == 1


def test_going_back_takes_only_the_known_values(url):
    migrate.upgrade(url)
    with Store.open(url) as store:
        store.keep(visit(0))
    database = Database.open(url)
    with database.writing() as connection:
        command.downgrade(migrate.configured(connection), "0001")
        assert connection.execute(text("SELECT name FROM device")).scalar() == DEVICE
    database.close()
    migrate.upgrade(url)
    migrate.check(url)


def test_boot_stages_are_found_by_version_or_digest(store):
    listed = [
        value("16.2(2r)", "ab" * 64, kind=KnownKind.BOOTLOADER, model="ISR4000"),
        value("17.1(1r)", "cd" * 64, kind=KnownKind.BOOTLOADER),
        value("17.2(1r)", "ef" * 64, kind=KnownKind.BOOTLOADER),
        value("16.2(2r)", "ab" * 64),
    ]
    store.keep_known_good(listed, source="kgv", at=START)
    measured = [
        Measurement("bootloader", "16.2(2R)", "00" * 64),
        Measurement("bootloader", None, "cd" * 64),
    ]
    found = store.known_measurements(measured)
    assert [(each.kind, each.name, each.model) for each in found] == [
        (KnownKind.BOOTLOADER, "16.2(2r)", "ISR4000"),
        (KnownKind.BOOTLOADER, "17.1(1r)", ""),
    ]
    assert store.known_measurements(()) == ()


def test_a_root_is_kept_once_with_its_first_source(store):
    def root(source):
        return TrustRoot(pem="PEM", subject="CN=root", fingerprint="ab" * 32, source=source)

    assert store.trust_roots() == ()
    assert store.keep_trust_roots([root("first.pem")], at=START) == 1
    assert store.keep_trust_roots([root("second.pem")], at=START) == 0
    assert store.trust_roots() == (root("first.pem"),)
