"""A working day in a browser: come in, see the new copy, open the difference, approve, look it up.

The change window's part of the day is ``test_window_story.py``.
"""

import socket

import pytest
from axe_core_python.sync_playwright import Axe
from oidc_provider_mock import User, run_server_in_thread
from support.console import FixedDesk

from netwatch.app.accounts import add
from netwatch.app.audit_log import at_the_keyboard
from netwatch.app.workspace import Workspace, utc_now
from netwatch.model.finding import Status
from netwatch.model.person import Role
from netwatch.store.people_values import NewAccount
from netwatch.store.values import Decision, FindingFilter
from netwatch.web.app import create_app
from netwatch.web.asked import Console
from netwatch.web.machine import Served
from netwatch.web.people_gate import PeopleGate
from netwatch.web.server import WebServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.lab,
    # The provider's own use of its library.
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]

PASSWORD = "sixteen tons of copper"
PAGES = (
    "/", "/findings", "/findings?together=1", "/incidents", "/approvals", "/map", "/devices",
    "/devices/core-rtr1", "/devices/core-rtr1/timeline", "/devices/core-rtr1/diff",
    "/devices/core-rtr1/config", "/search?text=monitor", "/windows", "/windows/-/new", "/images",
    "/coverage", "/schedules", "/people", "/audit", "/account", "/api",
)  # fmt: skip


def serving(work, port=0):
    """Return a running console over ``work``, with people at the door."""
    desk = FixedDesk(work)
    console = Console(desk=desk, gate=PeopleGate(desk))
    served = Served(troubles=tuple, metrics=str, hooks={})
    server = WebServer(create_app(served, console), "127.0.0.1", port)
    server.start()
    return server


@pytest.fixture
def address(demo):
    server = serving(demo)
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


def come_in(demo, address, page, name="ada", role=Role.ADMIN):
    """Set a password by invitation, as a new person does."""
    invited = add(demo, NewAccount(name=name, role=role), at_the_keyboard(), utc_now())
    page.goto(f"{address}/invitation?code={invited.code}")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("textbox", name="The same again").fill(PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()


def test_from_the_door_to_the_audit_log(demo, address, tab):
    page = tab()
    come_in(demo, address, page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Name").fill("ada")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Overview").wait_for()

    page.get_by_role("link", name="Mirror map").click()
    row = page.locator("tr", has_text="203.0.113.66").filter(has_text="core-rtr1")
    assert "unapproved" in row.inner_text()
    assert "nobody known" in row.inner_text()
    row.get_by_role("link", name="core-rtr1").click()

    page.get_by_role("link", name="What changed", exact=True).click()
    assert "mirror session 52 (erspan-source) added" in page.locator("main").inner_text()
    assert page.get_by_text("ip address 203.0.113.66").first.is_visible()

    page.goto(f"{address}/findings?rule=mirror-unapproved-destination&device=core-rtr1")
    page.get_by_role("link", name="Session 52").first.click()
    page.get_by_label("Ticket").fill("CHG-1041")
    page.get_by_label("Reason").fill("packet capture for the transit case")
    page.get_by_label("Until").fill("14d")
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("heading", name="Approvals").wait_for()
    fingerprint = page.url.rpartition("/")[2]
    kept = demo.store.findings(FindingFilter(fingerprint=fingerprint, statuses=tuple(Status)))[0]
    assert kept.status is Status.EXPLAINED

    page.get_by_role("link", name="Mirror map").click()
    row = page.locator("tr", has_text="203.0.113.66").filter(has_text="core-rtr1")
    assert "CHG-1041" in row.inner_text()

    page.get_by_role("link", name="Audit log").click()
    told = page.locator("main").inner_text()
    assert "CHG-1041" in told
    assert "ada" in told


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_nothing_keeps_people_out(demo, address, tab, width, theme):
    page = tab(width=width, theme=theme)
    come_in(demo, address, page)
    finding = demo.store.findings(FindingFilter(device="core-rtr1"))[0].finding.fingerprint
    wrong = {}
    for path in (*PAGES, f"/findings/{finding}"):
        page.goto(f"{address}{path}")
        found = Axe().run(page)["violations"]
        wrong[path] = [
            (each["id"], each["nodes"][0]["html"][:160])
            for each in found
            if each["impact"] in {"serious", "critical"}
        ]
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        wrong[path] += ["wider than the screen"] if wide else []
    assert {path: some for path, some in wrong.items() if some} == {}


def test_the_keyboard_is_enough_to_reach_a_finding(demo, address, tab):
    page = tab()
    come_in(demo, address, page)
    page.goto(f"{address}/findings")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if "/findings/" in (page.evaluate("document.activeElement.href") or ""):
            break
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Evidence").wait_for()


def test_what_happens_meanwhile_appears_by_itself(demo, address, tab):
    page = tab()
    come_in(demo, address, page)
    page.goto(address)
    figure = page.locator(".numbers .figure").first
    before = int(figure.inner_text())
    page.wait_for_timeout(2500)
    finding = demo.store.findings(FindingFilter(statuses=(Status.OPEN,)))[0].finding
    demo.store.acknowledge(finding.fingerprint, Decision(at=utc_now(), actor="kim"))
    page.wait_for_function(
        "n => +document.querySelector('.numbers .figure').textContent === n", arg=before - 1
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def provider():
    claims = {"preferred_username": "Ann", "groups": ["noc"]}
    people = [User(sub="ann-1", claims=claims), User(sub="eve-1", claims={"groups": ["other"]})]
    with run_server_in_thread(user_claims=people, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


def test_people_come_in_by_single_sign_on_in_a_browser(demo, provider, tab):
    port = free_port()
    given = demo.settings.model_copy(
        update={
            "oidc_issuer": provider,
            "oidc_client_secret": "env:OIDC_SECRET",
            "oidc_role_claim": "groups",
            "oidc_roles": {"noc": Role.OPERATOR},
            "public_url": f"http://127.0.0.1:{port}",
        }
    )
    with Workspace(given, {"OIDC_SECRET": "s3cret"}) as work:
        server = serving(work, port)
        page = tab()
        page.goto(f"http://127.0.0.1:{port}/map")
        page.get_by_role("link", name="Single sign-on").click()
        page.locator("[name=sub]").first.fill("ann-1")
        page.locator("form button").first.click()
        page.get_by_role("heading", name="Mirror map").wait_for()
        assert page.url == f"http://127.0.0.1:{port}/map"
        assert "operator" in page.locator(".who").inner_text()
        assert work.store.people.accounts.get("ann").role is Role.OPERATOR
        server.stop()
