"""Account, people, audit log and tokens, on pages and over the API."""

import re

import pytest
from support.people import PASSWORD, ROOT, cheap, csrf_of, house, sign_in

from netwatch.app import accounts, api_tokens
from netwatch.app.api_tokens import TokenError, Wanted
from netwatch.model.act import How
from netwatch.model.person import EVERYTHING, Limits, Person, Role
from netwatch.web.navigation import entries

__all__ = ["cheap"]
pytestmark = pytest.mark.usefixtures("cheap")

NYC = Limits(sites=frozenset({"nyc"}))


@pytest.fixture
def home(tmp_path):
    made = house(tmp_path)
    with made.work:
        made.account()
        yield made


def post(browser, path, page="/account", **form):
    return browser.post(path, data={"csrf": csrf_of(browser.get(page)), **form})


def token(home, owner="ann", role=Role.ADMIN, limits=EVERYTHING, days=1):
    from datetime import timedelta

    wanted = Wanted(name="ci", role=role, lasts=timedelta(days=days), limits=limits)
    return api_tokens.create(home.work, owner, wanted, ROOT, home.clock())


def with_token(home, text):
    return home.browser(headers={"authorization": f"Bearer {text}"})


def test_an_admin_invites_changes_and_disables_people(home):
    browser = home.signed_in()
    page = post(browser, "/people", name="Bob", role="operator", sites="nyc, ams", tags="edge")
    assert page.status_code == 200
    code = re.search(r"http://testserver/invitation\?code=([\w-]+)", page.text)[1]
    other = home.browser()
    form = {"code": code, "password": PASSWORD, "again": PASSWORD}
    shown = other.get(f"/invitation?code={code}")
    assert other.post("/invitation", data=form | {"csrf": csrf_of(shown)}).status_code == 303
    bob = home.people.accounts.get("bob")
    assert bob.limits == Limits(sites=frozenset({"nyc", "ams"}), tags=frozenset({"edge"}))
    assert post(browser, "/people/bob/role", role="viewer").status_code == 303
    assert other.get("/account").status_code == 303
    assert post(browser, "/people/bob/limits", sites="", tags="").status_code == 303
    assert home.people.accounts.get("bob").limits == EVERYTHING
    assert "invitation?code=" in post(browser, "/people/bob/reset").text
    assert post(browser, "/people/bob/disable").status_code == 303
    assert sign_in(home.browser(), "bob", PASSWORD).status_code == 401
    assert "disabled; enable" in post(browser, "/people/bob/reset").text
    assert post(browser, "/people/bob/enable").status_code == 303
    assert sign_in(home.browser(), "bob", PASSWORD).status_code == 303
    done = [each for each in home.acts() if each.actor.name == "ann" and each.subject == "bob"]
    assert [each.act for each in done] == [
        "account add", "account invite", "account role", "account limits", "account invite",
        "account disable", "account enable",
    ]  # fmt: skip
    assert {(each.actor.how, each.actor.address) for each in done} == {(How.SESSION, "testclient")}


def test_what_cannot_be_done_with_people_is_said_on_the_page(home):
    browser = home.signed_in()
    for path, form, said in (
        ("/people", {"name": "ann", "role": "viewer"}, "already"),
        ("/people", {"name": "a b", "role": "viewer"}, "a name has"),
        ("/people/ann/role", {"role": "viewer"}, "only admin left"),
        ("/people/ann/disable", {}, "only admin left"),
    ):
        answer = post(browser, path, **form)
        assert (answer.status_code, said in answer.text) == (422, True), (path, form)


PARTS = (
    ("GET", "/people"), ("GET", "/audit"), ("POST", "/people"), ("POST", "/people/ann/role"),
    ("POST", "/people/ann/limits"), ("POST", "/people/ann/disable"),
    ("POST", "/people/ann/enable"), ("POST", "/people/ann/reset"),
    ("GET", "/api/v1/people"), ("GET", "/api/v1/audit"), ("POST", "/api/v1/people"),
    ("PUT", "/api/v1/people/ann/role"), ("PUT", "/api/v1/people/ann/limits"),
    ("POST", "/api/v1/people/ann/disable"), ("POST", "/api/v1/people/ann/enable"),
    ("POST", "/api/v1/people/ann/invitation"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("role", "limits"), [(Role.VIEWER, EVERYTHING), (Role.APPROVER, EVERYTHING), (Role.ADMIN, NYC)]
)
def test_people_and_the_audit_log_take_an_admin_of_everything(home, role, limits):
    home.account("bob", role, limits)
    browser = home.signed_in("bob")
    csrf = csrf_of(browser.get("/account"))
    bodies = {"/people": {"name": "eve", "role": "admin"}, "/role": {"role": "admin"}}
    before = len(home.acts())
    for method, path in PARTS:
        body = next((bodies[each] for each in bodies if path.endswith(each)), {})
        if path.startswith("/api/"):
            answer = browser.request(method, path, json=body, headers={"x-csrf-token": csrf})
        else:
            answer = browser.request(method, path, data={**body, "csrf": csrf})
        assert answer.status_code == 403, (method, path)
    assert len(home.acts()) == before


def test_the_navigation_shows_people_to_admins_alone():
    def labels(role):
        found = entries(Person(name="x", role=role))
        return {each.label for _, some in found for each in some}

    assert {"People", "Audit log"} <= labels(Role.ADMIN)
    assert not {"People", "Audit log"} & labels(Role.APPROVER)


def test_a_new_password_needs_the_old_one_and_ends_every_session(home):
    browser, other = home.signed_in(), home.signed_in()
    new = "seventeen tons of copper"
    for form, said in (
        ({"old": "wrong", "new": new, "again": new}, "present password is wrong"),
        ({"old": PASSWORD, "new": new, "again": "x"}, "differ"),
        ({"old": PASSWORD, "new": "x" * 12, "again": "x" * 12}, "first anybody tries"),
    ):
        answer = post(browser, "/account/password", **form)
        assert (answer.status_code, said in answer.text) == (422, True), said
    answer = post(browser, "/account/password", old=PASSWORD, new=new, again=new)
    assert answer.headers["location"] == "/sign-in"
    assert browser.get("/account").status_code == 303
    assert other.get("/account").status_code == 303
    assert sign_in(home.browser(), "ann", PASSWORD).status_code == 401
    assert sign_in(home.browser(), "ann", new).status_code == 303


def test_guessing_the_old_password_waits_too(home):
    browser = home.signed_in()
    guess = {"old": "wrong", "new": "x" * 20, "again": "x" * 20}
    said = [post(browser, "/account/password", **guess).text for _ in range(6)]
    assert "present password is wrong" in said[4]
    assert "try again in" in said[5]


def test_one_ends_ones_own_sessions_and_nobody_elses(home):
    home.account("bob", Role.VIEWER)
    ann, elsewhere, bob = home.signed_in(), home.signed_in(), home.signed_in("bob")
    page = ann.get("/account").text
    numbers = re.findall(r"/account/sessions/(\d+)/end", page)
    assert (len(numbers), page.count("this one</span>")) == (2, 1)
    theirs = re.findall(r"/account/sessions/(\d+)/end", bob.get("/account").text)[0]
    assert post(ann, f"/account/sessions/{theirs}/end").status_code != 303
    assert bob.get("/account").status_code == 200
    for number in numbers:
        if ann.get("/account").status_code == 200:
            post(ann, f"/account/sessions/{number}/end")
    assert elsewhere.get("/account").status_code == 303


def test_a_token_is_shown_once_and_works_until_it_is_revoked(home):
    browser = home.signed_in()
    form = {"purpose": "grafana", "role": "viewer", "days": "30"}
    page = post(browser, "/account/tokens", **form)
    text = re.search(r"nw_[\w-]{43}", page.text)[0]
    assert text not in browser.get("/account").text
    program = with_token(home, text)
    assert program.get("/api/v1/tokens").json()[0]["name"] == "grafana"
    number = re.findall(r"/account/tokens/(\d+)/revoke", browser.get("/account").text)[0]
    assert post(browser, f"/account/tokens/{number}/revoke").status_code == 303
    assert program.get("/api/v1/tokens").status_code == 401


def test_a_token_counts_for_the_api_alone(home):
    program = with_token(home, token(home).text)
    assert program.get("/api/v1/people").status_code == 200
    assert program.get("/people").status_code == 303
    # Whoever brings a token that is none is not let in by a cookie instead.
    browser = home.signed_in(headers={"authorization": "Bearer nw_guess"})
    assert browser.get("/api/v1/tokens").status_code == 401
    assert browser.get("/account").status_code == 200


@pytest.mark.parametrize(
    "said", ["Bearer ", "Bearer nw_", "Basic YTpi", "nw_x", "Bearer " + "x" * 5000, "Bearer \u00e9"]
)
def test_what_is_no_token_lets_nobody_in(home, said):
    browser = home.browser()
    answer = browser.get("/api/v1/tokens", headers={"authorization": said.encode()})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_ends_and_does_no_more_than_its_owner(home):
    home.account("bob", Role.OPERATOR, NYC)
    made = token(home, "bob", Role.OPERATOR)
    with pytest.raises(TokenError, match="not do more"):
        token(home, "bob", Role.APPROVER)
    with pytest.raises(TokenError, match="sees none"):
        token(home, "bob", Role.VIEWER, Limits(sites=frozenset({"sfo"})))
    now = home.clock()
    person = api_tokens.bearer(home.work, made.text, now)
    assert (person.name, person.role, person.limits) == ("bob", Role.OPERATOR, NYC)
    accounts.change_role(home.work, "bob", Role.VIEWER, ROOT, now)
    assert api_tokens.bearer(home.work, made.text, now).role is Role.VIEWER
    narrow = token(home, "bob", Role.VIEWER, NYC)
    elsewhere = Limits(sites=frozenset({"sfo"}))
    accounts.change_limits(home.work, "bob", elsewhere, ROOT, now)
    # What it was limited to and what its owner sees now share nothing, which is not everything.
    assert api_tokens.bearer(home.work, narrow.text, now) is None
    home.clock.turn(days=1)
    assert api_tokens.bearer(home.work, made.text, home.clock()) is None
    made = token(home, "bob", Role.VIEWER)
    accounts.disable(home.work, "bob", ROOT, home.clock())
    assert api_tokens.bearer(home.work, made.text, home.clock()) is None


def test_a_token_makes_no_tokens(home):
    program = with_token(home, token(home).text)
    answer = program.post("/api/v1/tokens", json={"name": "more"})
    assert (answer.status_code, "cannot create tokens" in answer.text) == (403, True)
    browser = home.signed_in()
    csrf = csrf_of(browser.get("/account"))
    answer = browser.post("/api/v1/tokens", json={"name": "x"}, headers={"x-csrf-token": csrf})
    assert (answer.status_code, answer.json()["token"][:3]) == (201, "nw_")
    gone = program.delete(f"/api/v1/tokens/{answer.json()['id']}")
    assert gone.status_code == 204


def test_people_over_the_api(home):
    program = with_token(home, token(home).text)
    made = program.post("/api/v1/people", json={"name": "bob", "role": "viewer", "sites": ["nyc"]})
    assert made.status_code == 201
    assert made.json()["account"]["sites"] == ["nyc"]
    code = made.json()["path"].partition("=")[2]
    assert home.browser().get(f"/invitation?code={code}").status_code == 200
    role = program.put("/api/v1/people/bob/role", json={"role": "approver"})
    assert role.json()["role"] == "approver"
    limits = program.put("/api/v1/people/bob/limits", json={"tags": ["edge"]})
    assert (limits.json()["sites"], limits.json()["tags"]) == ([], ["edge"])
    assert program.post("/api/v1/people/bob/invitation").status_code == 201
    assert program.post("/api/v1/people/bob/disable").json()["disabled"] is True
    assert program.post("/api/v1/people/bob/enable").json()["disabled"] is False
    assert [each["name"] for each in program.get("/api/v1/people").json()] == ["ann", "bob"]
    assert program.put("/api/v1/people/nobody/role", json={"role": "viewer"}).status_code == 404
    acts = program.get("/api/v1/audit?who=ann&limit=3").json()
    assert [each["how"] for each in acts["items"]] == ["token"] * 3
    older = program.get(f"/api/v1/audit?who=ann&limit=3&after={acts['next']}").json()["items"]
    assert older[0]["id"] < acts["items"][-1]["id"]


def test_the_audit_log_is_filtered_and_paged(home):
    for number in range(60):
        accounts.change_limits(home.work, "ann", EVERYTHING, ROOT, home.clock())
        home.clock.turn(seconds=number)
    browser = home.signed_in()
    page = browser.get("/audit?act=account+limits&who=root")
    assert page.text.count("account limits</span>") == 50
    older = re.search(r'href="([^"]+)" rel="next"', page.text)[1].replace("&amp;", "&")
    last = browser.get(older)
    assert last.text.count("account limits</span>") == 10
    assert 'rel="next"' not in last.text
    assert browser.get("/audit?outcome=refused").text.count("<tr>") == 0
    assert "Nothing matches" in browser.get("/audit?who=nobody").text
    wrong = browser.get("/audit?since=yesterday")
    assert (wrong.status_code, "is no time" in wrong.text) == (422, True)


def test_what_people_write_is_shown_as_text(home):
    browser = home.signed_in()
    hostile = "<img src=x onerror=alert(1)>\u202e"
    post(browser, "/account/tokens", purpose=hostile, role="viewer", days="1")
    post(browser, "/people", name="bob", role="viewer", sites=hostile)
    for path in ("/account", "/people", "/audit"):
        text = browser.get(path).text
        assert "<img" not in text.replace('<img src="/static', "")
        assert "\u202e" not in text
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=", text)
    answer = browser.get("/sign-in?next=%22%3E%3Cscript%3E")
    assert "<script>" not in answer.text
