"""Schedules: how they stand, who may act, what a limited person learns, runs behind the page."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from support.console import FixedGate, browser

from netwatch.app.schedules import sync
from netwatch.app.settings import load_settings
from netwatch.app.timetable import timetable
from netwatch.app.workspace import Workspace
from netwatch.model.person import Person, Role
from netwatch.store.run_values import RunStatus

EVIL = "<script>alert(1)</script>\u202e"
VIEWER = Person(name="vi", role=Role.VIEWER)
OPERATOR = Person(name="olga", role=Role.OPERATOR)
OF_NYC = Person(name="ny", role=Role.OPERATOR, sites=frozenset({"nyc"}))
INVENTORY = """
defaults: {credentials: none}
credentials: {none: {username: x, password: {env: X}}}
devices:
  - {name: r1, address: 192.0.2.1, platform: cisco_xe, site: nyc}
"""
SCHEDULES = """
schedules:
  - {name: nightly, what: sweep, cron: "0 2 * * *"}
  - {name: tidy, what: retention, every: 1d}
"""


@pytest.fixture
def work(tmp_path):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "schedules.yaml").write_text(SCHEDULES)
    given = load_settings(state_dir=tmp_path, inventory=tmp_path / "inventory.yaml")
    with Workspace(given) as work:
        yield work


def ran(work, name, status, said, *, hours=1):
    # Not when this file was read: what is due soon after would be missed by the end of a long run.
    now = datetime.now(UTC)
    sync(work, timetable(work.settings), now)
    kept = next(each for each in work.store.schedules.all() if each.name == name)
    due, later = now - timedelta(hours=hours), now + timedelta(hours=9)
    claim = work.store.schedules.claim(kept, due, later, owner="o", now=due)
    if status is not RunStatus.RUNNING:
        work.store.schedules.finish(claim, status, said, due + timedelta(minutes=1))


def test_looking_makes_no_schedule_stand_in_the_table(work):
    page = browser(work, VIEWER).get("/schedules").text
    assert "nightly" in page
    assert "never ran" in page
    assert "Nothing has run yet" in page
    assert work.store.schedules.all() == ()


def test_runs_and_what_went_wrong_are_told(work):
    ran(work, "nightly", RunStatus.DONE, "10 devices: 10 ok", hours=30)
    ran(work, "nightly", RunStatus.FAILED, EVIL)
    client = browser(work, VIEWER)
    page = client.get("/schedules").text
    assert "✕</span> failed" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "\u202e" not in page
    only = client.get("/schedules?name=nightly&status=done").text
    assert "10 devices: 10 ok" in only.split('id="runs"')[1]
    assert "&lt;script&gt;" not in only.split('id="runs"')[1]
    assert client.get("/schedules?name=&status=").status_code == 200
    assert client.get("/schedules?status=odd").status_code == 422
    runs = client.get("/api/v1/schedules/runs?limit=1").json()
    assert (runs["items"][0]["status"], runs["total"]) == ("failed", 2)
    rest = client.get("/api/v1/schedules/runs", params={"after": runs["next"]}).json()
    assert [each["status"] for each in rest["items"]] == ["done"]
    board = client.get("/api/v1/schedules").json()
    assert {each["name"]: each["trouble"] for each in board["schedules"]}["nightly"] == "failed"


def test_only_an_operator_is_offered_and_allowed_to_act(work):
    assert "Run now" in browser(work, OPERATOR).get("/schedules").text
    client = browser(work, VIEWER)
    assert "Run now" not in client.get("/schedules").text
    for act in ("run", "pause", "resume"):
        assert client.post(f"/schedules/nightly/{act}").status_code == 403
        assert client.post(f"/api/v1/schedules/nightly/{act}").status_code == 403
    stranger = browser(work, OPERATOR, csrf=False)
    assert stranger.post("/schedules/nightly/pause").status_code == 403


def test_who_sees_some_devices_learns_nothing_of_the_others_and_decides_nothing(work):
    ran(work, "nightly", RunStatus.FAILED, "core-rtr9 was unreachable")
    client = browser(work, OF_NYC)
    for path in ("/schedules", "/api/v1/schedules", "/api/v1/schedules/runs"):
        assert "core-rtr9" not in client.get(path).text, path
    assert "Run now" not in client.get("/schedules").text
    for act in ("run", "pause", "resume"):
        assert client.post(f"/schedules/nightly/{act}").status_code == 403


def test_a_schedule_rests_until_it_is_resumed(work):
    gate = FixedGate(OPERATOR)
    client = browser(work, gate=gate)
    assert client.post("/schedules/nightly/pause").status_code == 303
    assert "paused" in client.get("/schedules").text
    assert client.post("/api/v1/schedules/nightly/resume").status_code == 204
    assert not any(each.paused for each in work.store.schedules.all())
    assert client.post("/schedules/weekly/pause").status_code == 404
    assert gate.noted == [("schedule paused", "nightly", ""), ("schedule resumed", "nightly", "")]


def test_a_run_goes_on_behind_the_page_and_counts_as_the_latest(work):
    gate = FixedGate(OPERATOR)
    client = browser(work, gate=gate)
    assert client.post("/schedules/tidy/run").headers["location"] == "/schedules"
    until = time.monotonic() + 20
    while time.monotonic() < until:
        board = client.get("/api/v1/schedules").json()["schedules"]
        tidy = next(each for each in board if each["name"] == "tidy")
        if tidy["errand"]["ended"]:
            break
        time.sleep(0.02)
    assert tidy["last"]["status"] == "done"
    assert tidy["errand"]["failed"] is False
    assert tidy["errand"]["by"] == "olga"
    assert gate.noted == [("schedule run", "tidy", "")]


def test_what_runs_already_is_not_run_twice(work):
    ran(work, "nightly", RunStatus.RUNNING, "")
    client = browser(work, OPERATOR)
    page = client.get("/schedules").text
    assert 'hx-trigger="every 5s"' in page
    assert client.post("/schedules/nightly/run").status_code == 409
    assert client.post("/schedules/weekly/run").status_code == 404
