"""Runs are claimed once, belong to one owner, and can be taken up where they were left."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from support.visits import DEVICE, finding, moment, unreachable, visit

from netwatch.store import Store
from netwatch.store.errors import ClaimLostError
from netwatch.store.run_values import Claim, KeptSchedule, RunQuery, RunStatus

NIGHTLY = KeptSchedule(name="nightly", what="sweep", plan="cron 0 2 * * * UTC", next_run=moment(0))


@pytest.fixture
def schedules(store):
    store.schedules.sync([NIGHTLY])
    return store.schedules


def claim(schedules, due=0, owner="a"):
    return schedules.claim(NIGHTLY, moment(due), moment(due + 10), owner=owner, now=moment(due))


def test_the_table_follows_what_is_wanted_and_remembers_what_ran(schedules):
    claim(schedules)
    assert schedules.pause("nightly", paused=True)
    assert not schedules.pause("hourly", paused=True)
    moved = replace(NIGHTLY, plan="cron 0 3 * * * UTC", next_run=moment(30))
    hourly = replace(NIGHTLY, name="hourly")
    schedules.sync([moved, hourly])
    assert schedules.all() == (hourly, replace(moved, last_run=moment(0), paused=True))
    schedules.sync([hourly])
    assert schedules.all() == (hourly,)


def test_a_run_is_claimed_once_however_many_try(schedules):
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda number: claim(schedules, owner=str(number)), range(8)))
    (won,) = [each for each in claims if each]
    (run,) = schedules.runs()
    assert (run.owner, run.status, run.scheduled_for) == (won.owner, RunStatus.RUNNING, moment(0))
    assert schedules.all()[0].next_run == moment(10)


def test_a_late_claim_does_not_put_the_schedule_back(schedules):
    claim(schedules, due=10)
    assert claim(schedules, due=0) is not None
    assert schedules.all()[0].next_run == moment(20)


def test_a_visit_and_its_place_in_the_run_are_kept_together(store, schedules):
    held = claim(schedules)
    store.keep(replace(visit(1), claim=held))
    assert schedules.visited(held.run_id) == {DEVICE}
    with pytest.raises(ClaimLostError):
        store.keep(replace(visit(2), claim=held))
    assert len(store.history(DEVICE)) == 1
    (run,) = schedules.runs()
    assert run.devices == 1


def test_who_lost_a_run_adds_nothing_to_it(store, schedules):
    old = claim(schedules)
    (run,) = schedules.unfinished()
    new = schedules.take_up(run, owner="b", now=moment(5))
    assert new == Claim(run_id=run.run_id, owner="b")
    assert schedules.take_up(run, owner="c", now=moment(5)) is None
    with pytest.raises(ClaimLostError, match="another netwatch process"):
        store.keep(replace(visit(1), claim=old))
    assert store.history(DEVICE) == ()
    assert not schedules.beat(old, moment(6))
    assert not schedules.finish(old, RunStatus.DONE, "", moment(6))
    assert schedules.beat(new, moment(6))
    assert schedules.finish(new, RunStatus.DONE, "all is well\0", moment(7))
    (over,) = schedules.runs()
    assert (over.status, over.detail, over.attempts) == (RunStatus.DONE, "all is well", 2)
    assert schedules.unfinished() == ()


def test_what_is_put_down_waits_for_the_next(schedules):
    schedules.put_down(claim(schedules))
    (run,) = schedules.unfinished()
    assert run.owner == ""
    assert schedules.take_up(run, owner="b", now=moment(1)) is not None


def test_the_latest_that_is_over_is_told_by_schedule(schedules):
    schedules.finish(claim(schedules), RunStatus.FAILED, "no inventory", moment(1))
    claim(schedules, due=10)
    assert schedules.latest()["nightly"].status is RunStatus.FAILED
    schedules.skip(NIGHTLY, moment(20), moment(30), why="busy", now=moment(20))
    latest = schedules.latest()["nightly"]
    assert (latest.status, latest.detail) == (RunStatus.SKIPPED, "busy")
    assert schedules.all()[0].next_run == moment(30)


def test_old_runs_are_forgotten_and_unfinished_ones_never(store, schedules):
    held = claim(schedules)
    store.keep(replace(visit(1), claim=held))
    schedules.finish(held, RunStatus.DONE, "", moment(2))
    claim(schedules, due=10)
    assert schedules.forget(moment(2)) == 0
    assert schedules.forget(moment(100)) == 1
    assert [each.scheduled_for for each in schedules.runs()] == [moment(10)]


def test_two_stores_never_share_a_claim(url, store, schedules):
    with Store.open(url) as other:
        assert (claim(schedules) is None) is not (claim(other.schedules, owner="b") is None)
        assert len(other.schedules.runs()) == 1


def test_a_device_is_watched_from_when_it_was_first_named(store):
    assert store.sights.watch(["a", "b"], moment(0)) == {"a": moment(0), "b": moment(0)}
    assert store.sights.watch(["b", "c"], moment(9)) == {"b": moment(0), "c": moment(9)}
    assert store.sights.watched_since("c") == moment(9)
    assert store.sights.watched_since("a") is None


def test_a_failed_visit_is_no_sight(store):
    assert store.sights.last_seen() == {}
    store.keep(visit(0))
    store.keep(unreachable(9, visit(0)))
    assert store.sights.last_seen() == {DEVICE: moment(0)}
    assert store.sights.last_seen("other") == {}


def test_a_finding_needs_no_visit(store):
    told = finding(device="never-visited")
    store.sights.keep("never-visited", "cisco_xe", (told,), {}, moment(0))
    assert [each.finding for each in store.standing("never-visited")] == [told]
    assert store.devices() == ()
    store.sights.keep("never-visited", "cisco_xe", (), {told.fingerprint: False}, moment(1))
    assert store.standing("never-visited") == ()


def test_runs_come_a_page_at_a_time_by_schedule_and_outcome(schedules):
    for number in range(4):
        made = claim(schedules, due=number)
        status = RunStatus.FAILED if number == 2 else RunStatus.DONE
        schedules.finish(made, status, f"run {number}", moment(number))
    first = schedules.page(RunQuery(limit=3))
    assert ([each.detail for each in first.items], first.total) == (["run 3", "run 2", "run 1"], 4)
    rest = schedules.page(RunQuery(limit=3, after=first.following))
    assert ([each.detail for each in rest.items], rest.following) == (["run 0"], None)
    failed = schedules.page(RunQuery(statuses=(RunStatus.FAILED,)))
    assert [each.detail for each in failed.items] == ["run 2"]
    assert schedules.page(RunQuery(schedule="weekly")).total == 0
