"""The repository netwatch writes, as git itself reads it."""

import subprocess
from datetime import timedelta

import pytest
from support.histories import ERSPAN, SECRET, START, History, config

DAY = timedelta(days=1)


def git(folder, *words):
    done = subprocess.run(
        ["git", f"--git-dir={folder}", *words], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture
def kept(run, tmp_path):
    history = History(tmp_path / "oxidized")
    history.commit({"rtr1": config("rtr1"), "rtr2": config("rtr2")}, START, "oxidized", "first")
    history.commit({"rtr1": config("rtr1", ERSPAN)}, START + DAY, "Eve <x", "lunch")
    run("import", "oxidized", "oxidized")
    return history


def test_a_file_a_device_a_commit_a_version(run, kept, tmp_path):
    done = run("export", "git", "out.git")
    assert "3 commits added, 2 devices" in done.err
    log = git("out.git", "log", "--format=%an %ad %cn %s", "--date=short")
    assert log.split("\n")[:3] == [
        "Eve x 2024-01-02 netwatch lunch", "oxidized 2024-01-01 netwatch first",
        "oxidized 2024-01-01 netwatch first",
    ]  # fmt: skip
    assert git("out.git", "ls-tree", "--name-only", "main").split() == ["rtr1", "rtr2"]
    text = git("out.git", "show", "main:rtr1")
    assert "203.0.113.66" in text
    assert SECRET not in text
    assert git("out.git", "fsck", "--strict") == ""


def test_it_goes_on_and_is_the_same_everywhere(run, kept):
    run("export", "git", "one.git")
    assert "0 commits added" in run("export", "git", "one.git").err
    kept.commit({"rtr2": config("rtr2", "", "new")}, START + 2 * DAY)
    run("import", "oxidized", "oxidized")
    assert "1 commits added" in run("export", "git", "one.git").err
    run("export", "git", "two.git")
    assert git("one.git", "rev-parse", "main") == git("two.git", "rev-parse", "main")
    git("one.git", "gc", "-q")
    assert "0 commits added" in run("export", "git", "one.git").err


def test_it_comes_back_as_it_went_out(run, kept):
    run("export", "git", "out.git")
    words = ("--state-dir", "other", "import", "oxidized", "out.git", "-f", "json")
    assert {e["device"]: e["kept"] for e in run(*words).json["devices"]} == {"rtr1": 2, "rtr2": 1}


def test_a_repository_of_somebody_else_is_left_alone(run, kept):
    refused = run("export", "git", "oxidized")
    assert refused.code == 2
    assert "name a new folder" in refused.err
