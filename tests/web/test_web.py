"""The service's HTTP answers, over a real socket."""

import json
import urllib.error
import urllib.request

import pytest

from netwatch.app.hooks import HookError
from netwatch.model.errors import NetwatchError
from netwatch.web.app import create_app
from netwatch.web.machine import Served
from netwatch.web.server import WebServer, WebServerError

pytestmark = pytest.mark.lab


@pytest.fixture
def ask():
    """Start a server for ``served`` and return a function that asks it."""
    running = []

    def start(**served):
        served = {"troubles": tuple, "metrics": lambda: "up 1\n", "hooks": {}, **served}
        server = WebServer(create_app(Served(**served)), "127.0.0.1", 0)
        server.start()
        running.append(server)

        def go(path, body=None, token=None):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            url = f"http://127.0.0.1:{server.port}{path}"
            try:
                with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read().decode()

        return go

    yield start
    for server in running:
        server.stop()
        assert server.trouble() is None


def test_health_tells_of_a_part_that_is_not_well(ask):
    assert ask()("/healthz") == (200, '{"status":"ok","troubles":[]}')
    status, body = ask(troubles=lambda: ("the scheduler ended",))("/healthz")
    assert (status, json.loads(body)["troubles"]) == (503, ["the scheduler ended"])


def test_metrics_are_text_and_a_store_that_is_gone_is_said(ask):
    assert ask()("/metrics") == (200, "up 1\n")

    def gone():
        raise NetwatchError("the store is gone")

    assert ask(metrics=gone)("/metrics") == (503, '{"error":"the store is gone"}')


def test_a_webhook_needs_its_token(ask):
    taken = []

    def take(data, sender):
        taken.append((data, sender))
        return {"device": "r1"}

    go = ask(hooks={"check": take}, token="s3cret")
    assert go("/hooks/check", b"{}")[0] == 401
    assert go("/hooks/check", b"{}", token="wrong")[0] == 401
    assert taken == []
    assert go("/hooks/check", b'{"device": "r1"}', token="s3cret") == (202, '{"device":"r1"}')
    assert taken == [({"device": "r1"}, "127.0.0.1")]
    assert ask(hooks={"check": take})("/hooks/check", b"{}")[0] == 403


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/hooks/other", b"{}", 404),
        ("/hooks/check", b"not json", 400),
        ("/hooks/check", b"[" * 60_000, 400),
        ("/hooks/check", b" " * 100_000, 413),
        ("/hooks/check", b'"refused"', 422),
    ],
)
def test_what_a_webhook_brings_is_bounded_and_checked(ask, path, body, status):
    def take(data, sender):
        raise HookError("no such device")

    go = ask(hooks={"check": take}, token="s3cret")
    assert go(path, body, token="s3cret")[0] == status


def test_an_address_others_reach_is_refused_in_clear():
    app = create_app(Served(troubles=tuple, metrics=str, hooks={}))
    with pytest.raises(WebServerError, match="NETWATCH_TLS_CERTIFICATE"):
        WebServer(app, "0.0.0.0", 0)
    WebServer(app, "0.0.0.0", 0, behind_proxy=True)


def test_an_address_in_use_is_said():
    app = create_app(Served(troubles=tuple, metrics=str, hooks={}))
    first = WebServer(app, "127.0.0.1", 0)
    first.start()
    second = WebServer(app, "127.0.0.1", first.port)
    try:
        with pytest.raises(WebServerError, match="cannot listen"):
            second.start()
    finally:
        second.stop()
        first.stop()
