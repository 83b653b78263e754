"""Reading hostile git repositories: every object, and nothing of theirs is run."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from support.histories import START, History

from netwatch.collect import git
from netwatch.collect.git import GitError, Objects, Patience, Repository, running
from netwatch.collect.git_history import steps

PATH = {"PATH": os.environ["PATH"]}


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "repo")


def opened(history):
    return Repository.at(history.folder, PATH)


def told(history, branch="HEAD"):
    return [
        (each.path, each.commit.author, each.commit.subject, each.blob is not None)
        for each in steps(opened(history), branch)
    ]


def test_every_change_is_told_newest_first_with_who_and_when(history):
    history.commit({"a": "1", "g/b": "1"}, START, "Ann", "first")
    history.commit({"a": "2"}, START + timedelta(days=1), "Bob", "second\n\nbody")
    history.commit({}, START + timedelta(days=2), "Eve", "nothing changed")
    history.commit({"a": None}, START + timedelta(days=3), "Ann", "gone")
    mail = "<ann@example.net>"
    assert told(history) == [
        ("a", f"Ann {mail}", "gone", False),
        ("a", f"Bob {mail}", "second", True),
        ("a", f"Ann {mail}", "first", True),
        ("g/b", f"Ann {mail}", "first", True),
    ]
    found = list(steps(opened(history)))
    assert found[1].commit.seconds == int((START + timedelta(days=1)).timestamp())
    with Objects(opened(history), 100) as objects:
        assert [objects.read(each.blob) for each in found if each.blob] == [b"2", b"1", b"1"]


def test_odd_names_and_empty_words_shift_nothing(history):
    names = {"a b\tc": "1", ':100644 "x"': "1", "nl\nnl": "1", "\xe9\u202e": "1"}
    history.commit(names, START, "x", "first")
    _rewritten(history, b"author x <ann@example.net>", b"author  <>", b"first", b"")
    history.commit({"a b\tc": "2"}, START, "A :0 x", ":100644 100644 a b M")
    found = told(history)
    assert sorted({each[0] for each in found}) == sorted(names)
    assert found[0][1:3] == ("A :0 x <ann@example.net>", ":100644 100644 a b M")
    assert {each[1:3] for each in found[1:]} == {("", "")}


def _rewritten(history, *pairs):
    """Put a commit in place of the last one that git itself would refuse to make."""
    raw = history.git("cat-file", "commit", "HEAD").encode()
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in raw
        raw = raw.replace(old, new)
    (history.folder / "../commit").write_bytes(raw)
    name = history.git("hash-object", "-w", "-t", "commit", "--literally", "../commit").strip()
    history.git("update-ref", "HEAD", name)


def test_links_and_submodules_are_not_files(history):
    history.commit({"a": "1"}, START)
    (history.folder / "link").symlink_to("/etc/passwd")
    history.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    history.commit({}, START)
    assert [each[0] for each in told(history)] == ["a"]


def test_a_file_that_becomes_a_link_is_gone(history):
    history.commit({"a": "1"}, START)
    (history.folder / "a").unlink()
    (history.folder / "a").symlink_to("/etc/passwd")
    history.commit({}, START)
    assert [(each[0], each[3]) for each in told(history)] == [("a", False), ("a", True)]


def test_a_merge_tells_what_it_did_to_the_branch(history):
    history.commit({"a": "1"}, START, subject="first")
    history.git("checkout", "-q", "-b", "side")
    history.commit({"b": "1"}, START, subject="aside")
    history.git("checkout", "-q", "main")
    history.git("merge", "-q", "--no-ff", "-m", "merged", "side")
    assert [each[::2] for each in told(history)] == [("b", "merged"), ("a", "first")]


def test_nothing_that_a_repository_names_is_run(history, tmp_path):
    mark = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    program.chmod(0o755)
    history.commit({"a": "1", ".gitattributes": "* diff=evil filter=evil\n"}, START)
    history.commit({"a": "2"}, START)
    evil = {
        "core.fsmonitor": program, "core.pager": program, "core.sshCommand": program,
        "core.gitProxy": program, "core.alternateRefsCommand": program, "diff.external": program,
        "diff.evil.command": program, "diff.evil.textconv": program, "filter.evil.smudge": program,
        "filter.evil.clean": program, "gpg.program": program, "log.showSignature": "true",
        "pager.log": program, "credential.helper": f"!{program}", "alias.log": f"!{program}",
        "core.hooksPath": program.parent, "extensions.partialClone": "origin",
        "remote.origin.promisor": "true", "remote.origin.url": f"ext::{program}",
        "core.repositoryFormatVersion": "1", "protocol.ext.allow": "always",
    }  # fmt: skip
    for name, value in evil.items():
        history.git("config", name, str(value))
    for hook in ("post-checkout", "pre-auto-gc", "reference-transaction"):
        shutil.copy(program, history.folder / ".git/hooks" / hook)
    found = list(steps(opened(history)))
    with Objects(opened(history), 100) as objects:
        assert [objects.read(each.blob) for each in found if each.path == "a"] == [b"2", b"1"]
        assert objects.read("1" * 40) is None  # a missing object: the promise is not redeemed
    assert not mark.exists()


def test_the_callers_environment_reaches_no_git(history, tmp_path, monkeypatch):
    other = History(tmp_path / "other")
    other.commit({"wrong": "1"}, START)
    history.commit({"right": "1"}, START)
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.bare")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "nonsense")
    assert [each[0] for each in told(history)] == ["right"]


def test_a_replacement_does_not_rewrite_the_past(history):
    history.commit({"a": "true\n"}, START)
    forged = history.folder / "forged"
    forged.write_text("forged\n")
    blob = history.git("hash-object", "-w", "forged").strip()
    history.git("replace", history.git("rev-parse", "HEAD:a").strip(), blob)
    with Objects(opened(history), 100) as objects:
        assert objects.read("HEAD:a") == b"true\n"


def test_what_is_no_file_or_too_large_is_none_and_the_next_is_read(history):
    history.commit({"a": "x" * 300_000, "b": "1", "d/c": "1"}, START)
    with Objects(opened(history), 1000) as objects:
        assert objects.read("HEAD:a") is None
        assert objects.read("HEAD:d") is None
        assert objects.read("HEAD:none") is None
        assert objects.read("HEAD:b\nHEAD:a") is None
        assert objects.read("HEAD:b") == b"1"


def test_a_silent_git_is_ended(history):
    with (
        running(opened(history), ("cat-file", "--batch"), asked=True) as process,
        Patience(process, seconds=0.05) as patience,
    ):
        patience.ask()
        assert process.wait(10) == -9


def test_a_damaged_repository_is_one_sentence(history):
    history.commit({"a": "1"}, START)
    for each in (history.folder / ".git/objects").glob("??/*"):
        each.chmod(0o600)
        each.write_bytes(b"damaged")
    with pytest.raises(GitError, match="git cannot read"):
        list(steps(opened(history)))
    with Objects(opened(history), 100) as objects, pytest.raises(GitError, match="git fsck"):
        objects.read("HEAD:a")


def test_a_git_that_ends_is_one_sentence(history):
    history.commit({"a": "1"}, START)
    with Objects(opened(history), 100) as objects:
        objects._process.kill()
        objects._process.wait()
        with pytest.raises(GitError, match="git fsck"):
            objects.read("HEAD:a")


def test_no_repository_no_git_no_branch(history, tmp_path):
    history.commit({"a": "1"}, START)
    with pytest.raises(GitError, match="no git repository"):
        Repository.at(tmp_path, PATH)
    with pytest.raises(GitError, match="install it"):
        Repository.at(history.folder, {"PATH": str(tmp_path)})
    with pytest.raises(GitError, match="nope"):
        list(steps(opened(history), "nope"))
    with pytest.raises(GitError, match="no branch"):
        list(steps(opened(history), "--output=/tmp/x"))


def test_a_bare_repository_is_read(history, tmp_path):
    history.commit({"a": "1"}, START)
    history.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    bare = Repository.at(tmp_path / "bare.git", PATH)
    assert [each.path for each in steps(bare)] == ["a"]


def test_no_git_is_left_running(history):
    history.commit({"a": "1"}, START)
    found = steps(opened(history))
    next(found)
    found.close()
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    names = [Path(f"/proc/{each}/comm").read_text().strip() for each in children]
    assert "git" not in names
    assert git.folder_of(history.folder)
