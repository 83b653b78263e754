"""Every test of the store runs on SQLite, and on PostgreSQL where a server is named."""

import os
import uuid
from urllib.parse import quote

import pytest

from netwatch.store import Store, migrate

_SERVER = os.getenv("NETWATCH_TEST_POSTGRES")


@pytest.fixture
def postgres_url():
    """A schema of its own on the server, dropped afterwards."""
    if not _SERVER:
        pytest.skip("NETWATCH_TEST_POSTGRES names no PostgreSQL server")
    import psycopg

    schema = f"netwatch_{uuid.uuid4().hex}"
    with psycopg.connect(_SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    joint = "&" if "?" in _SERVER else "?"
    yield f"{_SERVER}{joint}options={quote(f'-csearch_path={schema}')}"
    with psycopg.connect(_SERVER, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


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
