"""A database of its own for every test, on SQLite and on the PostgreSQL server that is named."""

import os
import uuid
from contextlib import contextmanager
from urllib.parse import quote

import pytest

_SERVER = os.getenv("NETWATCH_TEST_POSTGRES")


@contextmanager
def postgres_schema():
    """Give the URL of a schema of its own on the server; it is dropped afterwards."""
    if not _SERVER:
        pytest.skip("NETWATCH_TEST_POSTGRES names no PostgreSQL server")
    import psycopg

    schema = f"netwatch_{uuid.uuid4().hex}"
    with psycopg.connect(_SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    joint = "&" if "?" in _SERVER else "?"
    try:
        yield f"{_SERVER}{joint}options={quote(f'-csearch_path={schema}')}"
    finally:
        with psycopg.connect(_SERVER, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")
