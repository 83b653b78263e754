"""``netwatch users`` and ``netwatch audit log``, without a service."""

import re
import subprocess
import sys


def test_the_first_admin_gets_a_link_that_is_good_for_once(run):
    added = run("users", "add", "Ann", "--role", "admin", "--format", "json")
    assert added.code == 0
    assert added.json["account"]["name"] == "ann"
    assert added.json["link"] is None
    assert re.fullmatch(r"/invitation\?code=[\w-]{43}", added.json["path"])
    told = run("users", "reset", "ann").out
    assert "open the console's address followed by /invitation?code=" in told
    again = run("users", "add", "ann")
    assert (again.code, "already" in again.err) == (2, True)


def test_the_link_has_the_consoles_address(run, monkeypatch):
    monkeypatch.setenv("NETWATCH_WEB", ":8550")
    link = run("users", "add", "ann", "--format", "json").json["link"]
    assert link.startswith("http://127.0.0.1:8550/invitation?code=")
    monkeypatch.setenv("NETWATCH_PUBLIC_URL", "https://n.example.net")
    link = run("users", "reset", "ann", "--format", "json").json["link"]
    assert link.startswith("https://n.example.net/invitation?code=")


def test_accounts_are_listed_limited_changed_and_disabled(run):
    run("users", "add", "ann", "--role", "admin")
    run("users", "add", "bob", "--site", "nyc", "--site", "ams", "--tag", "edge")
    assert "site ams, site nyc, tag edge" in run("users", "list").out
    assert run("users", "role", "bob", "approver").code == 0
    assert run("users", "limit", "bob").code == 0
    assert run("users", "disable", "bob").code == 0
    bob = run("users", "list", "--format", "json").json[1]
    assert (bob["role"], bob["sites"], bob["disabled"]) == ("approver", [], True)
    assert run("users", "enable", "bob").code == 0
    for words, said in (
        (("role", "ann", "viewer"), "only admin left"),
        (("disable", "ann"), "only admin left"),
        (("disable", "carl"), "no account"),
        (("role", "bob", "root"), "not one of"),
        (("add", "a b"), "a name has"),
    ):
        refused = run("users", *words)
        assert (refused.code, said in refused.err) == (2, True), words


def test_a_token_is_printed_once_alone_on_standard_output(run):
    run("users", "add", "ann", "--role", "operator")
    made = run("users", "token", "create", "ann", "--for", "ci", "--days", "30")
    assert re.fullmatch(r"nw_[\w-]{43}\n", made.out)
    listed = run("users", "token", "list", "ann", "--format", "json").json
    assert [(each["name"], each["state"]) for each in listed] == [("ci", "in force")]
    assert made.out.strip() not in repr(listed)
    assert run("users", "token", "revoke", listed[0]["id"]).code == 0
    assert run("users", "token", "list", "--format", "json").json[0]["state"] == "revoked"
    assert run("users", "token", "revoke", "1").code == 2
    greater = run("users", "token", "create", "ann", "--for", "x", "--role", "admin")
    assert (greater.code, "not do more" in greater.err) == (2, True)


def test_every_act_is_logged_with_who_typed_it(run):
    run("users", "add", "ann", "--role", "admin")
    run("users", "token", "create", "ann", "--for", "ci")
    run("users", "disable", "ann")
    acts = run("audit", "log", "--format", "json").json
    assert [each["act"] for each in acts] == ["token create", "account invite", "account add"]
    assert {(each["how"], each["subject"]) for each in acts} == {("cli", "ann")}
    assert all(each["who"] for each in acts)
    page = run("audit", "log", "--limit", "1")
    assert "--before 3" in page.out
    older = run("audit", "log", "--before", "3", "--act", "account", "--format", "json").json
    assert [each["id"] for each in older] == [2, 1]
    assert run("audit", "log", "--since", "yesterday").code == 2
    assert run("audit", "log", "--outcome", "refused", "--format", "json").json == []


def test_a_secret_in_the_settings_is_refused(run, monkeypatch):
    monkeypatch.setenv("NETWATCH_OIDC_CLIENT_SECRET", "hunter2hunter2")
    refused = run("users", "list")
    assert (refused.code, "not the secret" in refused.err) == (2, True)
    assert "hunter2" not in refused.err


def test_help_imports_nothing_heavy():
    code = (
        "import sys, netwatch.cli.users, netwatch.cli.audit; "
        "print({'argon2', 'sqlalchemy', 'fastapi', 'authlib', 'ldap3'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
