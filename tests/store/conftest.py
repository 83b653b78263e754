"""Every test of the store runs on SQLite, and on PostgreSQL where a server is named."""

import pytest
from support.databases import postgres_schema

from netwatch.store import Store, migrate


@pytest.fixture
def postgres_url():
    """A schema of its own on the server, dropped afterwards."""
    with postgres_schema() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path}/netwatch.db"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request):
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def store(url):
    if url.startswith("postgres"):
        migrate.upgrade(url)
    with Store.open(url, wait_s=2.0) as opened:
        yield opened
