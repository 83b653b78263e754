"""Everything a device or a person can leave behind, hostile, shown on every page of the console."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.routing import Mount
from support.console import FixedDesk, FixedGate, browser
from support.visits import START, finding, visit

from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.model.evidence import Evidence
from netwatch.model.heard import Actor
from netwatch.model.image import Digest, FileEntry, Image
from netwatch.model.mirror import (
    Destination,
    DestinationKind,
    Mirror,
    MirrorKind,
    Source,
    SourceKind,
)
from netwatch.model.state import Identity
from netwatch.model.window import ChangeWindow
from netwatch.store.values import Decision
from netwatch.web.app import create_app
from netwatch.web.asked import Console
from netwatch.web.machine import Served
from netwatch.web.server import WebServer

EVIL = "<img src=x onerror=window.pwned=1>\"'><script>window.pwned=1</script>\u202e{{7133*7}}"
DEVICE = "r1"
INVENTORY = """
defaults: {credentials: none}
credentials: {none: {username: x, password: {env: X}}}
devices:
  - {name: r1, address: 192.0.2.1, platform: cisco_xe, site: "<script>window.pwned=1</script>",
     tags: ["<script>window.pwned=1</script>"], role: "<script>window.pwned=1</script>"}
"""


def hostile(number, text):
    """Return a visit that brings hostile text wherever a device can put any."""
    mirror = Mirror(
        EVIL,
        MirrorKind.ERSPAN_SOURCE,
        sources=(Source(SourceKind.INTERFACE, EVIL),),
        destinations=(
            Destination(DestinationKind.IP, EVIL, vrf=EVIL, resolved_from=EVIL, mac=EVIL),
        ),
        description=EVIL,
        evidence=(Evidence("running-config", 2, EVIL),),
    )
    raised = finding(
        EVIL,
        line=2,
        device=DEVICE,
        remediation=(EVIL,),
        who=(Actor(user=EVIL, origin=EVIL, at=EVIL, source=EVIL, quote=EVIL),),
    )
    raised = replace(raised, title=EVIL, evidence=(Evidence(EVIL, 2, EVIL),))
    made = visit(number, text=text, device=DEVICE, raised=(raised,))
    seen = replace(
        made.seen,
        identity=Identity(hostname=EVIL, serial=EVIL, model=EVIL),
        declared=(mirror,),
        operating=(mirror,),
        mirrors=(mirror,),
        host_key=EVIL,
        image=Image(
            version=EVIL, running_file=EVIL, bootloader=EVIL, boot_path=(EVIL,),
            config_register=EVIL, last_reload_reason=EVIL, model=EVIL,
            digests=(Digest(EVIL, "sha512", "ab"),),
        ),
        files=(FileEntry(EVIL, 1, EVIL),),
    )  # fmt: skip
    return replace(made, seen=seen, known=seen)


@pytest.fixture
def work(tmp_path):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    given = load_settings(state_dir=tmp_path, inventory=tmp_path / "inventory.yaml")
    with Workspace(given) as work:
        store = work.store
        store.keep(hostile(0, f"hostname x\n{EVIL}\n description {EVIL}\nend\n"))
        store.keep(hostile(1, f"hostname y\n{EVIL}2\n description {EVIL}2\nend\n"))
        fingerprint = store.standing(DEVICE)[0].finding.fingerprint
        word = Decision(at=START, actor=EVIL, note=EVIL, login=EVIL)
        store.assign(fingerprint, EVIL, word)
        store.annotate(fingerprint, word)
        ends = START + timedelta(hours=1)
        window = ChangeWindow(name="CHG1", title=EVIL, starts=START, ends=ends, devices=(DEVICE,))
        store.windows.plan(window, START)
        for _ in store.lines.catch_up():
            pass
        yield work


def addresses(work):
    """Return the address of every page that can be looked at, the API's answers too."""
    fingerprint = work.store.standing(DEVICE)[0].finding.fingerprint
    known = {
        "name": DEVICE, "device": DEVICE, "fingerprint": fingerprint, "window": "CHG1",
        "form": "svg",
    }  # fmt: skip

    def walk(routes, before=""):
        for route in routes:
            if isinstance(route, Mount):
                yield from walk(route.routes, before + route.path)
            elif hasattr(route, "original_router"):
                yield from walk(route.original_router.routes, before)
            elif "GET" in (getattr(route, "methods", None) or ()):
                yield before + route.path

    for path in walk(browser(work).app.routes):
        for name, value in known.items():
            path = path.replace(f"{{{name}}}", value)  # noqa: PLW2901  # each name in turn
        if "{" not in path and path != "/api/v1/live":
            yield path
    yield "/search?text=img"
    yield "/findings?text=img"
    yield "/devices/r1/diff?view=split"


def test_no_page_shows_hostile_text_as_anything_but_text(work):
    client = browser(work)
    shown = 0
    for path in addresses(work):
        answer = client.get(path)
        assert answer.status_code < 500, path
        if not answer.headers.get("content-type", "").startswith(("text/html", "image/svg")):
            continue
        shown += "window.pwned" in answer.text
        assert "<script>window" not in answer.text, path
        assert not re.search(r"<img[^>]*onerror", answer.text), path
        assert "\u202e" not in answer.text, path
        assert "49931" not in answer.text, path
    assert shown > 10


@pytest.mark.browser
@pytest.mark.lab
def test_no_hostile_text_runs_in_a_browser(work, tab):
    console = Console(desk=FixedDesk(work), gate=FixedGate())
    served = Served(troubles=tuple, metrics=str, hooks={})
    server = WebServer(create_app(served, console), "127.0.0.1", 0)
    server.start()
    page = tab()
    for path in addresses(work):
        answer = page.request.get(f"http://127.0.0.1:{server.port}{path}")
        if answer.headers.get("content-type", "").startswith("text/html") and answer.ok:
            page.goto(f"http://127.0.0.1:{server.port}{path}")
            assert page.evaluate("window.pwned") is None, path
    server.stop()
