"""The mirror map's page, its exports and its API; in a browser also what Cytoscape adds."""

import re
from xml.etree import ElementTree as ET

import pytest
from support.console import FixedDesk, FixedGate, browser
from support.mirror_maps import NOW, network, write

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.model.mirror import Destination, DestinationKind, Mirror, MirrorKind
from netwatch.model.person import Person
from netwatch.model.snapshot import Snapshot
from netwatch.model.state import DeviceState
from netwatch.store.values import Visit
from netwatch.web.app import create_app
from netwatch.web.asked import Console
from netwatch.web.machine import Served
from netwatch.web.server import WebServer

HOSTILE = "<img src=x onerror=alert(1)>\u202e\x07\"'"


def workspace(folder):
    given = load_settings(
        state_dir=folder, inventory=folder / "inventory.yaml", policy=folder / "policy.yaml"
    )
    return Workspace(given)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("map")
    write(made, 60)
    return made


@pytest.fixture
def work(folder):
    with workspace(folder) as work:
        yield work


def test_the_page_shows_picture_list_and_table_without_any_script(work):
    page = browser(work).get("/map").text
    assert "61 mirror sessions" in page
    assert page.count('<g class="node ') > 20
    assert page.count("data-node=") == len(set(re.findall(r'id="(n[0-9a-f]{12})"', page)))
    assert "event manager applet NIGHT" in page
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page)


def test_filters_live_in_the_address_and_folds_are_links(work):
    client = browser(work)
    page = client.get("/map?mark=hidden").text
    assert "1 mirror session of 61" in page
    assert 'value="hidden" selected' in page
    links = re.findall(r'is-fold" id="[^"]+"><a href="([^"]+)"', client.get("/map").text)
    assert links
    opened = client.get(links[0].replace("&amp;", "&")).text
    assert "mirror sessions of 61" in opened
    assert "No mirror is like that" in client.get("/map?site=nowhere").text


def test_what_cannot_be_meant_is_refused(work):
    for query in ("detail=everything", "mark=x", "limit=0", "alarm=purple", f"site={'x' * 500}"):
        assert browser(work).get(f"/map?{query}").status_code == 422


@pytest.mark.parametrize(
    ("form", "begins"),
    [("svg", "<svg "), ("dot", "digraph "), ("mermaid", "flowchart LR"), ("csv", "site,device,")],
)
def test_exports_are_files_of_the_same_choice(work, form, begins):
    client = browser(work)
    answer = client.get(f"/map/export/{form}?mark=hidden")
    assert answer.text.startswith(begins)
    assert answer.headers["content-disposition"].startswith('attachment; filename="mirror-map.')
    assert len(answer.text) < len(client.get(f"/map/export/{form}").text)
    if form == "svg":
        ET.fromstring(answer.text)
    assert client.get("/map/export/exe").status_code == 404


def test_a_node_tells_what_stands_in_it(work):
    client = browser(work)
    page = client.get("/map?mark=hidden").text
    (node,) = re.findall(r'href="(/map/node/[^"]+)" data-node="[^"]+">session \d+', page)
    told = client.get(node.replace("&amp;", "&"))
    assert "198.51.100.66" in told.text
    assert "show monitor" in told.text
    assert "<html" in told.text
    part = client.get(node.replace("&amp;", "&"), headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert client.get("/map/node/n000000000000").status_code == 404


def test_rows_are_sorted_and_paged_by_links(work):
    client = browser(work)
    first = client.get("/api/v1/mirrors?sort=device&limit=40").json()
    rest = client.get("/api/v1/mirrors", params={
        "sort": "device", "limit": 40, "after": first["next"],
    }).json()  # fmt: skip
    assert (first["total"], len(first["items"]), len(rest["items"])) == (61, 40, 21)
    assert rest["next"] is None
    keys = [each["key"] for each in (*first["items"], *rest["items"])]
    assert len(set(keys)) == 61
    devices = [each["device"] for each in (*first["items"], *rest["items"])]
    assert devices == sorted(devices)
    page = client.get("/map?sort=owner").text
    assert 'aria-sort="ascending"' in page
    assert "Next page" in page


def test_the_api_gives_the_sessions_and_the_graph(work):
    client = browser(work)
    hidden = client.get("/api/v1/mirrors?mark=hidden").json()["items"]
    assert [each["marks"][0] for each in hidden] == ["hidden"]
    assert hidden[0]["mirror"]["seen_in"] == "operational"
    assert hidden[0]["ends"][0]["owner"] == {"kind": "nobody known", "name": None}
    graph = client.get("/api/v1/mirrors/map").json()
    assert graph["schema"] == "netwatch/mirror-map/1"
    ids = {each["id"] for each in graph["nodes"]}
    assert all({each["tail"], each["head"]} <= ids for each in graph["edges"])
    assert "/mirrors/map" in client.get("/api/v1/openapi.json").json()["paths"]


def test_a_limited_person_sees_their_devices_alone(work, folder):
    made = network(60)
    names = {each.name for each in made.devices if each.site == "nyc"}
    person = Person(name="ny", sites=frozenset({"nyc"}))
    client = browser(work, person, gate=FixedGate(person))
    items = client.get("/api/v1/mirrors?limit=200").json()["items"]
    assert {each["device"] for each in items} <= names
    page = client.get("/map").text
    assert "lon-" not in page


def test_devices_that_were_never_observed_are_named(tmp_path):
    write(tmp_path, 5)
    inventory = tmp_path / "inventory.yaml"
    dark = "- {name: dark1, address: 192.0.2.77, platform: cisco_xe}\n"
    inventory.write_text(inventory.read_text() + dark)
    with workspace(tmp_path) as work:
        page = browser(work).get("/map").text
    assert "the mirrors of 1 device were never observed" in page
    assert 'href="/devices/dark1"' in page


@pytest.fixture
def hostile(tmp_path):
    """Return a workspace with one session whose every text is an attack."""
    write(tmp_path, 5)
    end = Destination(DestinationKind.HOST, HOSTILE, resolved_from=HOSTILE)
    mirror = Mirror(HOSTILE, MirrorKind.TAP, destinations=(end,))
    state = DeviceState(
        device="evil", platform="cisco_xe", taken_at=NOW, declared=(mirror,), mirrors=(mirror,)
    )
    with workspace(tmp_path) as work:
        snapshot = Snapshot(device="evil", platform="cisco_xe", taken_at=NOW)
        work.store.keep(Visit(snapshot=snapshot, seen=state, known=state))
        yield work


def test_hostile_text_of_a_device_stays_text(hostile):
    client = browser(hostile)
    page = client.get("/map?device=evil").text
    node = re.search(r'href="(/map/node/[^"]+)"', page)[1].replace("&amp;", "&")
    for text in (page, client.get(node).text, client.get("/map/export/svg?device=evil").text):
        assert "<img src=x" not in text
        assert "\u202e" not in text
        assert "\x07" not in text
        assert "onerror=alert(1)" in text
    told = client.get("/api/v1/mirrors?device=evil").json()["items"][0]
    assert told["mirror"]["id"] == HOSTILE


@pytest.fixture
def served(folder):
    with workspace(folder) as work:
        console = Console(desk=FixedDesk(work), gate=FixedGate())
        server = WebServer(
            create_app(Served(troubles=tuple, metrics=str, hooks={}), console), "127.0.0.1", 0
        )
        server.start()
        yield f"http://127.0.0.1:{server.port}"
        server.stop()


@pytest.mark.browser
def test_cytoscape_draws_the_map_under_the_strict_policy(served, tab):
    page = tab()
    page.goto(f"{served}/map")
    page.wait_for_selector("#map-canvas canvas")
    assert page.locator("#map-frame").is_hidden()
    page.get_by_role("button", name="Picture").click()
    assert page.locator("#map-frame").is_visible()
    assert page.locator("#map-canvas").is_hidden()


@pytest.mark.browser
def test_the_panel_opens_from_the_list_by_keyboard(served, tab):
    page = tab()
    page.goto(f"{served}/map?mark=hidden")
    page.wait_for_selector("#map-canvas canvas")
    page.locator(".map-list summary").focus()
    page.keyboard.press("Enter")
    entry = page.locator(".map-list a", has_text="Tunnel66")
    entry.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#map-panel")
    panel.get_by_role("heading", name="Tunnel66").wait_for()
    assert "198.51.100.66" in panel.inner_text()
    panel.get_by_role("link", name=re.compile("Findings of")).wait_for()


@pytest.mark.browser
def test_a_click_on_the_canvas_opens_the_panel(served, tab):
    page = tab()
    page.goto(f"{served}/map?mark=hidden")
    page.wait_for_selector("#map-canvas canvas")
    at = page.evaluate(
        "() => { const e = graph.nodes('.hidden')[0].renderedPosition();"
        " const c = document.getElementById('map-canvas').getBoundingClientRect();"
        " return {x: e.x + c.x, y: e.y + c.y}; }"
    )
    page.mouse.click(at["x"], at["y"])
    page.locator("#map-panel h2").wait_for()


@pytest.mark.browser
def test_the_picture_is_what_is_printed(served, tab):
    page = tab()
    page.goto(f"{served}/map")
    page.wait_for_selector("#map-canvas canvas")
    page.emulate_media(media="print")
    assert page.locator("#map-picture").is_visible()
    assert page.locator("#map-canvas").is_hidden()
    assert page.locator("#map-picture").bounding_box()["width"] <= 1280


@pytest.mark.browser
def test_without_script_the_picture_is_there_and_its_folds_can_be_followed(served, tab):
    page = tab(java_script_enabled=False)
    page.goto(f"{served}/map")
    assert page.locator("#map-picture .node").first.is_visible()
    page.locator("#map-picture .is-fold a").first.click()
    assert "detail=" in page.url
    assert page.locator("#map-picture .node").first.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_runs_off_the_page_and_axe_finds_nothing_serious(served, tab, width, theme):
    from axe_core_python.sync_playwright import Axe

    page = tab(width, theme)
    page.goto(f"{served}/map")
    page.locator(".map-list summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    bad = [each for each in Axe().run(page)["violations"] if each["impact"] in
           ("serious", "critical")]  # fmt: skip
    assert bad == [], [(each["id"], [n["html"][:200] for n in each["nodes"][:3]]) for each in bad]
