"""A service that is killed in mid-sweep, on both databases, against the lab fleet over SSH."""

import signal
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.databases import postgres_schema
from support.serving import Serving, eventually

from netwatch.store import Store, migrate
from netwatch.store.run_values import KeptSchedule, RunStatus

pytestmark = pytest.mark.lab

ONCE_A_YEAR = ("--schedule", "0 3 1 1 *")
# One device after the other, so that there is a middle to be killed in.
SLOWLY = {"NETWATCH_THREADS": "1", "NETWATCH_PACE_S": "0.7"}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/netwatch.db"
        return
    with postgres_schema() as made:
        migrate.upgrade(made)
        yield made


@pytest.fixture
def postgres_url():
    with postgres_schema() as made:
        migrate.upgrade(made)
        yield made


@pytest.fixture
def store(url):
    with Store.open(url) as opened:
        yield opened


def visits(store):
    return Counter({each.name: len(store.history(each.name)) for each in store.devices()})


def sessions(lab):
    return Counter({each.name: len(lab.sessions(each.name)) for each in lab.specs})


def has_had(store, count):
    """Wait until the one run has had ``count`` devices, and return them."""

    def enough():
        runs = store.schedules.runs()
        visited = store.schedules.visited(runs[0].run_id) if runs else ()
        return visited if len(visited) >= count else None

    return eventually(enough, f"{count} devices visited")


def test_a_sweep_that_is_killed_twice_is_finished_once(lab, tmp_path, url, store):
    already = sessions(lab)
    done = frozenset()
    for count in (3, 6):
        with Serving(tmp_path, url, *ONCE_A_YEAR, **SLOWLY) as service:
            visited = has_had(store, count)
            service.kill()
        assert done <= visited
        done = visited
        assert len(done) < len(lab.specs)
    with Serving(tmp_path, url, *ONCE_A_YEAR, **SLOWLY) as service:
        taken_up = service.until("a run is taken up again")
        said = service.until("a run is done")["said"]
        assert service.events("a run begins")[0]["visited_before"] >= len(done)
    names = {each.name for each in lab.specs}
    (run,) = store.schedules.runs()
    assert (run.run_id, run.status, run.attempts) == (taken_up["run"], RunStatus.DONE, 3)
    assert store.schedules.visited(run.run_id) == names
    assert visits(store) == dict.fromkeys(names, 1)
    assert list(store.verify()) == []
    # What was kept before a kill was not asked again: only what was in flight was.
    again = {name for name, count in (sessions(lab) - already).items() if count > 1}
    assert len(again) <= 2
    assert "were visited before a restart" in said


def test_sigterm_lets_the_visit_in_flight_end_and_the_rest_waits(lab, tmp_path, url, store):
    with Serving(tmp_path, url, *ONCE_A_YEAR, **SLOWLY) as service:
        has_had(store, 1)
        service.signal(signal.SIGTERM)
        assert service.wait() == 0
        assert service.events("a run was put down")
        assert service.events("stopped")
    (run,) = store.schedules.unfinished()
    visited = store.schedules.visited(run.run_id)
    assert run.owner == ""
    assert 1 <= len(visited) < len(lab.specs)
    assert visits(store) == dict.fromkeys(visited, 1)
    assert {each.outcome.value for each in store.devices()} == {"ok"}
    with Serving(tmp_path, url, *ONCE_A_YEAR) as service:
        service.until("a run is done")
    assert visits(store) == dict.fromkeys((each.name for each in lab.specs), 1)


def test_the_collecting_processes_of_a_killed_service_end_too(lab, tmp_path, url, store):
    with Serving(tmp_path, url, *ONCE_A_YEAR, **SLOWLY, NETWATCH_PROCESSES="2") as service:
        has_had(store, 2)
        assert len(alive(tmp_path)) > 2
        service.kill()
    eventually(lambda: not alive(tmp_path), "all processes have ended")
    with Serving(tmp_path, url, *ONCE_A_YEAR, NETWATCH_PROCESSES="2") as service:
        service.until("a run is done")
    assert visits(store) == dict.fromkeys((each.name for each in lab.specs), 1)
    eventually(lambda: not alive(tmp_path), "all processes have ended")


def alive(folder):
    """Return the processes that were started with their state in ``folder``."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"NETWATCH_STATE_DIR={folder}/".encode() in (each / "environ").read_bytes():
                found.append(each.name)
    return found


def test_without_grace_what_is_cut_is_not_kept(lab, tmp_path, url, store):
    with Serving(tmp_path, url, *ONCE_A_YEAR, **SLOWLY, NETWATCH_STOP_GRACE_S="0") as service:
        visited = has_had(store, 2)
        service.signal(signal.SIGTERM)
        assert service.wait() == 0
    assert visited <= visits(store).keys()
    assert {each.outcome.value for each in store.devices()} == {"ok"}


def test_a_second_signal_ends_at_once(lab, tmp_path, url, store):
    with Serving(tmp_path, url, *ONCE_A_YEAR, **SLOWLY) as service:
        has_had(store, 1)
        service.signal(signal.SIGTERM)
        service.until("stopping scheduler")
        service.signal(signal.SIGTERM)
        assert service.wait() in {0, 128 + signal.SIGTERM}


@pytest.mark.postgres
def test_of_two_servers_one_runs_and_the_other_takes_over(lab, tmp_path, postgres_url):
    already = sessions(lab)
    with Store.open(postgres_url) as store:
        with Serving(tmp_path, postgres_url, *ONCE_A_YEAR, **SLOWLY) as first:
            first.until("this server leads")
            with Serving(tmp_path, postgres_url, *ONCE_A_YEAR, **SLOWLY) as second:
                second.until("watching")
                done = has_had(store, 3)
                assert not second.events("this server leads")
                first.kill()
                second.until("this server leads")
                second.until("a run is taken up again")
                second.until("a run is done")
        (run,) = store.schedules.runs()
        names = {each.name for each in lab.specs}
        assert (run.status, run.attempts) == (RunStatus.DONE, 2)
        assert store.schedules.visited(run.run_id) == names
        assert visits(store) == dict.fromkeys(names, 1)
    asked = sessions(lab) - already
    assert all(asked[name] == 1 for name in done)


@pytest.mark.postgres
def test_two_servers_run_each_schedule_once(lab, tmp_path, postgres_url):
    names = [f"report-{number}" for number in range(6)]
    lines = "\n".join(
        f"- {{name: {name}, what: report, cron: '0 3 1 1 *', output: {name}.json}}"
        for name in names
    )
    (tmp_path / "schedules.yaml").write_text(f"schedules:\n{lines}\n")
    due = datetime(2026, 1, 1, 3, tzinfo=UTC)
    with Store.open(postgres_url) as store:
        store.schedules.sync(
            KeptSchedule(name=name, what="report", plan="cron 0 3 1 1 * UTC", next_run=due)
            for name in names
        )
        with (
            Serving(tmp_path, postgres_url, *ONCE_A_YEAR) as one,
            Serving(tmp_path, postgres_url, *ONCE_A_YEAR) as two,
        ):

            def over():
                runs = store.schedules.runs()
                return len(runs) == 7 and all(each.finished_at for each in runs)

            eventually(over, "seven runs are done")
            leads = [each.events("this server leads") for each in (one, two)]
            assert sorted(map(len, leads)) == [0, 1]
        runs = store.schedules.runs()
    assert Counter(each.schedule for each in runs) == Counter(["nightly", *names])
    assert {each.status for each in runs} == {RunStatus.DONE}
    assert {each.scheduled_for for each in runs if each.what == "report"} == {due}
    assert all((tmp_path / f"{name}.json").read_text() for name in names)
