"""People of a directory: what it says of them becomes an account; ldap3 itself is tested apart."""

import pytest
from support.people import cheap, house, sign_in

from netwatch.identity import ldap
from netwatch.identity.ldap import Entry
from netwatch.model.act import ActOutcome
from netwatch.model.person import Origin, Role

__all__ = ["cheap"]
pytestmark = pytest.mark.usefixtures("cheap")

NOC = "cn=noc,ou=groups,dc=example,dc=net"


@pytest.fixture
def home(tmp_path, monkeypatch):
    groups = {"ann": (NOC.upper(),), "bob": ("cn=x",), "root": (NOC,)}

    def find(directory, name, password):
        if password != "right directory password" or name not in groups:
            return None
        return Entry(f"uid={name},{directory.base}", groups[name])

    monkeypatch.setattr(ldap, "find", find)
    made = house(
        tmp_path, ldap_url="ldaps://dir.example.net", ldap_user="uid={name},dc=example,dc=net",
        ldap_base="dc=example,dc=net", ldap_roles={NOC: "operator"},
    )  # fmt: skip
    with made.work:
        yield made


def test_somebody_in_the_directory_becomes_an_account(home):
    assert sign_in(home.browser(), "ann", "wrong").status_code == 401
    for _ in range(2):
        assert sign_in(home.browser(), "Ann", "right directory password").status_code == 303
    account = home.people.accounts.get("ann")
    assert (account.origin, account.role, account.has_password) == (
        Origin.LDAP, Role.OPERATOR, False,
    )  # fmt: skip
    assert len(home.people.accounts.all()) == 1


def test_nobody_without_a_role_gets_in(home):
    assert sign_in(home.browser(), "bob", "right directory password").status_code == 401
    assert "no role" in home.acts(outcome=ActOutcome.REFUSED)[0].detail
    assert home.people.accounts.all() == ()


def test_the_directory_is_not_asked_about_a_local_account(home):
    home.account("root")
    assert sign_in(home.browser(), "root", "right directory password").status_code == 401
    assert sign_in(home.browser(), "root", "sixteen tons of copper").status_code == 303
