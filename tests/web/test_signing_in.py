"""Coming in and out: forms, cookies, throttling, invitations."""

import re
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher
from support.people import PASSWORD, ROOT, cheap, csrf_of, house, sign_in

from netwatch.app import accounts
from netwatch.model.act import Act, ActOutcome, How
from netwatch.model.person import Role

__all__ = ["cheap"]
pytestmark = pytest.mark.usefixtures("cheap")


@pytest.fixture
def home(tmp_path):
    made = house(tmp_path)
    with made.work:
        yield made


def cookie_of(answer, name):
    return next(each for each in answer.headers.get_list("set-cookie") if each.startswith(name))


def test_the_first_visit_says_how_to_make_an_account(home):
    page = home.browser().get("/sign-in")
    assert "netwatch users add NAME --role admin" in page.text
    assert 'type="password"' not in page.text


def test_an_invitation_sets_a_password_once_and_lets_in(home):
    invited = home.account(password=None)
    browser = home.browser()
    page = browser.get(f"/invitation?code={invited.code}")
    assert "Welcome, ann" in page.text
    form = {"code": invited.code, "password": PASSWORD, "again": PASSWORD, "csrf": csrf_of(page)}
    wrong = browser.post("/invitation", data=form | {"again": "something else here"})
    assert (wrong.status_code, "differ" in wrong.text) == (422, True)
    short = browser.post("/invitation", data=form | {"password": "short", "again": "short"})
    assert (short.status_code, "12 to 1024" in short.text) == (422, True)
    answer = browser.post("/invitation", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.get("/account").status_code == 200
    again = home.browser().get(f"/invitation?code={invited.code}")
    assert again.status_code == 404
    assert "used, replaced or has run out" in again.text
    assert home.browser().get("/invitation?code=guess").status_code == 404


def test_who_knows_the_password_gets_in_and_back_to_where_they_wanted(home):
    home.account()
    browser = home.browser()
    sent = browser.get("/account?x=1")
    assert sent.headers["location"] == "/sign-in?next=%2Faccount%3Fx%3D1"
    answer = sign_in(browser, " Ann", PASSWORD, back="/account?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?x=1")
    assert browser.get("/account").status_code == 200
    assert browser.get("/sign-in").status_code == 303
    act = home.acts(act="session open")[-1]
    assert (act.actor.name, act.actor.how, act.outcome) == ("ann", How.SESSION, ActOutcome.DONE)


@pytest.mark.parametrize(
    "back",
    ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere", "/a\\b", "/a\r\nX: y",
     "javascript:alert(1)", "", "/\tx"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(home, back):
    home.account()
    answer = sign_in(home.browser(), "ann", PASSWORD, back=back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_whoever_fails_learns_only_that(home):
    home.account()
    home.account("bob", Role.VIEWER)
    accounts.disable(home.work, "bob", ROOT, home.clock())
    home.account("invited", password=None)
    said = set()
    for name, password in (("ann", "wrong"), ("nobody", PASSWORD), ("bob", PASSWORD),
                           ("invited", ""), ("ann", "x" * 1024)):  # fmt: skip
        answer = sign_in(home.browser(), name, password or " ")
        assert answer.status_code == 401
        said.add(re.search(r'role="alert">([^<]+)<', answer.text)[1])
    assert len(said) == 1
    refused = home.acts(act="session open", outcome=ActOutcome.REFUSED)
    assert [(each.actor.name, each.detail) for each in refused] == [
        ("ann", "wrong password"),
        ("", "no such account"),
        ("bob", "the account is disabled"),
        ("invited", "wrong password"),
        ("ann", "wrong password"),
    ]


def test_a_name_nobody_has_is_not_kept_for_it_may_be_a_password(home):
    home.account()
    sign_in(home.browser(), "my secret passphrase", "x")
    assert "passphrase" not in repr(home.acts())


def test_failing_waits_longer_each_time_and_the_right_password_waits_too(home):
    home.account()
    for _ in range(5):
        assert sign_in(home.browser(), "ann", "wrong").status_code == 401
    early = sign_in(home.browser(), "ann", PASSWORD)
    assert (early.status_code, early.headers["retry-after"]) == (429, "1")
    assert "try again in 1 seconds" in early.text
    waits = []
    for _ in range(8):
        answer = sign_in(home.browser(), "ann", "wrong")
        waits.append(int(answer.headers["retry-after"]))
        home.clock.turn(seconds=waits[-1])
        assert sign_in(home.browser(), "ann", "wrong").status_code == 401
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    home.clock.turn(seconds=60)
    assert sign_in(home.browser(), "ann", PASSWORD).status_code == 303
    assert sign_in(home.browser(), "ann", "wrong").status_code == 401


def test_names_nobody_has_wait_as_others_do(home):
    home.account()
    codes = [sign_in(home.browser(), "nobody", "wrong").status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]


def test_an_address_that_tries_many_names_waits(home):
    home.account()
    codes = [sign_in(home.browser(), f"n{number}", "wrong").status_code for number in range(31)]
    assert codes == [401] * 30 + [429]
    assert sign_in(home.browser(client=("192.0.2.77", 1)), "ann", PASSWORD).status_code == 303


def test_a_session_has_a_new_name_each_time_and_a_planted_one_is_worth_nothing(home):
    home.account()
    browser = home.browser()
    browser.cookies.set("netwatch_session", "planted", domain="testserver.local")
    first = sign_in(browser, "ann", PASSWORD)
    names = {browser.cookies.get("netwatch_session")}
    assert "planted" not in names
    assert cookie_of(first, "netwatch_session")
    thief = home.browser(cookies={"netwatch_session": "planted"})
    assert thief.get("/account").status_code == 303


def test_signing_in_again_ends_the_session_before(home):
    home.account()
    browser = home.signed_in()
    before = browser.cookies.get("netwatch_session")
    visit = home.browser()
    csrf = csrf_of(visit.get("/sign-in"))
    visit.cookies.set("netwatch_session", before)
    form = {"name": "ann", "password": PASSWORD, "csrf": csrf}
    assert visit.post("/sign-in", data=form).status_code == 303
    assert home.browser(cookies={"netwatch_session": before}).get("/account").status_code == 303


def test_cookies_are_kept_from_scripts_other_sites_and_clear_lines(home):
    home.account()
    over_tls = home.browser("https")
    answer = sign_in(over_tls, "ann", PASSWORD)
    given = cookie_of(answer, "__Host-netwatch_session")
    for flag in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=604800"):
        assert flag in given
    assert "Domain" not in given
    assert "strict-transport-security" in answer.headers
    assert over_tls.get("/account").status_code == 200
    in_clear = cookie_of(sign_in(home.browser(), "ann", PASSWORD), "netwatch_session")
    assert "HttpOnly" in in_clear
    assert "Secure" not in in_clear
    # Over TLS the cookie any neighbour could have set does not count.
    value = over_tls.cookies.get("__Host-netwatch_session")
    other = home.browser("https", cookies={"netwatch_session": value})
    assert other.get("/account").status_code == 303


def test_what_lets_in_stands_nowhere_in_the_store(home, tmp_path):
    invited = home.account()
    browser = home.signed_in()
    secret = browser.cookies.get("netwatch_session")
    kept = b"".join(each.read_bytes() for each in tmp_path.glob("netwatch.db*"))
    assert b"ann" in kept
    for each in (secret, invited.code, PASSWORD):
        assert each.encode() not in kept


def test_signing_out_ends_the_session_and_takes_a_form(home):
    home.account()
    browser = home.signed_in()
    secret = browser.cookies.get("netwatch_session")
    assert browser.get("/sign-out").status_code == 405
    assert browser.post("/sign-out").status_code == 403
    assert browser.get("/account").status_code == 200
    answer = browser.post("/sign-out", data={"csrf": csrf_of(browser.get("/account"))})
    assert answer.headers["location"] == "/sign-in"
    assert home.browser(cookies={"netwatch_session": secret}).get("/account").status_code == 303
    assert home.acts()[-1].act == "session end"


def test_a_session_is_over_when_idle_and_at_its_end(home):
    home.account()
    browser = home.signed_in()
    home.clock.turn(hours=11, minutes=59)
    assert browser.get("/account").status_code == 200
    home.clock.turn(hours=12)
    assert browser.get("/account").status_code == 303
    browser = home.signed_in()
    for _ in range(15):
        assert browser.get("/account").status_code == 200
        home.clock.turn(hours=11)
    home.clock.turn(hours=4)
    assert browser.get("/account").status_code == 303


def test_another_role_ends_sessions_and_limits_count_at_once(home):
    home.account()
    home.account("bob", Role.OPERATOR)
    browser = home.signed_in("bob")
    accounts.change_role(home.work, "bob", Role.VIEWER, ROOT, home.clock())
    assert browser.get("/account").status_code == 303
    browser = home.signed_in("bob")
    accounts.disable(home.work, "bob", ROOT, home.clock())
    assert browser.get("/account").status_code == 303


def test_single_sign_on_is_offered_where_a_provider_is_named(tmp_path):
    made = house(tmp_path, oidc_issuer="https://id.example.net", public_url="https://n.example.net")
    with made.work:
        page = made.browser().get("/sign-in?next=/account").text
    assert 'href="/sign-in/oidc?next=%2Faccount"' in page


def test_a_provider_that_cannot_be_used_is_said(tmp_path):
    made = house(tmp_path, oidc_issuer="http://id.example.net", public_url="https://n.example.net")
    with made.work:
        answer = made.browser().get("/sign-in/oidc")
    assert answer.status_code == 503
    assert "must begin with https://" in answer.text


def test_the_way_to_sign_in_is_ours(home):
    target = home.browser().get("/account").headers["location"]
    assert urlsplit(target).netloc == ""


def test_a_hash_of_old_parameters_is_replaced_when_its_owner_signs_in(home):
    home.account()
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    act = Act(at=home.clock(), actor=ROOT, act="account password", subject="ann")
    home.people.accounts.set_password("ann", old, act)
    assert sign_in(home.browser(), "ann", "wrong").status_code == 401
    assert home.people.accounts.password("ann") == old
    assert sign_in(home.browser(), "ann", PASSWORD).status_code == 303
    assert "m=8,t=1,p=1" in home.people.accounts.password("ann")
    assert sign_in(home.browser(), "ann", PASSWORD).status_code == 303
