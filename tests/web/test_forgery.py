"""Requests that somebody else's page has a browser send: every route that changes anything."""

import pytest
from starlette.routing import Mount
from support.people import PASSWORD, cheap, csrf_of, house, sign_in

from netwatch.model.act import ActOutcome
from netwatch.model.person import Role

__all__ = ["cheap"]
pytestmark = pytest.mark.usefixtures("cheap")

SAFE = {"GET", "HEAD", "OPTIONS"}
# A webhook brings a token of its own; these two are open to people who are not signed in.
MACHINES = ("/hooks/",)
STRANGERS = ("/sign-in", "/invitation")
FILLED = {"name": "ann", "number": "1", "fingerprint": "abcdef", "window": "w", "device": "r1"}


def changing(routes, before=""):
    """Return method and path of every route that may change something, mounted ones too."""
    for route in routes:
        path = before + getattr(route, "path", "")
        if isinstance(route, Mount):
            yield from changing(route.routes, path)
        elif hasattr(route, "original_router"):  # what include_router leaves in newer FastAPI
            yield from changing(route.original_router.routes, before)
        else:
            for method in set(getattr(route, "methods", None) or ()) - SAFE:
                yield method, path


def address(path):
    for name, value in FILLED.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{", "").replace("}", "")


@pytest.fixture
def home(tmp_path):
    made = house(tmp_path)
    with made.work:
        made.account()
        made.account("bob", Role.VIEWER)
        yield made


@pytest.fixture
def forms(home):
    found = sorted(
        each
        for each in changing(home.app().routes)
        if not each[1].startswith(MACHINES) and each[1] not in STRANGERS
    )
    paths = {path for _, path in found}
    # The list is read off the application; that it is whole shows in what is known to be there.
    assert {"/sign-out", "/people", "/account/password", "/preferences/theme"} <= paths
    assert {"/api/v1/people", "/api/v1/tokens", "/findings/{fingerprint}/acts"} <= paths
    return found


def state(home):
    people = home.people
    return (
        people.accounts.all(), people.tokens.all(), len(home.acts()),
        people.sessions.of("ann", home.clock(), home.work.settings.session_idle),
    )  # fmt: skip


def test_no_route_takes_a_session_without_its_token(home, forms):
    browser = home.signed_in()
    other = csrf_of(home.signed_in("bob").get("/account"))
    before = state(home)
    for method, path in forms:
        for header, field in (
            (None, None),
            ("guess", None),
            (None, "guess"),
            (other, None),
            ("", ""),
        ):
            headers = {} if header is None else {"x-csrf-token": header}
            form = {} if field is None else {"csrf": field}
            answer = browser.request(method, address(path), headers=headers, data=form)
            assert answer.status_code == 403, (method, path, header, field)
        as_json = browser.request(method, address(path), json={"csrf": "x"})
        assert as_json.status_code == 403, (method, path)
    assert state(home) == before


def test_no_route_takes_what_another_site_sent_though_the_token_is_right(home, forms):
    browser = home.signed_in()
    token = csrf_of(browser.get("/account"))
    before = state(home)
    for method, path in (*forms, ("POST", "/sign-in"), ("POST", "/invitation")):
        for sent in (
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://elsewhere.example"},
            {"origin": "null"},
            {"origin": "http://testserver.elsewhere.example"},
            {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        ):
            headers = {"x-csrf-token": token, **sent}
            answer = browser.request(method, address(path), headers=headers)
            assert answer.status_code == 403, (method, path, sent)
    assert state(home) == before


def test_no_route_takes_anything_from_nobody(home, forms):
    browser = home.browser()
    for method, path in forms:
        answer = browser.request(method, address(path), headers={"x-csrf-token": "x"})
        assert answer.status_code in {303, 401}, (method, path)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/sign-in")


def test_our_own_pages_get_through(home):
    browser = home.signed_in()
    token = csrf_of(browser.get("/account"))
    for sent in ({"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}, {}):
        headers = {"x-csrf-token": token, **sent}
        answer = browser.post("/preferences/theme", data={"theme": "dark"}, headers=headers)
        assert answer.status_code == 303, sent


@pytest.mark.parametrize("path", STRANGERS)
def test_forms_for_strangers_take_their_browsers_token_alone(home, path):
    browser, other = home.browser(), home.browser()
    theirs = csrf_of(other.get("/sign-in"))
    form = {"name": "ann", "password": PASSWORD, "code": "x", "again": PASSWORD}
    assert browser.post(path, data=form).status_code == 403
    browser.get("/sign-in")
    for csrf in ("", "guess", theirs, "\u00e9"):
        assert browser.post(path, data=form | {"csrf": csrf}).status_code == 403
    assert home.acts(outcome=ActOutcome.REFUSED) == []
    assert sign_in(browser, "ann", PASSWORD).status_code == 303


def test_a_page_of_another_name_that_leads_to_us_is_turned_away(home):
    hosts = frozenset({"netwatch.example.net", "localhost"})
    browser = home.browser(hosts=hosts)
    for path in (
        "/sign-in",
        "/account",
        "/api/v1/openapi.json",
        "/metrics",
        "/static/netwatch.css",
    ):
        for name in (
            "rebound.example",
            "netwatch.example.net.rebound.example",
            "",
            "[::1",
            "a:b:c",
        ):
            answer = browser.get(path, headers={"host": name})
            assert answer.status_code == 421, (path, name)
            assert "default-src 'none'" in answer.headers["content-security-policy"]
    for name in ("netwatch.example.net", "NETWATCH.example.net:8550", "localhost:1"):
        assert browser.get("/sign-in", headers={"host": name}).status_code == 200
    assert browser.get("/healthz", headers={"host": "10.0.0.7:8550"}).status_code == 200


def test_a_huge_request_is_not_read_to_its_end(home):
    browser = home.browser()
    browser.get("/sign-in")
    answer = browser.post("/sign-in", data={"name": "x" * 2_000_000})
    assert answer.status_code == 413
