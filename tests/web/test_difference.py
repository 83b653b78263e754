"""The pages and the API of a difference, and of one whole text."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from support.console import FixedDesk, FixedGate, browser

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.model.person import Person, Role
from netwatch.model.snapshot import Artifact, Snapshot
from netwatch.read import read_device
from netwatch.registry import platform
from netwatch.store.values import Visit
from netwatch.web.app import create_app
from netwatch.web.asked import Console
from netwatch.web.machine import Served
from netwatch.web.server import WebServer

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
INVENTORY = """
defaults: {credentials: none}
credentials: {none: {username: x, password: {env: X}}}
devices:
  - {name: r1, address: 192.0.2.1, platform: cisco_xe, site: nyc}
  - {name: r2, address: 192.0.2.2, platform: cisco_xe, site: sfo}
"""
BASE = (
    "hostname r1\n"
    + "".join(f"interface Gi{n}\n description port {n}\n!\n" for n in range(200))
    + """monitor session 52 type erspan-source
 source interface Gi1
 no shutdown
 destination
  erspan-id 101
  ip address 192.0.2.50
!
snmp-server community <secret:aaaaaaaaaaaa> RO
end
"""
)
EVIL = '<script>alert(1)</script> "onload=\u202e\u0007'
AFTER = (
    BASE.replace("192.0.2.50", "203.0.113.9")
    .replace("aaaaaaaaaaaa", "bbbbbbbbbbbb")
    .replace(" description port 7\n", f" description {EVIL}\n")
)


def visit(work, name, text, at):
    ios = platform("cisco_xe")
    artifact = Artifact("running-config", "show running-config", text)
    snapshot = Snapshot(device=name, platform=ios.name, taken_at=at, artifacts=(artifact,))
    state = read_device(ios, snapshot)
    work.store.keep(Visit(snapshot=snapshot, seen=state, known=state))


@pytest.fixture
def work(tmp_path):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    given = load_settings(state_dir=tmp_path, inventory=tmp_path / "inventory.yaml")
    with Workspace(given) as work:
        visit(work, "r1", BASE, START)
        visit(work, "r1", AFTER, START + timedelta(hours=1))
        visit(work, "r2", BASE.replace("hostname r1", "hostname r2"), START)
        yield work


def get(work, path, **more):
    answer = browser(work, **more).get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("view", ["unified", "split"])
def test_meaning_first_then_the_text_under_its_parents(work, view):
    page = get(work, f"/devices/r1/diff?view={view}")
    sentence = "mirror session 52: destination 192.0.2.50 -&gt; 203.0.113.9"
    assert page.index(sentence) < page.index('class="diff"')
    parents = re.findall(r'class="diff-parents">(.*?)</div>', page, re.DOTALL)
    assert any("monitor session 52" in each for each in parents)
    assert "<del>192.0.2.50</del>" in page
    assert "<ins>203.0.113.9</ins>" in page
    assert "secret changed" in page
    assert len(page) < 60_000


def test_device_text_stays_text(work):
    for path in ("/devices/r1/diff", "/devices/r1/diff?view=split", "/devices/r1/config"):
        page = get(work, path)
        assert "<script>alert" not in page
        assert "\u202e" not in page
        assert "\\u202e" in page
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|<[^>]*\sonload", page)


def test_a_fold_opens_as_a_part_and_as_a_page(work):
    page = get(work, "/devices/r1/diff")
    (address, *_) = re.findall(r'hx-get="([^"]+)"', page)
    address = address.replace("&amp;", "&")
    part = browser(work).get(address, headers={"hx-request": "true"}).text
    assert "<html" not in part
    count = int(re.search(r"count=(\d+)", address)[1])
    assert part.count('class="diff-line') == count
    assert "<html" in get(work, address)


def test_two_devices_and_any_two_versions(work):
    page = get(work, "/devices/r1/diff?with=r2")
    assert "only on" not in page
    assert "hostname" in page
    api = browser(work).get("/api/v1/devices/r1/versions").json()
    new, old = (each["digest"] for each in api)
    back = browser(work).get(f"/api/v1/devices/r1/diff?old={new}&new={old}").json()
    told = [each["text"] for each in back["summary"]]
    assert "mirror session 52: destination 203.0.113.9 -> 192.0.2.50" in told
    assert back["counts"]["changed"] == 1
    assert back["counts"]["secrets"] == 1
    assert len(back["change_id"]) == 16


def test_one_version_and_none(work):
    assert "One version only" in get(work, "/devices/r2/diff")
    assert browser(work).get("/devices/r1/diff?topic=nope").status_code == 404
    assert browser(work).get("/devices/r1/diff?old=zz").status_code == 404
    assert browser(work).get("/devices/r9/config").status_code == 404


def test_whom_a_person_may_not_see_stays_hidden_on_either_side(work):
    limited = Person(name="eve", role=Role.VIEWER, sites=frozenset({"nyc"}))
    for path in ("/devices/r2/diff", "/devices/r1/diff?with=r2", "/devices/r2/config"):
        assert browser(work, limited).get(path).status_code == 404
        assert browser(work, limited).get(f"/api/v1{path}").status_code == 404
    assert 'value="r2"' not in get(work, "/devices/r1/diff", person=limited)
    assert 'value="r2"' in get(work, "/devices/r1/diff")


def test_the_whole_text_has_an_anchor_a_line_and_an_index(work):
    page = get(work, "/devices/r1/config")
    number = AFTER.split("\n").index("monitor session 52 type erspan-source") + 1
    assert f'id="L{number}"' in page
    assert f'<a href="#L{number}"><code>monitor session 52 type erspan-source</code></a>' in page


@pytest.fixture
def served(work):
    console = Console(desk=FixedDesk(work), gate=FixedGate())
    served = Served(troubles=tuple, metrics=str, hooks={})
    server = WebServer(create_app(served, console), "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.mark.browser
def test_keys_go_from_stanza_to_stanza_and_folds_open(tab, served):
    page = tab()
    page.goto(f"{served}/devices/r1/diff")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "s1"
    page.keyboard.press("n")
    assert page.evaluate("location.hash") == "#s2"
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.id") == "s1"
    before = page.locator(".diff-line").count()
    page.locator(".diff-fold a").first.click()
    page.wait_for_function("n => document.querySelectorAll('.diff-line').length > n", arg=before)
    narrow = tab(width=390)
    narrow.goto(f"{served}/devices/r1/diff?view=split")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 390
    assert narrow.locator(".diff-same .diff-side-old").first.is_hidden()
