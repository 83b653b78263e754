"""Planned windows open and close by themselves, on the leading server alone."""

import threading
from datetime import UTC, datetime

import pytest

from netwatch.app import window_keeper
from netwatch.app.settings import Settings
from netwatch.app.window_keeper import WindowKeeper
from netwatch.app.windows import Due
from netwatch.app.workspace import Workspace
from netwatch.model.errors import NetwatchError
from netwatch.model.window import Verdict

NOW = datetime.now(UTC)


@pytest.fixture
def keep(tmp_path, monkeypatch):
    """Run a keeper whose looks do ``act``; return what it said once it looked twice."""

    def go(act, leading=lambda: True):
        said, looks, twice = [], [], threading.Event()

        def acted(work, now):
            looks.append(now)
            if len(looks) >= 2:
                twice.set()
            return act()

        monkeypatch.setattr(window_keeper, "open_due", acted)
        monkeypatch.setattr(window_keeper, "close_due", lambda work, now: Due())
        work = Workspace(Settings(state_dir=tmp_path))
        keeper = WindowKeeper(work, said.append, leading=leading, look_s=0.01)
        keeper.start()
        looked = twice.wait(10 if leading() else 0.3)
        keeper.stop()
        assert keeper.trouble() is None
        return said, looked

    return go


def test_verdicts_are_said_in_words(keep):
    said, _ = keep(lambda: Due(verdicts=(Verdict(window="CHG7", at=NOW, devices=()),)))
    assert said[0] == "change window CHG7 is closed: something could not be observed"


def test_a_problem_is_said_once(keep):
    said, looked = keep(lambda: Due(problems=("CHG7: no device core-rtr9",)))
    assert looked
    assert said == ["CHG7: no device core-rtr9"]


def test_a_store_that_is_gone_ends_nothing(keep):
    def gone():
        raise NetwatchError("the store is gone")

    said, looked = keep(gone)
    assert looked
    assert said == ["change windows cannot be looked after: the store is gone"]


def test_a_server_that_does_not_lead_leaves_windows_alone(keep):
    assert keep(Due, leading=lambda: False) == ([], False)
