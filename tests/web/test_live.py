"""The live stream over a real socket: it tells what moved, and gives its place back."""

import json

import httpx
import pytest
from support.console import FixedDesk, FixedGate, browser

from netwatch.store.values import Decision, FindingFilter
from netwatch.web.api import live
from netwatch.web.app import create_app
from netwatch.web.asked import Console
from netwatch.web.machine import Served
from netwatch.web.server import WebServer

pytestmark = pytest.mark.lab


@pytest.fixture
def address(demo, monkeypatch):
    monkeypatch.setattr(live, "_EVERY_S", 0.05)
    console = Console(desk=FixedDesk(demo), gate=FixedGate())
    served = Served(troubles=tuple, metrics=str, hooks={})
    server = WebServer(create_app(served, console), "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}/api/v1/live"
    server.stop()


def pulses(stream):
    for line in stream.iter_lines():
        if line.startswith("data:"):
            yield json.loads(line.removeprefix("data:"))


def test_what_moves_is_told_and_nothing_else(demo, address):
    with httpx.stream("GET", address, timeout=10) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = pulses(stream)
        first = next(told)
        assert first["open"] == 22
        finding = demo.store.findings(FindingFilter())[0].finding
        at = demo.store.devices()[0].last_visit
        demo.store.acknowledge(finding.fingerprint, Decision(at=at, actor="ada"))
        assert next(told) == {**first, "open": 21}


def test_more_watchers_than_places_are_told_to_come_later(demo, monkeypatch):
    monkeypatch.setattr(live, "_MOST", 0)
    assert browser(demo).get("/api/v1/live").status_code == 503


def test_nobody_watches_without_signing_in(demo):
    assert browser(demo, None).get("/api/v1/live").status_code == 401
