"""Which names are ours, and who really asks behind a proxy."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from netwatch.web.forwarded import Forwarded
from netwatch.web.guard import known_hosts
from netwatch.web.server import WebServer

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def test_in_clear_only_the_names_of_where_we_are_bound_are_ours():
    assert known_hosts("127.0.0.1", None, (), in_clear=True) == LOOPBACK
    assert known_hosts("127.0.0.9", None, ("Wall",), in_clear=True) == {
        *LOOPBACK, "127.0.0.9", "wall",
    }  # fmt: skip


def test_under_tls_every_name_is_ours_until_some_are_told():
    assert known_hosts("0.0.0.0", None, (), in_clear=False) is None
    assert known_hosts("0.0.0.0", "https://n.example.net", (), in_clear=False) == {
        *LOOPBACK, "0.0.0.0", "n.example.net",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ({}, "testclient"),
        ({"x-forwarded-for": "203.0.113.9"}, "203.0.113.9"),
        ({"x-forwarded-for": "192.0.2.1, 203.0.113.9"}, "203.0.113.9"),
        ([("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "203.0.113.9")], "203.0.113.9"),
        ({"x-forwarded-for": "a" * 500}, "a" * 64),
    ],
)
def test_the_address_the_proxy_saw_counts_and_not_what_the_sender_claims(sent, seen):
    def look(request):
        return JSONResponse([request.client.host, request.url.scheme])

    client = TestClient(Forwarded(Starlette(routes=[Route("/", look)])))
    assert client.get("/", headers=sent).json() == [seen, "https"]


@pytest.mark.lab
@pytest.mark.parametrize(
    ("behind_proxy", "seen"),
    [(False, ["127.0.0.1", "http"]), (True, ["203.0.113.9", "https"])],
)
def test_only_a_declared_proxy_is_believed(behind_proxy, seen):
    def look(request):
        return JSONResponse([request.client.host, request.url.scheme])

    app = Starlette(routes=[Route("/", look)])
    server = WebServer(app, "127.0.0.1", 0, behind_proxy=behind_proxy)
    server.start()
    try:
        headers = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"}
        told = httpx.get(f"http://127.0.0.1:{server.port}/", headers=headers).json()
    finally:
        server.stop()
    assert told == seen
