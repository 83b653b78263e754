"""The past from git and folders, end to end: real repositories in, answers and the store out."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from support.histories import ERSPAN, SECRET, START, History, config

from netwatch.model.finding import Status
from netwatch.store import EventKind, FindingFilter, Store

DAY = timedelta(days=1)


def store_of(folder):
    return Store.open(f"sqlite:///{folder}/state/netwatch.db")


@pytest.fixture
def repository(tmp_path):
    """rtr1 mirrored to 203.0.113.66 from the 60th to the 120th day; rtr2 never did."""
    history = History(tmp_path / "oxidized")
    history.commit({"rtr1": config("rtr1"), "core/rtr2": config("rtr2")}, START, "oxidized")
    history.commit({"rtr1": config("rtr1", ERSPAN)}, START + 60 * DAY, "Eve", "lunch")
    history.commit({"core/rtr2": config("rtr2", description="x")}, START + 70 * DAY, "Ann")
    history.commit({"rtr1": config("rtr1", ERSPAN, "y")}, START + 80 * DAY, "Ann")
    history.commit({"rtr1": config("rtr1", "", "y")}, START + 120 * DAY, "Bob", "cleanup")
    return history


def spans(document):
    return [
        (each["device"], each["mirror"]["destinations"][0]["value"], each["from"], each["to"],
         (each["recorded"] or {}).get("author"), (each["end_recorded"] or {}).get("author"))
        for each in document
    ]  # fmt: skip


EXPECTED = [
    ("rtr1", "203.0.113.66", "2024-03-01T02:00:00Z", "2024-04-30T02:00:00Z",
     "Eve <ann@example.net>", "Bob <ann@example.net>"),
]  # fmt: skip


def test_the_first_answer_is_who_received_a_copy_from_when_to_when(run, repository):
    done = run("import", "oxidized", str(repository.folder), "--format", "json")
    assert done.code == 0
    assert spans(done.json["mirrors"]) == EXPECTED
    assert {each["device"]: (each["platform"], each["kept"]) for each in done.json["devices"]} == {
        "rtr1": ("cisco_xe", 4),
        "rtr2": ("cisco_xe", 2),
    }
    again = run("mirrors", "--history", "--format", "json")
    assert spans(again.json) == EXPECTED
    shown = run("mirrors", "rtr1", "--history").out
    assert "203.0.113.66" in shown
    assert "2024-03-01" in shown
    assert "2024-04-30" in shown


def test_importing_twice_adds_nothing_and_new_commits_are_added(run, repository, tmp_path):
    run("import", "oxidized", "oxidized")
    before = contents(tmp_path)
    again = run("import", "oxidized", "oxidized", "--format", "json")
    assert sum(each["kept"] for each in again.json["devices"]) == 0
    assert spans(again.json["mirrors"]) == EXPECTED
    assert contents(tmp_path) == before
    repository.commit({"rtr1": config("rtr1", ERSPAN, "y")}, START + 130 * DAY, "Eve")
    more = run("import", "oxidized", "oxidized", "--format", "json")
    assert sum(each["kept"] for each in more.json["devices"]) == 1
    assert spans(more.json["mirrors"])[1][2:4] == ("2024-05-10T02:00:00Z", None)


def contents(folder):
    with sqlite3.connect(folder / "state/netwatch.db") as database:
        tables = ("observation", "finding", "finding_event", "blob", "stream", "device")
        return {each: database.execute(f"SELECT * FROM {each}").fetchall() for each in tables}


def test_findings_lived_and_ended_in_their_time(run, repository, tmp_path):
    run("import", "oxidized", "oxidized")
    with store_of(tmp_path) as store:
        found = store.findings(FindingFilter(statuses=tuple(Status)))
        new = next(each for each in found if each.finding.rule == "mirror-new-session")
        assert (new.status, new.first_seen) == (Status.RESOLVED, START + 60 * DAY)
        assert [(each.kind, each.at) for each in store.events(new.finding.fingerprint)] == [
            (EventKind.OPENED, START + 60 * DAY),
            (EventKind.RESOLVED, START + 120 * DAY),
        ]
        assert [each.user for each in new.finding.who] == ["Eve <ann@example.net>"]
        assert store.standing("rtr1") == ()
        assert store.state_at("rtr1", START + 90 * DAY).mirrors[0].id == "7"
        assert store.known_state("rtr1").mirrors == ()


def test_nobody_is_told_today_of_what_was_then(run, repository, tmp_path):
    hook = {"name": "hook", "kind": "webhook", "url": "http://127.0.0.1:9"}
    routes = [{"to": ["hook"], "match": {"severity": "info"}}]
    Path(tmp_path / "alerts.yaml").write_text(json.dumps({"sinks": [hook], "routes": routes}))
    Path(tmp_path / "inventory.yaml").write_text("devices: []\n")
    with store_of(tmp_path) as store:
        store.outbox.begin()
    run("import", "oxidized", "oxidized", "--findings-from", "info")
    assert run("alerts", "retry").code in {0, 3}
    assert run("alerts", "list", "--format", "json").json == []


def test_no_secret_of_the_past_reaches_the_disk_or_the_answer(run, repository, tmp_path):
    subject = f"password {SECRET}"
    repository.commit({"rtr1": config("rtr1")}, START + 140 * DAY, f"x secret {SECRET}", subject)
    done = run("import", "oxidized", "oxidized", "--findings-from", "info")
    shown = run("mirrors", "--history", "--format", "json")
    for text in (done.out, shown.out):
        assert SECRET not in text
    with store_of(tmp_path) as store:
        for device in ("rtr1", "rtr2"):
            for topic in store.topics(device):
                for each in store.versions(device, topic):
                    assert SECRET not in store.text(each.digest)
        for each in store.findings(FindingFilter(statuses=tuple(Status))):
            assert SECRET not in repr(each)
    for file in (tmp_path / "state").iterdir():
        assert SECRET.encode() not in file.read_bytes()


def test_a_dry_run_keeps_nothing(run, repository, tmp_path):
    done = run("import", "oxidized", "oxidized", "--dry-run")
    assert done.code == 0
    assert "2 devices, 6 versions; nothing was kept" in done.out
    assert not (tmp_path / "state").exists() or not list((tmp_path / "state").glob("*.db"))


def test_choices_of_device_time_and_severity(run, repository):
    few = run("import", "oxidized", "oxidized", "-d", "*2", "--since", "2024-02-01", "-f", "json")
    assert [(each["device"], each["kept"]) for each in few.json["devices"]] == [("rtr2", 1)]
    everything = run("import", "oxidized", "oxidized", "--findings-from", "info", "-f", "json")
    assert all(each["findings_not_kept"] == 0 for each in everything.json["devices"])
    assert sum(each["findings"] for each in everything.json["devices"]) > 3


def test_changes_that_only_drifted_do_not_stand_today(run, repository, tmp_path):
    run("import", "oxidized", "oxidized", "--findings-from", "info")
    with store_of(tmp_path) as store:
        drift = store.findings(FindingFilter(rule="config-drift", statuses=tuple(Status)))
        assert drift
        assert {each.status for each in drift} == {Status.RESOLVED}


def test_rancids_groups_and_types(run, tmp_path):
    for group in ("core", "edge"):
        history = History(tmp_path / "rancid" / group)
        first = f"!RANCID-CONTENT-TYPE: cisco\n!\n{config(group)}"
        history.commit(
            {f"configs/{group}-rtr": first, "router.db": f"{group}-rtr;cisco;up\n"}, START
        )
        history.commit({f"configs/{group}-rtr": first + "! more\n"}, START + DAY)
    done = run("import", "rancid", "rancid", "--format", "json")
    assert {each["device"]: (each["platform"], each["kept"]) for each in done.json["devices"]} == {
        "core-rtr": ("cisco_xe", 2),
        "edge-rtr": ("cisco_xe", 2),
    }


def test_a_folder_tree_by_date(run, tmp_path):
    for day, mirror in ((1, ""), (2, ERSPAN), (3, "")):
        folder = tmp_path / f"backup/2024-05-0{day}"
        folder.mkdir(parents=True)
        (folder / "rtr1.cfg").write_text(config("rtr1", mirror))
    (tmp_path / "backup/readme.txt").write_text("hello")
    done = run("import", "folder", "backup", "--format", "json")
    assert [each[:4] for each in spans(done.json["mirrors"])] == [
        ("rtr1", "203.0.113.66", "2024-05-02T00:00:00Z", "2024-05-03T00:00:00Z")
    ]
    assert "1 files without a device's name and a date" in run("import", "folder", "backup").out


def test_any_layout_of_a_repository(run, tmp_path):
    history = History(tmp_path / "backups")
    history.commit({"sites/nyc/rtr1/running.cfg": config("rtr1"), "README": "x"}, START)
    words = ("import", "git", "backups", "--path", "sites/{group}/{device}/running.cfg")
    assert run(*words, "-f", "json").json["devices"][0]["device"] == "rtr1"
    wrong = run("import", "git", "backups", "--path", "{nothing}")
    assert wrong.code == 2
    assert "{device}" in wrong.err


def test_a_device_that_moved_between_groups_is_one_and_twins_are_two(run, tmp_path):
    history = History(tmp_path / "moved")
    history.commit(
        {"old/rtr1": config("rtr1"), "a/twin": config("a"), "b/twin": config("b")}, START
    )
    history.commit({"old/rtr1": None, "new/rtr1": config("rtr1", "", "z")}, START + DAY)
    done = run("import", "oxidized", "moved", "-f", "json")
    assert {each["device"]: each["kept"] for each in done.json["devices"]} == {
        "rtr1": 2, "twin@a": 1, "twin@b": 1,
    }  # fmt: skip


def test_dates_that_cannot_be_are_left_out_or_put_in_order(run, tmp_path):
    history = History(tmp_path / "odd")
    history.commit({"rtr1": config("rtr1", "", "a")}, START + DAY)
    history.commit({"rtr1": config("rtr1", "", "b")}, START)
    history.commit({"rtr1": config("rtr1", "", "c")}, START + 27000 * DAY)
    done = run("import", "oxidized", "odd", "-f", "json")
    assert [(each["kept"], each["to"]) for each in done.json["devices"]] == [
        (2, (START + DAY).strftime("%Y-%m-%dT%H:%M:%SZ"))
    ]
    shown = run("import", "oxidized", "odd").out
    assert "dated in the future" in shown
    assert "dated before the version they follow" in shown


def test_another_make_that_stood_there_before_is_not_compared(run, tmp_path):
    history = History(tmp_path / "swapped")
    junos = "## Last commit: x\nversion 20.4R3;\nsystem {\n    host-name rtr1;\n}\n"
    history.commit({"rtr1": junos}, START)
    history.commit({"rtr1": config("rtr1")}, START + DAY)
    done = run("import", "oxidized", "swapped", "--findings-from", "info", "-f", "json")
    assert done.json["devices"][0]["kept"] == 2
    drift = [each for each in run("findings", "--all", "-f", "json").json if "drift" in str(each)]
    assert drift == []


def test_names_for_the_platform_are_anybodys(run, repository):
    forced = run("import", "oxidized", "oxidized", "--platform", "cisco-nx", "-f", "json")
    assert {each["platform"] for each in forced.json["devices"]} == {"cisco_nxos"}
    assert "netwatch platforms" in run("import", "git", "oxidized", "-p", "toaster").err


def test_what_is_no_archive_is_said_in_a_sentence(run, tmp_path):
    Path(tmp_path / "empty").mkdir()
    for words in (("oxidized", "empty"), ("rancid", "nowhere"), ("folder", "nowhere")):
        done = run("import", *words)
        assert done.code == 2
        assert "Traceback" not in done.err


def test_a_killed_import_goes_on_where_it_ended(tmp_path, repository):
    for number in range(12):
        files = {f"rtr{device}": config(f"rtr{device}", "", str(number)) for device in range(3, 40)}
        repository.commit(files, START + (200 + number) * DAY)
    words = [sys.executable, "-m", "netwatch", "--state-dir", str(tmp_path / "state")]
    words += ["import", "oxidized", "oxidized", "--format", "json"]
    surroundings = {**os.environ, "NETWATCH_PROCESSES": "2"}
    killed = subprocess.Popen(words, env=surroundings, cwd=tmp_path, stdout=subprocess.DEVNULL)
    database = tmp_path / "state/netwatch.db"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and kept(database) < 20 and killed.poll() is None:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    done = subprocess.run(
        words, env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    answer = json.loads(done.stdout)["devices"]
    assert sum(each["kept"] + each["known_before"] for each in answer) == 6 + 12 * 37
    assert sum(each["known_before"] for each in answer) >= 20
    with sqlite3.connect(database) as opened:
        doubled = "SELECT count(*) - count(DISTINCT device_id || '/' || taken_at) FROM observation"
        assert opened.execute(doubled).fetchone() == (0,)
        assert opened.execute("SELECT count(*) FROM observation").fetchone() == (6 + 12 * 37,)
    with store_of(tmp_path) as store:
        assert list(store.verify()) == []


def kept(database):
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5) as opened:
            return opened.execute("SELECT count(*) FROM observation").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
