"""Change windows as pages and over the API: roles, limits, forms, hostile text, work behind."""

import re
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.console import FixedGate, browser
from support.visits import visit

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.model.person import Person, Role
from netwatch.model.window import Baseline, ChangeWindow, DeviceVerdict, Entry, Verdict
from netwatch.parsing.expectation import read_expectation
from netwatch.store.values import Decision

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
EVIL = "<script>alert(1)</script>\u202e"
VIEWER = Person(name="vi", role=Role.VIEWER)
OPERATOR = Person(name="olga", role=Role.OPERATOR)
OF_NYC = Person(name="ny", role=Role.OPERATOR, sites=frozenset({"nyc"}))
INVENTORY = """
defaults: {credentials: none}
credentials: {none: {username: x, password: {env: X}}}
devices:
  - {name: r1, address: 192.0.2.1, platform: cisco_xe, site: nyc, tags: [edge]}
  - {name: r2, address: 192.0.2.2, platform: cisco_xe, site: sfo}
"""


@pytest.fixture
def work(tmp_path):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    given = load_settings(state_dir=tmp_path, inventory=tmp_path / "inventory.yaml")
    with Workspace(given) as work:
        yield work


def window(name="CHG1", devices=("r1", "r2"), expect=("may reload",), title="Upgrade", begin=-HOUR):
    return ChangeWindow(
        name=name, starts=NOW + begin, ends=NOW + begin + 3 * HOUR, devices=devices, title=title,
        expectations=tuple(map(read_expectation, expect)),
    )  # fmt: skip


def opened(work, **given):
    made = window(**given)
    work.store.windows.plan(made, NOW - HOUR)
    names = [each.name for each in work.devices(made.devices)]
    work.store.windows.open(made.name, names, Decision(at=NOW - HOUR, actor="anna"))
    baselines = [Baseline(device=each, taken_at=NOW - HOUR) for each in names]
    work.store.windows.baseline(made.name, baselines)
    return made


def judged(work, name="CHG1", *, what="mirror added: session 1"):
    seen = {"since": NOW - HOUR, "seen_at": NOW}
    found = (
        DeviceVerdict(device="r1", unexpected=(Entry(what=what, diff=(f"+ {what}",)),), **seen),
        DeviceVerdict(device="r2", missing=(Entry(what="reload"),), **seen),
    )
    work.store.windows.judge(Verdict(window=name, at=NOW, devices=found))


def form(**given):
    base = {
        "name": "CHG9", "title": "Move", "devices": "r1", "starts": "", "zone": "UTC",
        "ends": f"{NOW + HOUR:%Y-%m-%dT%H:%M}", "expect": "mirror added: r1 destination Gi1/0/48",
        "when": "planned", "act": "keep",
    }  # fmt: skip
    return {**base, **given}


def actors(work, name):
    """Return who is kept as the actor of each step of a window's life."""
    with sqlite3.connect(work.settings.state_dir / "netwatch.db") as database:
        query = (
            "SELECT kind, actor, note FROM window_event e JOIN change_window w "
            "ON w.id = e.window_id WHERE w.name = ?"
        )
        found = database.execute(query, (name,)).fetchall()
    database.close()
    return found


def test_an_empty_list_says_what_to_do_next(work):
    assert "Announce a change" in browser(work, OPERATOR).get("/windows").text
    page = browser(work, VIEWER).get("/windows").text
    assert "Announce a change" not in page
    assert "No window is open or planned" in page


def test_windows_are_listed_by_state_and_found_by_what_they_say(work):
    opened(work, name="CHG1")
    work.store.windows.plan(window(name="CHG2", begin=9 * HOUR, expect=("user added: bob",)), NOW)
    work.store.windows.plan(window(name="CHG3"), NOW)
    work.store.windows.cancel("CHG3", Decision(at=NOW, actor="anna"))
    client = browser(work, VIEWER)
    for query, shown in {
        "": {"CHG1", "CHG2"}, "?state=open": {"CHG1"}, "?state=planned": {"CHG2"},
        "?state=past": {"CHG3"}, "?state=all": {"CHG1", "CHG2", "CHG3"}, "?q=bob": {"CHG2"},
        "?state=all&q=upgrade": {"CHG1", "CHG2", "CHG3"}, "?q=starts": set(), "?q=%25": set(),
    }.items():  # fmt: skip
        page = client.get(f"/windows{query}").text
        assert set(re.findall(r'href="/windows/(CHG\d)"', page)) == shown, query
    assert client.get("/windows?state=odd").status_code == 422
    assert client.get("/windows?after=guess").status_code == 422


def test_a_long_list_is_turned_by_its_cursor(work):
    for number in range(7):
        work.store.windows.plan(window(name=f"CHG{number}", begin=number * HOUR), NOW)
    client, seen, after = browser(work, VIEWER), [], ""
    while after is not None:
        answer = client.get("/api/v1/windows", params={"limit": 3, "after": after}).json()
        seen += [each["window"] for each in answer["items"]]
        after = answer["next"]
    assert seen == [f"CHG{number}" for number in (6, 5, 4, 3, 2, 1, 0)]


def test_a_name_with_a_slash_has_an_address(work):
    work.store.windows.plan(window(name="weekly/20260308T0000Z"), NOW)
    client = browser(work, VIEWER)
    assert "/windows/weekly~20260308T0000Z" in client.get("/windows").text
    page = client.get("/windows/weekly~20260308T0000Z").text
    assert "<h1>weekly/20260308T0000Z" in page
    assert client.get("/windows/CHG404").status_code == 404


def test_who_looks_only_is_offered_no_act_and_allowed_none(work):
    opened(work)
    client = browser(work, VIEWER)
    assert "<form" not in client.get("/windows/CHG1").text.split("<main")[1]
    assert client.get("/windows/-/new").status_code == 403
    for path in ("-/new", "CHG1/verify", "CHG1/close", "CHG1/open", "CHG1/cancel"):
        assert client.post(f"/windows/{path}", data=form()).status_code == 403, path
        if path != "-/new":
            assert client.post(f"/api/v1/windows/{path}", json={}).status_code == 403, path
    assert client.post("/api/v1/windows", json={}).status_code == 403


def test_of_other_peoples_devices_nothing_is_told(work):
    opened(work, expect=("may reload", "on r2: user added: bob"))
    judged(work)
    work.store.windows.plan(window(name="CHG7", devices=("site:sfo",)), NOW)
    client = browser(work, OF_NYC)
    pages = ("/windows", "/windows?state=all", "/windows/CHG1", "/windows/CHG1/report")
    api = ("", "/CHG1", "/CHG1/so-far", "/CHG1/verdicts")
    for path in (*pages, *(f"/api/v1/windows{each}" for each in api)):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "r2" not in answer.text, path
        assert "bob" not in answer.text, path
        assert "CHG7" not in answer.text, path
    assert "1 more devices" in client.get("/windows/CHG1").text
    assert client.get("/windows/CHG7").text == client.get("/windows/CHG8").text.replace(
        "CHG8", "CHG7"
    )
    for act in ("verify", "close"):
        answer = client.post(f"/windows/CHG1/{act}")
        assert answer.status_code == 403, act
        assert "devices that you may not see" in answer.text


def test_only_ones_own_devices_can_be_announced(work):
    client = browser(work, OF_NYC)
    for devices in ("r2", "r1, r2", "site:sfo", "r9"):
        answer = client.post("/windows/-/new", data=form(devices=devices))
        assert answer.status_code == 422, devices
        assert "that you may" in answer.text
    assert client.post("/windows/-/new", data=form(devices="site:nyc")).status_code == 303
    assert work.store.windows.find("CHG9") is not None


def test_every_wrong_field_is_told_at_once_beside_it(work):
    wrong = form(
        name="a b", devices="r9", ends="2020-01-01T00:00", zone="Mars/Base",
        expect="# comment\n\nmake coffee\ncandidate: /etc/passwd\non r7: reload", title=EVIL,
    )  # fmt: skip
    gate = FixedGate(OPERATOR)
    answer = browser(work, gate=gate).post("/windows/-/new", data=wrong)
    assert answer.status_code == 422
    for name in ("name", "devices", "ends", "zone", "expect"):
        assert f'id="{name}-wrong"' in answer.text, name
        assert re.search(rf'<(input|textarea) id="{name}"[^>]*aria-invalid="true"', answer.text)
    assert "line 3: &#39;make coffee&#39; is no expectation" in answer.text
    assert "line 4: a page cannot name a file of the server" in answer.text
    assert "/etc/passwd" in answer.text  # what was typed stands in the field still
    assert "<script>alert" not in answer.text
    assert (gate.noted, work.store.windows.list()) == ([], ())


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ends": ""}, "say when it ends"),
        ({"starts": "2026-03-29T02:30", "zone": "Europe/Berlin"}, "does not exist"),
        ({"ends": "tomorrow"}, "is no time"),
        ({"ends": f"{NOW + timedelta(days=40):%Y-%m-%dT%H:%M}"}, "more than 31 is no window"),
        ({"devices": " , "}, "name devices"),
        ({"expect": "on r2: reload"}, "about none of the window"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
    ],
)
def test_what_a_window_needs_is_told(work, given, told):
    answer = browser(work, OPERATOR).post("/windows/-/new", data=form(**given))
    assert answer.status_code == 422
    assert told in answer.text


def test_looking_at_what_would_be_announced_keeps_nothing(work):
    work.store.keep(visit(0, device="r1"))
    opened(work, name="CHG1", devices=("r1",))
    gate = FixedGate(OPERATOR)
    given = form(act="look", devices="r1,r2", expect="image version = 17.09.04a\r\nmay reload")
    page = browser(work, gate=gate).post("/windows/-/new", data=given).text
    assert "What it would announce" in page
    assert "\\u000d" not in page
    assert re.search(r"So already:.*?on r1", page, re.DOTALL)
    assert "Nothing is kept yet of r2" in page
    assert 'href="/windows/CHG1"' in page
    assert work.store.windows.find("CHG9") is None
    assert gate.noted == []


def test_a_kept_window_waits_for_its_beginning_and_can_be_called_off(work):
    gate = FixedGate(OPERATOR)
    client = browser(work, gate=gate)
    starts = {"starts": f"{NOW + HOUR:%Y-%m-%dT%H:%M}", "ends": f"{NOW + 2 * HOUR:%Y-%m-%dT%H:%M}"}
    answer = client.post("/windows/-/new", data=form(**starts, by="mallory"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/windows/CHG9")
    assert "Not open yet" in client.get("/windows/CHG9").text
    assert client.post("/windows/CHG9/verify").status_code == 409
    again = client.post("/windows/-/new", data=form(**starts))
    assert "planned already" in again.text
    answer = client.post("/windows/CHG9/cancel", data={"note": "postponed", "by": "mallory"})
    assert answer.status_code == 303
    assert actors(work, "CHG9") == [("cancelled", "olga", "postponed")]
    assert gate.noted == [
        ("window planned", "CHG9", "Move"), ("window cancelled", "CHG9", "postponed"),
    ]  # fmt: skip


def test_closing_without_a_look_names_who_is_signed_in(work):
    opened(work)
    gate = FixedGate(OPERATOR)
    client = browser(work, gate=gate)
    given = {"note": "done", "actor": "mallory", "by": "mallory"}
    assert client.post("/windows/CHG1/close", data=given).status_code == 303
    assert actors(work, "CHG1")[-1] == ("closed", "olga", "done")
    assert gate.noted == [("window closed", "CHG1", "done")]
    assert client.post("/windows/CHG1/close", data=given).status_code == 409
    assert "closed" in client.get("/windows/CHG1").text


def test_a_form_of_elsewhere_changes_nothing(work):
    opened(work)
    client = browser(work, OPERATOR, csrf=False)
    for path in ("-/new", "CHG1/verify", "CHG1/close"):
        assert client.post(f"/windows/{path}", data=form()).status_code == 403
    assert work.store.windows.get("CHG1").closed_at is None
    assert work.store.windows.find("CHG9") is None


def test_hostile_text_is_shown_and_never_run(work):
    opened(work, title=EVIL, expect=(f"user added: {EVIL}",))
    judged(work, what=EVIL)
    client = browser(work, VIEWER)
    for path in ("/windows", "/windows/CHG1", "/windows/CHG1/report"):
        page = client.get(path).text
        assert "<script>alert" not in page, path
        assert "&lt;script&gt;alert(1)" in page, path
        assert "\u202e" not in page, path
        assert "\\u202e" in page, path


def test_the_three_lists_stand_on_the_page_and_on_paper(work):
    opened(work)
    judged(work)
    work.store.windows.judge(Verdict(window="CHG1", at=NOW, devices=(), notes=("looked late",)))
    client = browser(work, VIEWER)
    numbers = [
        each["number"] for each in client.get("/api/v1/windows/CHG1/verdicts").json()["items"]
    ]
    for path in (
        f"/windows/CHG1?verdict={numbers[1]}",
        f"/windows/CHG1/report?verdict={numbers[1]}",
    ):
        page = client.get(path).text
        for title in ("Expected and seen", "Expected and missing", "Seen and not expected"):
            assert title in page, (path, title)
        assert "not as said" in page
        assert "+ mirror added: session 1" in page
    assert "looked late" in client.get("/windows/CHG1/report").text
    assert client.get("/windows/CHG1/report?verdict=999").status_code == 404
    shape = client.get(f"/api/v1/windows/CHG1/verdicts/{numbers[1]}").json()
    assert shape["schema"] == "netwatch/verdict/1"
    assert [len(each["unexpected"]) for each in shape["devices"]] == [1, 0]


def test_what_was_seen_so_far_stands_beside_the_baseline(work):
    base = visit(0, device="r1")
    work.store.keep(base)
    at = base.snapshot.taken_at
    made = replace(window(devices=("r1",)), starts=at, ends=NOW + HOUR)
    work.store.windows.plan(made, at)
    work.store.windows.open("CHG1", ["r1"], Decision(at=at, actor="anna"))
    work.store.windows.baseline("CHG1", [Baseline(device="r1", taken_at=at)])
    client = browser(work, VIEWER)
    assert "not looked at since the baseline" in client.get("/windows/CHG1").text
    later = visit(5, device="r1")
    bare = {"declared": (), "mirrors": ()}
    changed = {"seen": replace(later.seen, **bare), "known": replace(later.known, **bare)}
    work.store.keep(replace(later, **changed))
    page = client.get("/windows/CHG1").text
    assert "mirror removed: session 1" in page
    found = client.get("/api/v1/windows/CHG1/so-far").json()["items"]
    assert found[0]["so_far"]["unexpected"][0]["what"].startswith("mirror removed")


def test_a_part_that_refreshes_itself_asks_for_the_whole_page_when_more_can_be_done(work):
    opened(work)
    client = browser(work, OPERATOR)
    page = client.get("/windows/CHG1").text
    again = re.search(r'hx-get="([^"]+)" hx-trigger="every 10s"', page)[1]
    assert "HX-Refresh" not in client.get(again).headers
    client.post("/windows/CHG1/close")
    assert client.get(again).headers["HX-Refresh"] == "true"
    assert "hx-trigger" not in client.get("/windows/CHG1").text


def test_work_behind_that_fails_is_told_on_the_page(work):
    opened(work)
    client = browser(work, OPERATOR)
    assert client.post("/windows/CHG1/verify").status_code == 303  # X is not in the environment
    until = time.monotonic() + 20
    while "verifying-idle" not in (page := client.get("/windows/CHG1").text) and (
        "ended" not in page and time.monotonic() < until
    ):
        time.sleep(0.02)
    assert "Verifying by olga ended" in page
    assert "notice-bad" in page
    assert client.get("/api/v1/windows/CHG1").json()["errand"]["failed"] is True


def test_the_api_announces_tells_what_is_wrong_and_calls_off(work):
    client = browser(work, OPERATOR)
    body = {"name": "CHG9", "devices": ["r1"], "ends": "x", "expect": ["make coffee"]}
    answer = client.post("/api/v1/windows/forecast", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert "ends: 'x' is no time" in answer.json()["detail"]
    assert "expect: line 1" in answer.json()["detail"]
    body |= {"ends": (NOW + HOUR).isoformat(), "expect": ["user added: bob"], "open": False}
    asked = {name: value for name, value in body.items() if name != "open"}
    forecast = client.post("/api/v1/windows/forecast", json=asked).json()
    assert forecast["expectations"][0]["devices"] == ["r1"]
    made = client.post("/api/v1/windows", json=body)
    assert made.status_code == 201
    assert made.headers["location"] == "/api/v1/windows/CHG9"
    assert made.json()["state"] == "planned"
    assert client.post("/api/v1/windows", json=body).status_code == 422
    assert client.post("/api/v1/windows/CHG9/close", json={}).status_code == 409
    assert client.post("/api/v1/windows/CHG9/cancel", json={}).json()["state"] == "cancelled"
    assert client.get("/api/v1/windows/CHG9/verdicts/1").status_code == 404
