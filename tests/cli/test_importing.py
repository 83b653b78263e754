"""netwatch import, as a person types it."""

from pathlib import Path

from alembic import command

from netwatch.store import Store, migrate
from netwatch.store.database import Database

SHA512, SHA256 = "ab" * 64, "cd" * 32


def images(tmp_path, name="os.bin"):
    with Store.open(f"sqlite:///{tmp_path}/state/netwatch.db") as store:
        return store.known_good({name})


def test_a_checksum_list(run, tmp_path):
    Path("SUMS").write_text(f"# ours\n{SHA512}  os.bin\n{SHA256} *os.bin\nwhat is this\n")
    first = run("import", "known-good", "SUMS", "--model", "C9300*")
    assert first.code == 0
    assert "SUMS: 2 values, 2 of them new" in first.err
    assert "1 lines were not understood (line 4" in first.err
    found = images(tmp_path)
    assert [each.source for each in found] == ["SUMS:2", "SUMS:3"]
    assert {each.models for each in found} == {("C9300*",)}


def test_a_bulk_hash_file_with_a_mark_at_its_start(run, tmp_path):
    row = f"os.bin,{'ef' * 16},{SHA512},,Active,1000\r\n"
    Path("BulkHash.csv").write_bytes(b"\xef\xbb\xbf" + row.encode() * 2)
    assert "4 values, 2 of them new" in run("import", "known-good", "BulkHash.csv").err
    assert {each.algorithm for each in images(tmp_path)} == {"md5", "sha512"}


def test_a_line_without_end_is_passed_over(run, tmp_path):
    Path("SUMS").write_text(f"{'x' * 100_000}\n{SHA512}  os.bin\n")
    assert "1 values, 1 of them new" in run("import", "known-good", "SUMS").err
    assert [each.source for each in images(tmp_path)] == ["SUMS:2"]


def test_what_cannot_be_imported_says_what_to_do(run):
    Path("letter.txt").write_text("Dear all\n")
    for name, words in (("letter.txt", "holds no checksum"), ("missing", "cannot read missing")):
        result = run("import", "known-good", name)
        assert result.code == 2
        assert words in result.err


def test_a_database_of_the_first_schema_asks_for_the_upgrade(run, tmp_path):
    Path("SUMS").write_text(f"{SHA512}  os.bin\n")
    (tmp_path / "state").mkdir()
    database = Database.open(f"sqlite:///{tmp_path}/state/netwatch.db")
    with database.writing() as connection:
        command.upgrade(migrate.configured(connection), "0001")
    database.close()
    refused = run("import", "known-good", "SUMS")
    assert refused.code == 2
    assert "netwatch db upgrade" in refused.err
    assert run("db", "upgrade").code == 0
    assert "1 of them new" in run("import", "known-good", "SUMS").err
