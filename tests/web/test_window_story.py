"""The whole story of a window in a browser: announced, watched, verified, printed, closed."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from axe_core_python.sync_playwright import Axe
from support.console import FixedDesk, FixedGate

from netwatch.app.settings import load_settings
from netwatch.app.sweep import sweep
from netwatch.app.workspace import Workspace
from netwatch.lab.dialogue import DEMO_FLEET, load_folder
from netwatch.lab.fleet import Fleet
from netwatch.lab.inventory import environment, inventory_yaml
from netwatch.model.person import Person, Role
from netwatch.web.app import create_app
from netwatch.web.asked import Console
from netwatch.web.machine import Served
from netwatch.web.server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.lab]

NAMES = ("core-rtr1", "dist-sw1")
OLGA = Person(name="olga", role=Role.OPERATOR)


@pytest.fixture
def fleet():
    specs = [each for each in load_folder(DEMO_FLEET) if each.name in NAMES]
    with Fleet(specs) as running:
        yield running


@pytest.fixture
def work(fleet, tmp_path):
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(inventory_yaml(fleet.specs, fleet.ports))
    shutil.copy(DEMO_FLEET / "policy.yaml", tmp_path / "policy.yaml")
    settings = load_settings(
        state_dir=tmp_path, inventory=inventory, policy=tmp_path / "policy.yaml", processes=1
    )
    with Workspace(settings, environment(fleet.specs)) as work:
        sweep(work, work.devices(()))
        yield work


@pytest.fixture
def gate():
    return FixedGate(OLGA)


@pytest.fixture
def address(work, gate):
    console = Console(desk=FixedDesk(work), gate=gate)
    served = Served(troubles=tuple, metrics=str, hooks={})
    server = WebServer(create_app(served, console), "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def tab(chromium):
    """Return a function that opens a tab; what it complains of must be the refusal of a form."""
    said, contexts = [], []

    def open_tab(width=1280, theme="light", **more):
        size = {"width": width, "height": 900}
        context = chromium.new_context(viewport=size, color_scheme=theme, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda each: said.append(each.text) if each.type == "error" else None)
        page.on("pageerror", lambda each: said.append(str(each)))
        return page

    yield open_tab
    for each in contexts:
        each.close()
    assert [each for each in said if "status of 422" not in each] == []


def nothing_serious(page):
    """Look for what keeps people out, as axe-core judges it."""
    found = Axe().run(page)["violations"]
    told = [(e["id"], e["impact"], e["nodes"][0]["html"][:200]) for e in found]
    assert [each for each in told if each[1] in {"serious", "critical"}] == []


def announced(page, address):
    """Fill the form in, wrongly first, look at what it would announce, and keep the window."""
    page.goto(f"{address}/windows")
    page.get_by_role("link", name="New window").click()
    page.get_by_label("Name", exact=True).fill("CHG77")
    page.get_by_label("Title").fill("A sensor for the second uplink")
    page.get_by_label("Devices", exact=True).fill(", ".join(NAMES))
    ends = datetime.now(UTC) + timedelta(hours=2)
    page.get_by_label("Ends").fill(ends.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Time zone").fill("UTC")
    page.get_by_label("What will change").fill("make coffee")
    page.get_by_label("Have images hashed").uncheck()
    page.get_by_role("button", name="Look at what").click()
    assert "is no expectation" in page.locator("#expect-wrong").inner_text()
    nothing_serious(page)
    page.get_by_label("What will change").fill(
        "mirror added: core-rtr1 session 52 destination 203.0.113.66\nuser added: bob"
    )
    page.get_by_role("button", name="Look at what").click()
    page.get_by_role("heading", name="What it would announce").wait_for()
    nothing_serious(page)
    page.get_by_role("button", name="Keep this window").click()
    page.wait_for_url("**/windows/CHG77")


def verified(page):
    """Have the devices looked at again and wait for the verdict on the page."""
    page.get_by_label("Have images hashed").first.uncheck()
    page.get_by_role("button", name="Verify now").click()
    page.get_by_role("heading", name="Verdict").wait_for(timeout=60_000)
    page.get_by_role("button", name="Verify now").wait_for()


def on_paper(page):
    """Tell how the page would be printed."""
    page.emulate_media(media="print")
    shown = {name: page.locator(name).is_visible() for name in (".side", "[data-print]", ".signed")}
    printed = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="screen")
    return shown, printed


def test_a_change_is_announced_watched_verified_and_printed(fleet, address, gate, tab):
    page = tab()
    announced(page, address)
    page.get_by_text("2 of 2 devices have a baseline").wait_for(timeout=60_000)
    page.get_by_role("button", name="Verify now").wait_for()
    assert page.get_by_text("not looked at since the baseline").count() == 2

    fleet.stage("after")
    verified(page)
    assert "not as said" in page.locator("#live").inner_text()
    lists = {
        name: page.locator(f"section[aria-labelledby=list-{name}]").inner_text()
        for name in ("expected", "missing", "unexpected")
    }
    assert "session 52" in lists["expected"]
    assert "user added: bob" in lists["missing"]
    assert "dist-sw1" in lists["unexpected"]
    nothing_serious(page)

    page.get_by_role("link", name="Printable report").click()
    page.get_by_role("heading", name="Change window CHG77").wait_for()
    nothing_serious(page)
    shown, printed = on_paper(page)
    assert shown == {".side": False, "[data-print]": False, ".signed": True}
    assert printed[:5] == b"%PDF-"

    page.goto(f"{address}/windows/CHG77")
    page.get_by_label("Verify for the last time first").uncheck()
    page.get_by_label("Note").fill("done")
    page.get_by_role("button", name="Close the window").click()
    page.get_by_role("button", name="Verify again").wait_for()
    page.goto(f"{address}/windows?state=past")
    assert "CHG77" in page.locator("main").inner_text()
    assert gate.noted == [
        ("window planned", "CHG77", "A sensor for the second uplink"),
        ("window opened", "CHG77", ""),
        ("window verified", "CHG77", ""),
        ("window closed", "CHG77", "done"),
    ]


def test_it_can_be_done_on_a_phone_without_scripts(address, tab):
    page = tab(width=390, theme="dark", java_script_enabled=False)
    page.goto(f"{address}/windows/-/new")
    page.get_by_label("Name", exact=True).fill("CHG78")
    page.get_by_label("Devices", exact=True).fill("core-rtr1")
    page.get_by_label("Ends").fill("2099-01-01T00:00")
    page.get_by_role("button", name="Keep this window").click()
    assert "more than 31 is no window" in page.locator("#ends-wrong").inner_text()
    ends = datetime.now(UTC) + timedelta(hours=2)
    page.get_by_label("Ends").fill(ends.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Later").check()
    page.get_by_role("button", name="Keep this window").click()
    page.get_by_role("heading", name="CHG78").wait_for()
    page.get_by_role("button", name="Call it off").click()
    assert "cancelled" in page.locator("h1").inner_text()
