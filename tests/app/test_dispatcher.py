"""The part of the daemon that sends: anew, side by side, and killed half way."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from support.alert_work import ROUTE, Clock, find, hook, send, titles, workspaces
from support.receivers import HttpReceiver
from support.visits import finding

from netwatch.app import alerting
from netwatch.app.dispatcher import Dispatcher
from netwatch.store import migrate

pytestmark = pytest.mark.lab

_SERVER = os.getenv("NETWATCH_TEST_POSTGRES")


@pytest.fixture
def clock(monkeypatch):
    moving = Clock()
    monkeypatch.setattr(alerting, "utc_now", moving)
    return moving


@pytest.fixture
def said():
    return []


@pytest.fixture
def made(tmp_path):
    with workspaces(tmp_path) as make:
        yield make


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_dispatcher_sends_until_it_is_stopped_and_reads_alerts_anew(made, tmp_path, said):
    with HttpReceiver() as receiver:
        work = made([hook(receiver)])
        alerting.begin(work, print)
        part = Dispatcher(work, said.append, every_s=0.05)
        part.start()
        find(work, finding("mirror 1"))
        wait_for(lambda: titles(receiver) == ["mirror 1 appeared"])
        assert part.trouble() is None
        (tmp_path / "alerts.yaml").write_text("sinks: nonsense\n")
        wait_for(lambda: part.complaint is not None)
        assert "alerts.yaml:1" in part.complaint
        assert part.trouble() is None  # no restart mends a file
        (tmp_path / "alerts.yaml").write_text(
            json.dumps({"sinks": [hook(receiver)], "routes": [ROUTE]})
        )
        find(work, finding("mirror 1"), finding("mirror 2"))
        wait_for(lambda: len(titles(receiver)) == 2)
        wait_for(lambda: part.complaint is None)
        part.stop()
        find(work, *(finding(f"mirror {each}") for each in (1, 2, 3)))
        assert len(titles(receiver)) == 2


@contextmanager
def postgres_schema():
    if not _SERVER:
        pytest.skip("NETWATCH_TEST_POSTGRES names no PostgreSQL server")
    import psycopg

    schema = f"netwatch_{uuid.uuid4().hex}"
    with psycopg.connect(_SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    yield f"{_SERVER}{'&' if '?' in _SERVER else '?'}options={quote(f'-csearch_path={schema}')}"
    with psycopg.connect(_SERVER, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.mark.postgres
def test_two_dispatchers_on_one_postgresql_double_nothing(made, said):
    with postgres_schema() as url, HttpReceiver() as receiver:
        migrate.upgrade(url)
        work = made([hook(receiver)], database_url=url)
        alerting.begin(work, print)
        parts = [Dispatcher(work, said.append, every_s=0.02) for _ in range(2)]
        for each in parts:
            each.start()
        for number in range(1, 5):
            many = (finding(f"mirror {each}") for each in range(number * 10))
            find(work, *many)
        wait_for(lambda: len(titles(receiver)) >= 40)
        time.sleep(0.2)
        for each in parts:
            each.stop()
        assert sorted(titles(receiver)) == sorted(f"mirror {each} appeared" for each in range(40))
        work.close()
    assert said == []


KILLED = """
import os, signal, sys, time
from netwatch.app import alerting
from netwatch.app.workspace import Workspace
from netwatch.store.outbox import Outbox
def dies(*_args, **_given):
    os.kill(os.getpid(), signal.SIGKILL)
Outbox.delivered = dies
with Workspace.open({"inventory": sys.argv[1], "state_dir": sys.argv[2]}) as work:
    alerting.enqueue(work, print)
    alerting.deliver(work, time.monotonic() + 30)
"""


def test_killed_between_sending_and_noting_it_is_sent_again_under_the_same_key(
    made, clock, tmp_path
):
    with HttpReceiver() as receiver:
        work = made([hook(receiver)])
        alerting.begin(work, print)
        find(work, finding())
        words = [sys.executable, "-c", KILLED, tmp_path / "inventory.yaml", tmp_path / "state"]
        root = Path(alerting.__file__).parents[2]
        done = subprocess.run(words, cwd=root, check=False, capture_output=True, timeout=60)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert len(receiver.received) == 1
        assert send(work).sent == 0  # its lease still stands
        clock.moved += timedelta(minutes=5)
        assert send(work).sent == 1
        first, second = (got.headers["Idempotency-Key"] for got in receiver.received)
    assert first == second
