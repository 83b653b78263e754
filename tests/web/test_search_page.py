"""The search as a page and over the API."""

import pytest
from support.console import browser
from support.visits import visit

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.model.person import Person, Role

HOSTILE = '<script>alert("1.2.3.4")</script>\u202e'
TEXT = f"interface Gi1/0/1\n description {HOSTILE}\n ip address 10.1.2.3\nend"


@pytest.fixture
def work(tmp_path):
    inventory = tmp_path / "inventory.yaml"
    rows = "".join(
        f"  - {{name: {name}, address: 192.0.2.{at}, platform: cisco_xe, site: {site}}}\n"
        for at, (name, site) in enumerate((("r1", "ams"), ("r2", "nyc")), 1)
    )
    inventory.write_text(
        "credentials: {default: {username: n, password: {env: P}}}\ndevices:\n" + rows
    )
    with Workspace(load_settings(state_dir=tmp_path, inventory=inventory)) as opened:
        for at, name in enumerate(("r1", "r2")):
            opened.store.keep(visit(at, device=name, text=TEXT))
        list(opened.store.lines.catch_up())
        yield opened


def test_a_match_is_marked_and_device_text_is_harmless(work):
    body = browser(work).get("/search", params={"text": "1.2.3.4"}).text
    assert "<mark>1.2.3.4</mark>" in body
    assert "<script>alert" not in body
    assert "\u202e" not in body
    assert "interface Gi1/0/1" in body


def test_a_part_for_htmx_has_no_frame(work):
    answer = browser(work).get("/search", params={"text": "10.1.2"}, headers={"hx-request": "true"})
    assert "<html" not in answer.text
    assert answer.text.count("<mark>10.1.2</mark>") == 2


def test_who_is_limited_to_a_site_finds_only_its_lines(work):
    person = Person(name="a", role=Role.VIEWER, sites=frozenset({"nyc"}))
    found = browser(work, person).get("/api/v1/search", params={"text": "10.1.2.3"}).json()
    assert [each["device"] for each in found["items"]] == ["r2"]
    found = (
        browser(work, person)
        .get("/api/v1/search", params={"text": "10.1.2.3", "device": "r1"})
        .json()
    )
    assert found["items"] == []


def test_the_api_gives_places_and_pages(work):
    client = browser(work)
    page = client.get("/api/v1/search", params={"text": "IP ADDRESS", "limit": 1}).json()
    (match,) = page["items"]
    assert match["device"] == "r1"
    parents = [{"line": 1, "text": "interface Gi1/0/1"}]
    assert match["places"] == [{"line": 3, "parents": parents}]
    assert match["text"][slice(*match["marks"][0])] == "ip address"
    rest = client.get("/api/v1/search", params={"text": "IP ADDRESS", "after": page["next"]}).json()
    assert [each["device"] for each in rest["items"]] == ["r2"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        {"text": "(a", "regex": 1}, {"text": "a", "at": "yesterday"}, {"text": "a", "after": "x"},
        {"text": "a", "after": '["r1",99999999999999999999,1]'}, {"text": "a\nb"},
    ],
)  # fmt: skip
def test_what_cannot_be_searched_is_told_without_a_trace(work, query):
    client = browser(work)
    answer = client.get("/search", params=query)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert client.get("/api/v1/search", params=query).status_code in {400, 422}


@pytest.mark.parametrize("query", [{}, {"text": "nowhere at all"}])
def test_nothing_found_and_nothing_asked_say_what_to_do(work, query):
    answer = browser(work).get("/search", params=query)
    assert answer.status_code == 200
    assert "empty-title" in answer.text
