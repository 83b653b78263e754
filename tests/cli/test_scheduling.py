"""``netwatch schedules`` and each kind of scheduled work, against the demo fleet over SSH."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from netwatch.app import collecting, workspace
from netwatch.app import sweep as app_sweep
from netwatch.app.jobs import retention
from netwatch.store import Store

pytestmark = pytest.mark.lab

SCHEDULES = """
schedules:
  - {name: edge, what: sweep, every: 1h, devices: [core-rtr1, acc-sw1]}
  - {name: hashes, what: images, cron: "0 3 * * sun", devices: [acc-sw1]}
  - {name: clean, what: retention, every: 1d}
  - {name: morning, what: report, cron: "0 6 * * *", format: json, output: "report-{date}.json"}
"""


def schedules(tmp_path, text=SCHEDULES):
    (tmp_path / "schedules.yaml").write_text(text)


@pytest.fixture
def store(tmp_path):
    opened = []

    def get():
        opened.append(Store.open(f"sqlite:///{tmp_path}/state/netwatch.db"))
        return opened[-1]

    yield get
    for each in opened:
        each.close()


def test_what_is_scheduled_is_listed_run_paused_and_resumed(run, lab, tmp_path, store):
    schedules(tmp_path)
    listed = run("schedules", "list", "--format", "json").json
    assert [each["name"] for each in listed["schedules"]] == ["clean", "edge", "hashes", "morning"]
    assert listed["runs"] == []
    # Who only looks has no service, whose runs could be missed.
    assert store().schedules.all() == ()
    done = run("schedules", "run", "edge")
    assert done.code == 0
    assert "2 devices: 2 ok, 0 findings, 0 unknown; 0 new findings" in done.err
    assert run("schedules", "pause", "edge").code == 0
    listed = run("schedules", "list", "--format", "json").json
    edge = next(each for each in listed["schedules"] if each["name"] == "edge")
    assert (edge["paused"], edge["outcome"]) == (True, "done")
    (last,) = listed["runs"]
    assert (last["schedule"], last["status"], last["devices"]) == ("edge", "done", 2)
    assert "paused" in run("schedules", "list").out
    assert run("schedules", "resume", "edge").code == 0
    assert "paused" not in run("schedules", "list").out


def test_a_schedule_nobody_knows_names_those_there_are(run, lab, tmp_path):
    schedules(tmp_path)
    for verb in ("run", "pause", "resume"):
        result = run("schedules", verb, "weekly")
        assert result.code == 2
        assert "known: edge, hashes, clean, morning" in result.err


def test_images_are_hashed_however_recent_their_hashes_are(run, lab, tmp_path, store):
    schedules(tmp_path)
    for _ in range(2):
        assert run("schedules", "run", "hashes").code == 0
    first, second = store().history("acc-sw1")
    hashed = [
        store().state_at("acc-sw1", each.taken_at).image.hashed_at for each in (first, second)
    ]
    assert hashed == [first.taken_at, second.taken_at]


def test_a_report_is_written_whole(run, lab, tmp_path):
    schedules(tmp_path)
    run("sweep")
    lab.stage("after", "core-rtr1")
    run("sweep")
    assert run("schedules", "run", "morning").code == 0
    (path,) = tmp_path.glob("report-*.json")
    assert path.name == f"report-{datetime.now(UTC):%Y-%m-%d}.json"
    assert "mirror-new-session" in {each["rule"] for each in json.loads(path.read_text())}
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".report")]


def test_a_report_that_cannot_be_written_is_a_failed_run(run, lab, tmp_path):
    schedules(tmp_path, SCHEDULES.replace("report-{date}", "nowhere/report"))
    done = run("schedules", "run", "morning")
    assert done.code == 3
    assert "cannot write nowhere/report.json: No such file" in done.err
    run("sweep")
    (told,) = run("findings", "--rule", "collection-stale", "--format", "json").json
    assert told["device"] == "@netwatch"
    assert "cannot write" in told["title"]


def test_a_site_in_maintenance_is_left_alone(run, lab, tmp_path, store):
    now = datetime.now(UTC)
    site = next(each.site for each in lab.specs if each.name == "core-rtr1")
    begin, end = (now + timedelta(hours=each) for each in (-1, 1))
    schedules(
        tmp_path,
        f"schedules: [{{name: all, what: sweep, every: 1h}}]\n"
        f"maintenance: [{{sites: [{site}], begin: {begin:%Y-%m-%dT%H:%M:%SZ}, "
        f"end: {end:%Y-%m-%dT%H:%M:%SZ}}}]\n",
    )
    away = [each.name for each in lab.specs if each.site == site]
    done = run("schedules", "run", "all")
    assert f"{len(away)} left alone: their site is in maintenance" in done.err
    assert {each.name for each in store().devices()} == {
        each.name for each in lab.specs if each.name not in away
    }


def test_retention_prunes_what_is_older_than_wanted(run, lab, tmp_path, store, monkeypatch):
    schedules(tmp_path)
    assert "keep_days is not set" in run("schedules", "run", "clean").err
    for _ in range(4):
        run("check", "acc-sw1")
    forward(monkeypatch, 40, workspace, retention)
    monkeypatch.setenv("NETWATCH_KEEP_DAYS", "30")
    assert "3 visits from before" in run("db", "prune", "--dry-run").err
    assert len(store().history("acc-sw1")) == 4
    done = run("schedules", "run", "clean")
    assert done.code == 0
    assert "pruned 3 visits" in done.err
    assert len(store().history("acc-sw1")) == 1
    assert "pruned 0 visits" in run("db", "prune", "--older-than", "30").err
    assert run("db", "check").code == 0


def test_pruning_wants_to_know_how_much(run, lab):
    result = run("db", "prune")
    assert result.code == 2
    assert "--older-than" in result.err


def forward(monkeypatch, days, *modules):
    """Put the clock of some modules forward."""
    for each in modules:
        monkeypatch.setattr(each, "utc_now", lambda: datetime.now(UTC) + timedelta(days=days))


def test_a_device_unseen_for_too_long_is_a_finding_of_a_sweep_by_cron(
    run, lab, tmp_path, monkeypatch
):
    run("sweep")
    forward(monkeypatch, 3, app_sweep, collecting)
    inventory = tmp_path / "inventory.yaml"
    text = inventory.read_text()
    port = str(lab.ports["acc-sw1"])
    inventory.write_text(text.replace(f"port: {port}", "port: 1"))
    assert run("sweep", "acc-sw1", "--format", "json").code == 3
    stale = ("findings", "acc-sw1", "--rule", "collection-stale", "--format", "json")
    (told,) = run(*stale).json
    assert (told["device"], told["severity"]) == ("acc-sw1", "high")
    assert run("findings", "acc-sw1").code == 1
    inventory.write_text(text)
    run("check", "acc-sw1")
    assert run(*stale).json == []
