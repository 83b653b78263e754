"""The frame of the console: who gets in, what every answer carries, how text is printed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import APIRouter
from support.console import CSRF, FixedGate, browser

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.model.device import Device
from netwatch.model.person import Person, Role
from netwatch.web.asked import Approver, Viewer
from netwatch.web.rendering import ago, link, shown

INVENTORY = """
defaults: {credentials: none}
credentials: {none: {username: x, password: {env: X}}}
devices:
  - {name: r1, address: 192.0.2.1, platform: cisco_ios, site: nyc, tags: [edge]}
  - {name: r2, address: 192.0.2.2, platform: cisco_ios, site: sfo}
"""


@pytest.fixture
def work(tmp_path):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    given = load_settings(state_dir=tmp_path, inventory=tmp_path / "inventory.yaml")
    with Workspace(given) as work:
        yield work


def _probe():
    """Return routes that tell what a handler learns of who asks."""
    router = APIRouter()

    @router.get("/probe/{name}")
    def look(asked: Viewer, name: str) -> dict[str, object]:
        device = asked.device(name)
        return {"device": device and device.name, "limit": sorted(asked.limit() or ())}

    @router.post("/probe")
    def act(asked: Approver) -> str:
        asked.note("tried", "it")
        return asked.came_from

    return router


def test_nobody_is_sent_to_sign_in_and_back(work):
    answer = browser(work, None).get("/?site=nyc")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    answer = browser(work, None).get("/nav", headers={"hx-request": "true"})
    assert answer.status_code == 404


def test_every_answer_carries_the_headers_that_bind_a_browser(work):
    for path in ("/", "/nowhere", "/static/netwatch.css", "/api/v1/openapi.json", "/healthz"):
        headers = browser(work).get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        kept = path.startswith("/static/")
        assert ("immutable" if kept else "no-store") in headers["cache-control"]


def test_no_page_holds_inline_script_or_style(work):
    page = browser(work).get("/").text
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page)


def test_a_form_needs_the_sessions_own_token(work):
    gate = FixedGate(routers=(_probe(),))
    stranger = browser(work, gate=gate, csrf=False)
    assert stranger.post("/probe").status_code == 403
    assert stranger.post("/probe", data={"csrf": "guess"}).status_code == 403
    assert gate.noted == []
    assert stranger.post("/probe", data={"csrf": CSRF}).status_code == 200
    assert browser(work, gate=gate).post("/probe").status_code == 200
    assert gate.noted == [("tried", "it", "")] * 2


@pytest.mark.parametrize(
    ("came", "back"),
    [
        ("http://testserver/map?site=nyc", "/map?site=nyc"),
        ("http://elsewhere/map", "/"),
        ("http://testserver//elsewhere/", "/"),
        (None, "/"),
    ],
)
def test_the_way_back_leads_nowhere_else(work, came, back):
    client = browser(work, gate=FixedGate(routers=(_probe(),)))
    headers = {"referer": came} if came else {}
    assert client.post("/probe", headers=headers).json() == back


def test_a_role_that_is_too_small_is_told_which_it_takes(work):
    gate = FixedGate(Person(name="vi", role=Role.OPERATOR), routers=(_probe(),))
    answer = browser(work, gate=gate).post("/probe")
    assert answer.status_code == 403
    assert "takes the role approver; you have operator" in answer.text


def test_what_a_person_may_not_see_looks_like_what_is_not_there(work):
    person = Person(name="ny", sites=frozenset({"nyc"}))
    client = browser(work, gate=FixedGate(person, routers=(_probe(),)))
    assert client.get("/probe/r1").json() == {"device": "r1", "limit": ["r1"]}
    hidden, missing = client.get("/probe/r2"), client.get("/probe/r9")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.text.replace("r2", "r9") == missing.text
    everyone = browser(work, gate=FixedGate(routers=(_probe(),)))
    assert everyone.get("/probe/r9").json() == {"device": None, "limit": []}


def test_limits_by_site_and_by_tag_add_up():
    person = Person(name="x", sites=frozenset({"sfo"}), tags=frozenset({"edge"}))
    edge = Device(name="a", address="192.0.2.1", platform="p", site="nyc", tags=("edge",))
    other = Device(name="b", address="192.0.2.2", platform="p", site="nyc")
    assert person.sees(edge)
    assert not person.sees(other)
    assert not person.sees(None)


def test_the_theme_is_kept_for_a_page_and_nothing_else_is(work):
    client = browser(work)
    assert client.post("/preferences/theme", data={"theme": "dark"}).status_code == 303
    assert 'data-theme="dark"' in client.get("/").text
    client.post("/preferences/theme", data={"theme": '"><x'})
    assert "data-theme" not in client.get("/").text


def test_hidden_characters_are_printed_as_what_they_are():
    assert shown("a\u202eb\x1b[0m") == "a\\u202eb\\u001b[0m"
    assert shown(3) == 3


def test_addresses_leave_out_what_is_empty():
    assert link("/findings", site="n y", rule=None, text="") == "/findings?site=n+y"
    assert link("/findings", severity=["high", "low"]) == "/findings?severity=high&severity=low"
    assert link("/findings") == "/findings"


def test_times_are_told_in_one_unit():
    now = datetime(2026, 1, 2, tzinfo=UTC)
    told = [ago(now - timedelta(minutes=each), now) for each in (0, 1, 119, 120, 3000, -30)]
    assert told == [
        "just now",
        "1 min ago",
        "119 min ago",
        "2 hours ago",
        "2 days ago",
        "in 30 min",
    ]
