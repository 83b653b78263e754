"""The part of the service that lets the search catch up."""

import time

import pytest
from support.visits import visit

from netwatch.app.index_keeper import IndexKeeper
from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.store.line_values import LineQuery


def waits(condition, seconds=10):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def found(work, text):
    return bool(work.store.lines.search(LineQuery(literals=(text,))).lines)


@pytest.fixture
def work(tmp_path):
    with Workspace(load_settings(state_dir=tmp_path)) as work:
        work.store.keep(visit(0))
        yield work


def test_what_is_kept_becomes_findable_by_itself(work):
    keeper = IndexKeeper(work, pytest.fail, leading=lambda: True, look_s=0.02)
    keeper.start()
    waits(lambda: found(work, "uplink 7919"))
    work.store.keep(visit(1, text="hostname core-rtr1\n banner of the second visit\nend\n"))
    waits(lambda: found(work, "second visit"))
    assert keeper.trouble() is None
    keeper.stop()


def test_who_does_not_lead_leaves_it_to_the_other(work):
    asked = []
    keeper = IndexKeeper(work, pytest.fail, leading=lambda: asked.append(1), look_s=0.01)
    keeper.start()
    waits(lambda: len(asked) > 3)
    keeper.stop()
    assert not found(work, "uplink 7919")


def test_a_store_that_cannot_be_opened_is_said_once(tmp_path):
    said, looked = [], []
    (tmp_path / "file").touch()
    gone = f"sqlite:///{tmp_path}/file/netwatch.db"
    with Workspace(load_settings(state_dir=tmp_path, database_url=gone)) as work:
        keeper = IndexKeeper(
            work, said.append, leading=lambda: looked.append(1) or True, look_s=0.01
        )
        keeper.start()
        waits(lambda: len(looked) > 3)
        keeper.stop()
    assert len(said) == 1
    assert said[0].startswith("the search index is behind: ")
