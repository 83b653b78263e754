"""What is not seen any more is told without a visit, and over when it is seen again."""

from datetime import timedelta

import pytest
from support.visits import START, finding, moment, unreachable, visit

from netwatch.app.settings import load_settings
from netwatch.app.staleness import LATE, troubles, watch_over
from netwatch.app.workspace import Workspace
from netwatch.model.finding import Status
from netwatch.model.sight import OURSELVES, Trouble
from netwatch.store.run_values import KeptSchedule, Run, RunStatus
from netwatch.store.values import FindingFilter

DEVICE = "- {name: %s, address: 192.0.2.1, platform: cisco_xe}"
CREDENTIALS = "credentials: {default: {username: netwatch}}\n"


@pytest.fixture
def work(tmp_path):
    """Make a workspace whose inventory names the given devices."""
    opened = []

    def make(*names):
        entries = "".join("\n" + DEVICE % each for each in names) or " []"
        path = tmp_path / "inventory.yaml"
        path.write_text(f"{CREDENTIALS}devices:{entries}\n")
        settings = load_settings(
            inventory=path, state_dir=tmp_path / "state", stale_after=timedelta(hours=54)
        )
        opened.append(Workspace(settings, {}))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def told(work):
    found = work.store.findings(FindingFilter(rule="collection-stale"))
    return {each.finding.device: each.finding.title for each in found}


def later(hours):
    return START + timedelta(hours=hours)


def test_the_life_of_a_stale_device(work):
    here = work("core-rtr1")
    here.store.keep(visit(0))
    here.store.keep(unreachable(1, visit(0)))
    watch_over(here, later(54))
    assert told(here) == {}
    watch_over(here, later(55))
    assert told(here) == {"core-rtr1": "Not seen since 2026-01-01 00:00Z (54 h are allowed)"}
    (kept,) = here.store.findings(FindingFilter())
    watch_over(here, later(56))
    (same,) = here.store.findings(FindingFilter())
    assert same == kept
    assert len(here.store.events(kept.finding.fingerprint)) == 1
    here.store.keep(visit(57 * 60))
    watch_over(here, later(58))
    assert told(here) == {}
    (over,) = here.store.findings(FindingFilter(statuses=(Status.RESOLVED,)))
    assert over.finding.fingerprint == kept.finding.fingerprint


def test_a_device_that_was_never_seen_is_told_from_when_it_was_named(work):
    here = work("new-rtr1")
    watch_over(here, later(0))
    watch_over(here, later(54))
    assert told(here) == {}
    watch_over(here, later(55))
    assert told(here) == {
        "new-rtr1": "Never seen, though watched since 2026-01-01 00:00Z (54 h are allowed)"
    }
    assert here.store.devices() == ()


def test_a_device_that_left_the_inventory_is_not_missed(work):
    before = work("core-rtr1", "old-rtr1")
    watch_over(before, later(0))
    watch_over(before, later(60))
    assert set(told(before)) == {"core-rtr1", "old-rtr1"}
    after = work("core-rtr1")
    watch_over(after, later(61))
    assert set(told(after)) == {"core-rtr1"}
    (over,) = after.store.findings(FindingFilter(statuses=(Status.RESOLVED,)))
    events = after.store.events(over.finding.fingerprint)
    assert "no longer names" in events[-1].note


def test_other_findings_are_left_alone(work):
    here = work("core-rtr1")
    other = finding()
    here.store.keep(visit(0, raised=(other,)))
    watch_over(here, later(60))
    assert len(here.store.standing("core-rtr1")) == 2
    assert other in {each.finding for each in here.store.standing("core-rtr1")}


def test_policy_may_ignore_it(work, tmp_path):
    (tmp_path / "policy.yaml").write_text(
        "ignores:\n- {rule: collection-stale, device: lab-*, reason: switched off at night}\n"
    )
    here = work("core-rtr1", "lab-rtr1")
    watch_over(here, later(0))
    watch_over(here, later(60))
    assert set(told(here)) == {"core-rtr1"}


def test_a_run_that_is_late_is_told_about_netwatch_itself(work):
    here = work()
    here.store.schedules.sync([nightly(0)])
    watch_over(here, START + LATE)
    assert told(here) == {}
    watch_over(here, START + LATE + timedelta(minutes=1))
    assert told(here) == {OURSELVES: "The sweep 'nightly', due at 2026-01-01 00:00Z, has not run"}
    here.store.schedules.sync([nightly(24 * 60)])
    watch_over(here, later(2))
    assert told(here) == {}


def nightly(due, **more):
    return KeptSchedule(name="nightly", what="sweep", plan="", next_run=moment(due), **more)


def run(status, due=0):
    return Run(
        run_id=1, schedule="nightly", what="sweep", scheduled_for=moment(due), status=status,
        owner="", started_at=moment(due), beat_at=moment(due), attempts=1, detail="why",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "last", "busy", "expected"),
    [
        (nightly(60), run(RunStatus.DONE), (), []),
        (nightly(60), None, (), []),
        (nightly(0), None, (), [Trouble.MISSED]),
        (nightly(0), None, ("nightly",), []),
        (nightly(0, paused=True), None, (), []),
        (nightly(60), run(RunStatus.FAILED), (), [Trouble.FAILED]),
        (nightly(60), run(RunStatus.FAILED), ("nightly",), [Trouble.FAILED]),
        (nightly(60), run(RunStatus.SKIPPED), (), [Trouble.SKIPPED]),
        (nightly(0), run(RunStatus.FAILED), (), [Trouble.MISSED]),
    ],
)
def test_what_went_wrong_with_a_schedule(kept, last, busy, expected):
    found = troubles([kept], {"nightly": last} if last else {}, busy, moment(30))
    assert [each.trouble for each in found] == expected
