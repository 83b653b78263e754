"""The part that runs schedules, with a clock of its own and work that a test can hold up."""

import threading
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from support.clocks import Clock, Heard, settle, standing
from support.serving import eventually

from netwatch.app import process
from netwatch.app.job import PutDownError
from netwatch.app.jobs import retention, sweep
from netwatch.app.process import LEASE
from netwatch.app.settings import load_settings
from netwatch.app.workspace import Workspace
from netwatch.model.errors import NetwatchError
from netwatch.scheduler.service import SchedulerPart
from netwatch.store.run_values import RunStatus
from netwatch.store.values import FindingFilter

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOURLY = "schedules: [{name: hourly, what: sweep, every: 1h}]"


@pytest.fixture
def clock():
    made = Clock(START)
    with standing(made):
        yield made


@pytest.fixture
def server(clock, tmp_path, url):
    """Make a server on the same database, as often as wanted; all are stopped in the end."""
    (tmp_path / "inventory.yaml").write_text("devices: []")
    with ExitStack() as stack:

        def make(schedules=HOURLY, **more):
            (tmp_path / "schedules.yaml").write_text(schedules)
            settings = load_settings(
                inventory=tmp_path / "inventory.yaml", state_dir=tmp_path / "state",
                database_url=url, stop_grace_s=0.2, **more,
            )  # fmt: skip
            work = stack.enter_context(Workspace(settings, {}))
            part = SchedulerPart(work, Heard(), clock)
            stack.callback(part.stop)
            return part

        yield make


@pytest.fixture
def swept(monkeypatch):
    """Note every run of a sweep, instead of sweeping."""
    done = []
    monkeypatch.setattr(sweep, "run", lambda job: done.append(job.claim.run_id) or "swept")
    return done


def runs(part):
    return part._work.store.schedules.runs(limit=1000)


def stale(part):
    return [each.finding.title for each in part._work.store.findings(FindingFilter())]


def test_a_first_sweep_runs_at_once_and_the_next_by_the_clock(server, clock, swept):
    part = server()
    settle(part)
    assert len(swept) == 1
    clock.forward(minutes=59)
    settle(part)
    assert len(swept) == 1
    clock.forward(minutes=1)
    settle(part)
    assert len(swept) == 2
    assert {each.status for each in runs(part)} == {RunStatus.DONE}
    assert stale(part) == []


def test_what_was_missed_while_nobody_served_is_made_up_for_once(server, clock, swept):
    first = server()
    settle(first)
    first.stop()
    clock.forward(hours=30)
    part = server()
    settle(part)
    assert len(swept) == 2
    late = runs(part)[0]
    assert late.scheduled_for == START + timedelta(hours=1)
    assert late.started_at == START + timedelta(hours=30)
    (kept,) = part._work.store.schedules.all()
    assert kept.next_run == START + timedelta(hours=31)
    # That it had not run is a finding, and over with the next look.
    events = [each for each in part._log.events() if "made up for" in each]
    assert len(events) == 1
    assert stale(part) == ["The sweep 'hourly', due at 2026-03-02 13:00Z, has not run"]
    clock.forward(minutes=6)
    settle(part)
    assert stale(part) == []


def test_a_day_and_a_night_of_jitter_runs_every_hour_once(server, clock, swept):
    part = server("schedules: [{name: hourly, what: sweep, every: 1h, jitter: 900}]")
    for _ in range(48):
        settle(part)
        clock.forward(minutes=30)
    due = sorted(each.scheduled_for for each in runs(part))
    assert due == [START + timedelta(hours=each) for each in range(24)]
    starts = {each.started_at.minute for each in runs(part)}
    assert starts <= {0, 30}


def test_a_run_that_is_due_again_while_it_runs_is_left_out_and_told(server, clock, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def slow(_job):
        begun.set()
        assert go_on.wait(30)
        return "swept at last"

    monkeypatch.setattr(sweep, "run", slow)
    part = server()
    part.tick()
    assert begun.wait(10)
    clock.forward(hours=1)
    part.tick()
    skipped = eventually(
        lambda: [each for each in runs(part) if each.status is RunStatus.SKIPPED], "left out"
    )
    assert skipped[0].scheduled_for == START + timedelta(hours=1)
    clock.forward(minutes=10)
    part.tick()
    (told,) = stale(part)
    assert "due at 2026-03-02 13:00Z, was left out, the one before still ran" in told
    assert "the run that was due at 2026-03-02 12:00Z still ran" in told
    go_on.set()
    settle(part)
    clock.forward(hours=1)
    settle(part)
    clock.forward(minutes=6)
    settle(part)
    assert Counter(each.status for each in runs(part)) == {
        RunStatus.DONE: 2,
        RunStatus.SKIPPED: 1,
    }
    assert stale(part) == []


def test_a_failed_run_is_told_until_one_goes_well(server, clock, monkeypatch, swept):
    def fail(_job):
        raise NetwatchError("no inventory at inventory.yaml")

    well = sweep.run
    monkeypatch.setattr(sweep, "run", fail)
    part = server()
    settle(part)
    clock.forward(minutes=6)
    settle(part)
    assert stale(part) == [
        "The sweep 'hourly', due at 2026-03-02 12:00Z, failed: no inventory at inventory.yaml"
    ]
    monkeypatch.setattr(sweep, "run", well)
    clock.forward(hours=1)
    settle(part)
    clock.forward(minutes=6)
    settle(part)
    assert stale(part) == []


def test_an_error_nobody_foresaw_fails_the_run_and_not_the_service(server, clock, monkeypatch):
    def fail(_job):
        raise ZeroDivisionError("1/0")

    monkeypatch.setattr(sweep, "run", fail)
    part = server()
    settle(part)
    assert [(each.status, each.detail) for each in runs(part)] == [
        (RunStatus.FAILED, "ZeroDivisionError: 1/0")
    ]
    assert part.leads


def test_a_paused_schedule_rests_and_is_made_up_for(server, clock, swept):
    part = server()
    settle(part)
    part._work.store.schedules.pause("hourly", paused=True)
    clock.forward(hours=5)
    settle(part)
    assert len(swept) == 1
    assert stale(part) == []
    part._work.store.schedules.pause("hourly", paused=False)
    settle(part)
    assert len(swept) == 2


def test_a_changed_schedule_file_is_followed_and_a_broken_one_is_told(
    server, clock, swept, tmp_path, monkeypatch
):
    pruned = []
    monkeypatch.setattr(retention, "run", lambda job: pruned.append(job) or "pruned")
    part = server()
    settle(part)
    path = tmp_path / "schedules.yaml"
    path.write_text(HOURLY.replace("]", ", {name: clean, what: retention, every: 30m}]"))
    settle(part)
    clock.forward(minutes=30)
    settle(part)
    assert (len(swept), len(pruned)) == (1, 1)
    path.write_text("schedules: [{name: hourly")
    clock.forward(minutes=30)
    settle(part)
    assert (len(swept), len(pruned)) == (2, 2)
    assert any("stay as they were" in each for each in part._log.events())
    path.write_text(HOURLY)
    settle(part)
    assert [each.name for each in part._work.store.schedules.all()] == ["hourly"]


def test_two_that_both_believe_they_lead_run_everything_once(server, clock, swept):
    names = [f"s{number}" for number in range(8)]
    text = "schedules: [" + ", ".join(f"{{name: {each}, every: 1h}}" for each in names) + "]"
    parts = server(text), server(text)
    for part in parts:
        part._leader = Always()
    for _ in range(4):
        looking = [threading.Thread(target=settle, args=(part,)) for part in parts]
        for each in looking:
            each.start()
        for each in looking:
            each.join()
        clock.forward(hours=1)
    assert Counter(each.schedule for each in runs(parts[0])) == dict.fromkeys(names, 4)
    assert len(swept) == len(set(swept)) == 32


class Always:
    def lead(self):
        return True

    def step_down(self):
        pass


def test_the_second_server_waits_and_takes_over(server, clock, swept):
    first, second = server(), server()
    settle(first)
    settle(second)
    assert (first.leads, second.leads) == (True, False)
    first.stop()
    clock.forward(hours=1)
    settle(second)
    assert second.leads
    assert len(swept) == 2


def test_who_waits_tells_of_a_leader_that_hangs(server, clock, swept):
    first, second = server(), server()
    settle(first)
    clock.forward(hours=2)
    settle(second)
    assert not second.leads
    assert stale(second) == ["The sweep 'hourly', due at 2026-03-02 13:00Z, has not run"]


def test_stopping_lets_a_run_end_within_the_grace_and_puts_down_what_remains(
    server, clock, monkeypatch
):
    begun = threading.Event()

    def work(job):
        begun.set()
        while not job.halt.wait(0.01):
            if job.halt.closing():
                raise PutDownError("stopped after 3 of 9 devices")
        raise AssertionError

    monkeypatch.setattr(sweep, "run", work)
    part = server()
    part.tick()
    assert begun.wait(10)
    part.stop()
    (run,) = runs(part)
    assert (run.status, run.owner) == (RunStatus.RUNNING, "")
    monkeypatch.setattr(sweep, "run", lambda job: f"went on with {job.claim.run_id}")
    another = server()
    settle(another)
    (run,) = runs(another)
    assert (run.status, run.detail) == (RunStatus.DONE, f"went on with {run.run_id}")


def test_a_run_that_does_not_listen_is_cut(server, clock, monkeypatch):
    begun, cut = threading.Event(), threading.Event()

    def deaf(job):
        begun.set()
        assert job.halt.wait(30)
        cut.set()
        raise PutDownError("cut")

    monkeypatch.setattr(sweep, "run", deaf)
    part = server()
    part.tick()
    assert begun.wait(10)
    part.stop()
    assert cut.is_set()
    assert not part.busy


def test_a_run_of_a_dead_machine_is_taken_up_after_its_lease(server, clock, swept):
    part = server()
    schedules = part._work.store.schedules
    settle(part)
    (kept,) = schedules.all()
    clock.forward(hours=1)
    schedules.claim(
        kept, kept.next_run, kept.next_run + timedelta(hours=1), owner="elsewhere b 1 2 t",
        now=clock(),
    )  # fmt: skip
    settle(part)
    assert len(swept) == 1
    clock.forward(seconds=LEASE.total_seconds() + 1)
    settle(part)
    assert len(swept) == 2
    assert {each.status for each in runs(part)} == {RunStatus.DONE}


def test_what_is_due_waits_for_a_run_that_was_left_behind(server, clock, swept):
    part = server()
    schedules = part._work.store.schedules
    settle(part)
    (kept,) = schedules.all()
    clock.forward(hours=1)
    due = kept.next_run
    schedules.claim(kept, due, due + timedelta(hours=1), owner="elsewhere b 1 2 t", now=clock())
    clock.forward(hours=1)
    eventually(lambda: part.tick() or len(swept) == 3, "both are done")
    settle(part)
    assert [each.scheduled_for for each in runs(part)] == [
        START + timedelta(hours=each) for each in (2, 1, 0)
    ]
    assert {each.status for each in runs(part)} == {RunStatus.DONE}
    assert swept == [1, 2, 3]


def test_a_run_that_a_person_started_is_not_doubled(server, clock, swept):
    part = server()
    schedules = part._work.store.schedules
    settle(part)
    (kept,) = schedules.all()
    clock.forward(minutes=59)
    claim = schedules.claim(kept, clock(), kept.next_run, owner=f"{process.owner()}", now=clock())
    clock.forward(minutes=1)
    part.tick()
    part.run_due("hourly")
    assert len(swept) == 1
    schedules.finish(claim, RunStatus.DONE, "by hand", clock())
    settle(part)
    assert len(swept) == 2


def test_a_run_that_ends_its_process_again_and_again_is_given_up(server, clock, swept):
    part = server()
    schedules = part._work.store.schedules
    settle(part)
    (kept,) = schedules.all()
    clock.forward(hours=1)
    schedules.claim(
        kept, kept.next_run, kept.next_run + timedelta(hours=1), owner="elsewhere b 1 2 t",
        now=clock(),
    )  # fmt: skip
    for number in range(2):
        (run,) = schedules.unfinished()
        assert schedules.take_up(run, owner=f"elsewhere b 1 2 {number}", now=clock())
    clock.forward(minutes=10)
    settle(part)
    assert len(swept) == 1
    assert runs(part)[0].status is RunStatus.FAILED
    assert "ended its process 3 times" in runs(part)[0].detail


def test_a_run_whose_schedule_is_gone_is_ended(server, clock, swept):
    part = server()
    schedules = part._work.store.schedules
    settle(part)
    (kept,) = schedules.all()
    claim = schedules.claim(
        kept, clock() + timedelta(seconds=1), clock(), owner="elsewhere b 1 2 t", now=clock()
    )
    schedules.put_down(claim)
    (part._work.settings.schedules_path).write_text(HOURLY.replace("hourly", "other"))
    settle(part)
    assert "the schedule is gone" in runs(part)[0].detail


@pytest.mark.postgres
def test_a_leader_that_loses_its_connection_stops_and_leads_again(server, clock, swept, url):
    if not url.startswith("postgres"):
        pytest.skip("SQLite's lock does not break")
    import psycopg

    part = server()
    settle(part)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (part._leader._backend,))
    part.start()
    eventually(lambda: "this server does not lead any more" in part._log.events(), "stepped back")
    clock.forward(hours=1)
    settle(part)
    assert part.leads
    assert len(swept) == 2
    assert part.trouble() is None
