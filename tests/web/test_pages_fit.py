"""Images, coverage, schedules, windows in a browser: nothing keeps people out, all of it fits."""

import pytest
from axe_core_python.sync_playwright import Axe
from support.console import FixedDesk, FixedGate

from netwatch.web.app import create_app
from netwatch.web.asked import Console
from netwatch.web.machine import Served
from netwatch.web.server import WebServer

pytestmark = [pytest.mark.browser, pytest.mark.lab]

PATHS = (
    "/images", "/images/core-rtr1", "/images/-/devices?platform=cisco_ios", "/coverage",
    "/coverage?every=true", "/coverage/cisco_xe", "/schedules", "/windows", "/windows/-/new",
)  # fmt: skip


@pytest.fixture
def address(demo):
    console = Console(desk=FixedDesk(demo), gate=FixedGate())
    served = Served(troubles=tuple, metrics=str, hooks={})
    server = WebServer(create_app(served, console), "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_pages_fit_and_keep_nobody_out(address, tab, width, theme):
    page = tab(width=width, theme=theme)
    for path in PATHS:
        page.goto(address + path)
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, (path, over)
        found = [
            (each["id"], each["nodes"][0]["html"][:160])
            for each in Axe().run(page)["violations"]
            if each["impact"] in {"serious", "critical"}
        ]
        assert found == [], path
