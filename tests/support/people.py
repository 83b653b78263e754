"""A console with the gate that knows people, a clock that tests turn, and browsers."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from support.console import FixedDesk

from netwatch.app import accounts
from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.identity import passwords
from netwatch.model.act import Actor, How
from netwatch.model.person import EVERYTHING, Role
from netwatch.store.people_values import ActFilter, NewAccount
from netwatch.web.app import create_app
from netwatch.web.asked import Console
from netwatch.web.machine import Served
from netwatch.web.people_gate import PeopleGate

PASSWORD = "sixteen tons of copper"
ROOT = Actor(name="root", how=How.CLI)
INVENTORY = """
defaults: {credentials: none}
credentials: {none: {username: x, password: {env: X}}}
devices:
  - {name: r1, address: 192.0.2.1, platform: cisco_ios, site: nyc, tags: [edge]}
  - {name: r2, address: 192.0.2.2, platform: cisco_ios, site: sfo}
"""


@dataclass
class Clock:
    """Stands still until it is turned."""

    now: datetime = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def turn(self, **span):
        self.now += timedelta(**span)


@dataclass
class House:
    """A workspace with people in it, and browsers that come to its console."""

    work: Workspace
    clock: Clock = field(default_factory=Clock)

    @property
    def people(self):
        return self.work.store.people

    def account(self, name="ann", role=Role.ADMIN, limits=EVERYTHING, password=PASSWORD):
        """Add an account whose password is set already."""
        new = NewAccount(name=name, role=role, limits=limits)
        invited = accounts.add(self.work, new, ROOT, self.clock())
        if password is not None:
            accounts.redeem(self.work, invited.code, password, "192.0.2.9", self.clock())
        return invited

    def acts(self, **wanted):
        page = self.people.acts.page(ActFilter(**wanted), limit=500)
        return [each.act for each in reversed(page.acts)]

    def app(self, hosts=None):
        desk = FixedDesk(self.work)
        console = Console(desk=desk, gate=PeopleGate(desk, self.clock), clock=self.clock)
        return create_app(Served(troubles=tuple, metrics=str, hooks={}), console, hosts=hosts)

    def browser(self, scheme="http", hosts=None, **client):
        return TestClient(
            self.app(hosts), base_url=f"{scheme}://testserver", follow_redirects=False, **client
        )

    def signed_in(self, name="ann", password=PASSWORD, **client):
        browser = self.browser(**client)
        assert sign_in(browser, name, password).status_code == 303
        return browser


@pytest.fixture
def cheap(monkeypatch):
    """Hash passwords with so little work that a test may sign in a hundred times."""
    monkeypatch.setattr(
        passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


def house(tmp_path, **settings):
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    given = {"state_dir": tmp_path, "inventory": tmp_path / "inventory.yaml", **settings}
    return House(Workspace(load_settings(**given), {"OIDC_SECRET": "s3cret"}))


def csrf_of(page):
    """Return the token in a page's forms."""
    return re.search(r'name="csrf" value="([^"]+)"', page.text)[1]


def sign_in(browser, name, password, back="/account"):
    csrf = csrf_of(browser.get("/sign-in"))
    form = {"name": name, "password": password, "csrf": csrf, "next": back}
    return browser.post("/sign-in", data=form)
