"""Known-good values from a folder of images, and from what real checksum tools write."""

import hashlib
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netwatch.app import known_good_folder
from netwatch.store import Store

CONTENT = b"the image as the vendor made it\n" * 100_000


def known(tmp_path, name):
    with Store.open(f"sqlite:///{tmp_path}/state/netwatch.db") as store:
        return {each.algorithm: each for each in store.known_good({name})}


def put(path, content=CONTENT):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_every_file_is_hashed_three_ways_with_where_it_lay(run, tmp_path):
    put("images/c9300/os.bin")
    put("images/other.bin", b"other")
    put("images/.hidden/os2.bin")
    result = run("import", "known-good", "images", "--model", "C9300*")
    assert result.code == 0
    assert "images: 2 files hashed, 6 values of them new" in result.err
    found = known(tmp_path, "OS.BIN")
    assert {name: each.digest for name, each in found.items()} == {
        name: hashlib.new(name, CONTENT).hexdigest() for name in ("sha512", "sha256", "md5")
    }
    assert {each.source for each in found.values()} == {
        f"{tmp_path}/images/c9300/os.bin (hashed here)"
    }
    assert {each.models for each in found.values()} == {("C9300*",)}
    assert all(each.imported_at.date() == datetime.now(UTC).date() for each in found.values())
    assert known(tmp_path, "os2.bin") == {}
    assert "0 values of them new" in run("import", "known-good", "images", "--model", "C9300*").err


def test_a_link_that_leads_out_is_left_out(run, tmp_path):
    put("outside/secret.bin")
    put("images/os.bin")
    Path("images/out.bin").symlink_to("../outside/secret.bin")
    Path("images/alias.bin").symlink_to("os.bin")
    Path("images/folder").symlink_to("../outside")
    Path("images/dangling.bin").symlink_to("nowhere")
    result = run("import", "known-good", "images")
    assert "2 files hashed" in result.err
    assert "out.bin: a link that leads out" in result.err
    assert "dangling.bin: not a plain file" in result.err
    assert known(tmp_path, "alias.bin")
    assert known(tmp_path, "out.bin") == known(tmp_path, "secret.bin") == {}


def test_a_pipe_holds_nothing_up(run):
    put("images/os.bin")
    os.mkfifo("images/pipe.bin")
    result = run("import", "known-good", "images")
    assert "1 files hashed" in result.err
    assert "pipe.bin: not a plain file" in result.err


def test_large_files_are_read_in_pieces(run, tmp_path, monkeypatch):
    monkeypatch.setattr(known_good_folder, "_CHUNK", 1000)
    put("images/os.bin")
    run("import", "known-good", "images")
    assert known(tmp_path, "os.bin")["md5"].digest == hashlib.md5(CONTENT).hexdigest()


def test_a_file_that_a_published_list_contradicts_is_left_out(run, tmp_path):
    put("images/os.bin", b"patched")
    put("images/fine.bin")
    # An equal MD5 excuses no other SHA-512.
    Path("SUMS").write_text(
        f"{'ab' * 64}  os.bin\n{hashlib.md5(b'patched').hexdigest()}  os.bin\n"
        f"{hashlib.sha512(CONTENT).hexdigest()}  fine.bin\n"
    )
    run("import", "known-good", "SUMS")
    result = run("import", "known-good", "images")
    assert "1 files hashed" in result.err
    assert "os.bin: another hash than SUMS:1 has for this name" in result.err
    assert "sha256" not in known(tmp_path, "os.bin")
    assert "sha256" in known(tmp_path, "fine.bin")


def test_a_new_release_under_an_old_name_may_follow(run):
    put("images/packages.conf", b"one")
    run("import", "known-good", "images")
    put("images/packages.conf", b"two")
    assert "3 values of them new" in run("import", "known-good", "images").err


@pytest.mark.parametrize("words", [("--unsigned",), ("--signature", "x", "--certificate", "y")])
def test_a_folder_has_no_signature(run, words):
    put("images/os.bin")
    assert run("import", "known-good", "images", *words).code == 2


def test_an_empty_folder_says_so(run):
    Path("images").mkdir()
    result = run("import", "known-good", "images")
    assert result.code == 2
    assert "no file to hash" in result.err


@pytest.mark.parametrize(
    "words",
    [
        ("sha512sum",), ("sha256sum",), ("md5sum",), ("sha512sum", "--tag"), ("md5sum", "--binary"),
    ],
)  # fmt: skip
def test_what_coreutils_write_is_read_whole(run, tmp_path, words):
    if shutil.which(words[0]) is None:
        pytest.skip(f"no {words[0]} here")
    names = ("os.bin", "a name with blanks.bin", "*odd (1).bin")
    for name in names:
        put(f"images/{name}", name.encode())
    done = subprocess.run(
        [*words, *names], cwd="images", capture_output=True, check=True, text=True
    )
    Path("SUMS").write_text(done.stdout)
    result = run("import", "known-good", "SUMS")
    assert "SUMS: 3 values, 3 of them new" in result.err
    algorithm = words[0].removesuffix("sum")
    for number, name in enumerate(names, 1):
        found = known(tmp_path, name)[algorithm]
        assert found.digest == hashlib.new(algorithm, name.encode()).hexdigest()
        assert found.source == f"SUMS:{number}"


def test_a_hash_alone_speaks_of_the_file_its_list_is_named_after(run, tmp_path):
    digest = hashlib.sha512(CONTENT).hexdigest()
    Path("os.bin.sha512").write_text(f"{digest}\n")
    run("import", "known-good", "os.bin.sha512")
    assert known(tmp_path, "os.bin")["sha512"].source == "os.bin.sha512:1"
    Path("hashes.txt").write_text(f"{digest}\n")
    assert run("import", "known-good", "hashes.txt").code == 2
