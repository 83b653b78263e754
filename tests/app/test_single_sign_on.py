"""Signing in at a real OpenID provider on loopback, and at one that lies."""

import json
import threading
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from oidc_provider_mock import User, run_server_in_thread
from support.people import house

from netwatch.app import accounts
from netwatch.model.act import ActOutcome
from netwatch.model.person import EVERYTHING, Origin, Role
from netwatch.store.people_values import NewAccount

pytestmark = [
    pytest.mark.lab,
    # The provider's own use of its library.
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


def single(tmp_path, issuer, **given):
    settings = {
        "oidc_issuer": issuer,
        "oidc_client_secret": "env:OIDC_SECRET",
        "oidc_role_claim": "realm.groups",
        "oidc_roles": {"noc": "operator", "netadmins": "admin"},
        "public_url": "http://testserver",
        **given,
    }
    return house(tmp_path, **settings)


def at_real(tmp_path, issuer, **given):
    """Return a house whose clock agrees with a provider that has its own."""
    made = single(tmp_path, issuer, **given)
    made.clock.now = datetime.now(UTC)
    return made


def authorize(location, sub):
    """Return where a real provider sends the browser of ``sub``, who agrees."""
    return httpx.post(location, data={"sub": sub}).headers["location"]


def back_path(location):
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}"


@pytest.fixture
def real():
    people = [
        User(sub="1", claims={"preferred_username": "Ann", "realm": {"groups": ["x", "noc"]}}),
        User(sub="2", claims={"preferred_username": "root", "realm": {"groups": "netadmins"}}),
        User(sub="3", claims={"preferred_username": "carl", "realm": {"groups": []}}),
        User(sub="4", claims={"preferred_username": "no name!", "realm": {"groups": ["noc"]}}),
    ]
    with run_server_in_thread(user_claims=people, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


def test_somebody_signs_in_at_a_provider_and_comes_back_to_where_they_were(real, tmp_path):
    made = at_real(tmp_path, real)
    with made.work:
        browser = made.browser()
        away = browser.get("/sign-in/oidc?next=/account")
        asked = parse_qs(urlsplit(away.headers["location"]).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["response_type"] == ["code"]
        assert asked["redirect_uri"] == ["http://testserver/sign-in/oidc/back"]
        assert asked["state"] != asked["nonce"]
        answer = browser.get(back_path(authorize(away.headers["location"], "1")))
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        assert "single sign-on" in browser.get("/account").text
        kept = made.people.accounts.get("ann")
        assert (kept.role, kept.origin, kept.limits) == (Role.OPERATOR, Origin.OIDC, EVERYTHING)
        # Whoever comes again is the same account, whatever they are called by now.
        again = made.browser()
        away = again.get("/sign-in/oidc")
        again.get(back_path(authorize(away.headers["location"], "1")))
        assert len(made.people.accounts.all()) == 1


def enter(made, sub):
    browser = made.browser()
    away = browser.get("/sign-in/oidc")
    return browser.get(back_path(authorize(away.headers["location"], sub)))


def test_the_providers_word_of_the_role_counts_each_time(real, tmp_path):
    made = at_real(tmp_path, real)
    with made.work:
        assert enter(made, "1").status_code == 303
        made.people.accounts.add(NewAccount(name="x", role=Role.ADMIN), made_act(made))
        accounts.change_role(made.work, "ann", Role.ADMIN, made_act(made).actor, made.clock())
        assert enter(made, "1").status_code == 303
        assert made.people.accounts.get("ann").role is Role.OPERATOR
        assert "operator, as oidc says" in repr(made.acts(act="account role"))


def made_act(made):
    from support.people import ROOT

    from netwatch.model.act import Act

    return Act(at=made.clock(), actor=ROOT, act="account add")


@pytest.mark.parametrize(("sub", "why"), [("3", "no role"), ("4", "name cannot be used")])
def test_whoever_has_no_place_here_is_refused(real, tmp_path, sub, why):
    made = at_real(tmp_path, real)
    with made.work:
        answer = enter(made, sub)
        assert answer.status_code == 401
        assert why in answer.text
        assert made.people.accounts.all() == ()
        assert why in made.acts(outcome=ActOutcome.REFUSED)[0].detail


def test_a_provider_cannot_name_its_way_into_an_account_that_is_there(real, tmp_path):
    made = at_real(tmp_path, real)
    with made.work:
        made.account("root")
        answer = enter(made, "2")
        assert (answer.status_code, "another account" in answer.text) == (401, True)
        assert made.people.accounts.get("root").origin is Origin.LOCAL


def test_without_roles_of_the_providers_people_begin_with_the_default(real, tmp_path):
    made = at_real(tmp_path, real, oidc_role_claim=None, oidc_default_role="viewer")
    with made.work:
        assert enter(made, "2").status_code == 303
        assert made.people.accounts.get("root").role is Role.VIEWER


def test_a_disabled_account_stays_out(real, tmp_path):
    made = at_real(tmp_path, real)
    with made.work:
        enter(made, "1")
        accounts.disable(made.work, "ann", made_act(made).actor, made.clock())
        assert enter(made, "1").status_code == 401


def test_a_return_counts_once_for_the_browser_that_left_and_in_time(real, tmp_path):
    made = at_real(tmp_path, real)
    with made.work:
        browser = made.browser()
        away = browser.get("/sign-in/oidc")
        errand = browser.cookies.get("netwatch_errand")
        back = back_path(authorize(away.headers["location"], "1"))
        assert made.browser().get(back).status_code == 401
        other = made.browser()
        other.get("/sign-in/oidc")
        assert other.get(back).status_code == 401
        assert browser.get(back.replace("state=", "state=x")).status_code == 401
        browser.cookies.set("netwatch_errand", errand)
        assert browser.get(back).status_code == 303
        replayed = made.browser(cookies={"netwatch_errand": errand})
        assert replayed.get(back).status_code == 401
        late = made.browser()
        away = late.get("/sign-in/oidc")
        back = back_path(authorize(away.headers["location"], "1"))
        made.clock.turn(minutes=11)
        assert late.get(back).status_code == 401


def test_a_provider_that_says_no_is_told(real, tmp_path):
    made = at_real(tmp_path, real)
    with made.work:
        browser = made.browser()
        browser.get("/sign-in/oidc")
        answer = browser.get("/sign-in/oidc/back?error=access_denied&error_description=<script>")
        assert answer.status_code == 401
        assert "<script>" not in answer.text.replace('<script src="', "")


class Liar(BaseHTTPRequestHandler):
    """A provider whose ID token is whatever a test makes of the right one."""

    def do_GET(self):
        told = self.server.documents.get(urlsplit(self.path).path)
        self.answer(told() if callable(told) else told)

    def do_POST(self):
        self.server.form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        self.server.authorization = self.headers["authorization"]
        self.answer({"id_token": self.server.token(), "access_token": "a", "token_type": "Bearer"})

    def answer(self, told):
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(200 if told is not None else 404)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def liar():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    server.issuer = f"http://127.0.0.1:{server.server_port}"
    server.documents = {
        "/.well-known/openid-configuration": {
            "issuer": server.issuer,
            "authorization_endpoint": f"{server.issuer}/authorize",
            "token_endpoint": f"{server.issuer}/token",
            "jwks_uri": f"{server.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        },
        "/keys": {"keys": [KEY.as_dict(private=False)]},
    }
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def lying():
    with liar() as server:
        yield server


def try_with(tmp_path, server, make):
    """Return the answer to a browser that comes back while the provider gives ``make(claims)``."""
    made = single(tmp_path, server.issuer)
    with made.work:
        browser = made.browser()
        asked = parse_qs(urlsplit(browser.get("/sign-in/oidc").headers["location"]).query)
        at = int(made.clock().timestamp())
        told = {
            "iss": server.issuer, "aud": "netwatch", "sub": "7", "iat": at, "exp": at + 300,
            "nonce": asked["nonce"][0], "preferred_username": "eve",
            "realm": {"groups": ["netadmins"]},
        }  # fmt: skip
        server.token = lambda: make(told)
        answer = browser.get(f"/sign-in/oidc/back?state={asked['state'][0]}&code=c")
        return answer, made.acts(outcome=ActOutcome.REFUSED), made.people.accounts.all()


def signed(claims, key=KEY, alg="RS256", **header):
    return jwt.encode({"alg": alg, "kid": "one", **header}, claims, key, algorithms=[alg])


def without(claims, name):
    return {key: value for key, value in claims.items() if key != name}


def unsigned(claims):
    parts = ({"alg": "none"}, claims)
    packed = (urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in parts)
    return b".".join(packed).decode() + "."


def by_public_key(claims):
    """Return a token signed with the provider's public key, as if it were a shared secret."""
    return signed(claims, OctKey.import_key(KEY.as_pem(private=False)), "HS256")


def test_the_liar_tells_the_truth_once(lying, tmp_path):
    answer, refused, people = try_with(tmp_path, lying, signed)
    assert (answer.status_code, refused, people[0].role) == (303, [], Role.ADMIN)
    assert lying.form["code_verifier"][0]
    assert lying.authorization.startswith("Basic ")
    assert "client_secret" not in lying.form


LIES = {
    "wrong nonce": lambda told: signed(told | {"nonce": "x"}),
    "no nonce": lambda told: signed(without(told, "nonce")),
    "for somebody else": lambda told: signed(told | {"aud": "another"}),
    "for many, by another": lambda told: signed(told | {"aud": ["netwatch", "x"], "azp": "x"}),
    "no audience": lambda told: signed(without(told, "aud")),
    "another issuer": lambda told: signed(told | {"iss": "https://elsewhere.example"}),
    "no issuer": lambda told: signed(without(told, "iss")),
    "over": lambda told: signed(told | {"exp": told["iat"] - 120}),
    "no end": lambda told: signed(without(told, "exp")),
    "not yet": lambda told: signed(told | {"nbf": told["iat"] + 3600}),
    "of the future": lambda told: signed(told | {"iat": told["iat"] + 3600}),
    "nobody": lambda told: signed(without(told, "sub")),
    "blank subject": lambda told: signed(told | {"sub": ""}),
    "subject is a list": lambda told: signed(told | {"sub": ["7"]}),
    "another key": lambda told: signed(told, OTHER),
    "unsigned": unsigned,
    "public key as secret": by_public_key,
    "key in the header": lambda told: signed(told, OTHER, jwk=OTHER.as_dict(private=False)),
    "cut": lambda told: signed(told)[:-8],
    "changed after": lambda told: ".".join(
        [*signed(told).split(".")[:1], signed(told | {"sub": "8"}).split(".")[1],
         signed(told).split(".")[2]]
    ),
    "no token": lambda _: "nonsense",
    "a number": lambda _: 7,
    "huge": lambda _: "x" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_no_lie_lets_anybody_in(lying, tmp_path, lie):
    answer, refused, people = try_with(tmp_path, lying, LIES[lie])
    assert answer.status_code == 401, lie
    assert len(refused) == 1
    assert people == ()
    assert "netwatch_session" not in answer.headers.get("set-cookie", "")


def test_an_answer_of_another_provider_is_not_brought_to_this_one(lying, tmp_path):
    made = single(tmp_path, lying.issuer)
    with made.work:
        browser = made.browser()
        asked = parse_qs(urlsplit(browser.get("/sign-in/oidc").headers["location"]).query)
        back = f"/sign-in/oidc/back?state={asked['state'][0]}&code=c&iss=https://elsewhere.example"
        assert browser.get(back).status_code == 401
        assert not hasattr(lying, "form")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"issuer": "https://elsewhere.example"}, "must be exactly that"),
        ({"token_endpoint": "http://elsewhere.example/token"}, "must begin with https://"),
        ({"jwks_uri": None}, "names no jwks_uri"),
        ({"filler": "x" * 300_000}, "too large"),
    ],
)
def test_a_provider_that_says_odd_things_of_itself_is_not_asked(lying, tmp_path, change, said):
    lying.documents["/.well-known/openid-configuration"] |= change
    made = single(tmp_path, lying.issuer)
    with made.work:
        answer = made.browser().get("/sign-in/oidc")
    assert (answer.status_code, said in answer.text) == (503, True)


@pytest.mark.parametrize("told", [b"[]", b"{", b"[" * 100_000, None])
def test_a_provider_that_answers_nonsense_is_said(lying, tmp_path, told):
    lying.documents["/.well-known/openid-configuration"] = told
    made = single(tmp_path, lying.issuer)
    with made.work:
        assert made.browser().get("/sign-in/oidc").status_code == 503


def test_a_secret_is_a_reference_and_one_that_is_missing_is_said(lying, tmp_path):
    from netwatch.app.settings import SettingsError

    with pytest.raises(SettingsError, match="not the secret"):
        single(tmp_path, lying.issuer, oidc_client_secret="s3cret")
    made = single(tmp_path, lying.issuer, oidc_client_secret="env:MISSING")
    with made.work:
        answer = made.browser().get("/sign-in/oidc")
    assert (answer.status_code, "MISSING" in answer.text) == (503, True)
