"""netwatch alerts, and the alerts that check and sweep send, against real receivers."""

import json
from pathlib import Path

import pytest
from support.receivers import Answer, HttpReceiver, free_port

pytestmark = pytest.mark.lab


def configure(folder, url, **route):
    sink = {"name": "hook", "kind": "webhook", "url": url}
    routes = [{"to": ["hook"], **route}]
    Path(folder / "alerts.yaml").write_text(json.dumps({"sinks": [sink], "routes": routes}))


def test_a_sweep_tells_what_it_found_and_only_that(run, lab, tmp_path):
    with HttpReceiver() as receiver:
        configure(tmp_path, receiver.url)
        first = run("check", "core-rtr1", "--format", "json")
        assert first.code == 0
        assert first.json[0]["status"] == "ok"
        assert "alerts are sent from now on" in first.err
        assert receiver.received == []
        lab.stage("after", "core-rtr1")
        second = run("check", "core-rtr1", "--format", "json")
        assert second.code == 1
        told = {
            a["finding"]["fingerprint"]: a for got in receiver.received for a in got.json["alerts"]
        }
        assert told.keys() == {each["fingerprint"] for each in second.json[0]["findings"]}
        new = next(a for a in told.values() if a["finding"]["rule"] == "mirror-new-session")
        assert any(line.startswith("+monitor session") for line in new["diff"])
        count = len(receiver.received)
        run("check", "core-rtr1")
        assert len(receiver.received) == count


def test_a_receiver_that_is_down_changes_no_exit_code_and_gets_it_later(run, lab, tmp_path):
    port = free_port()
    configure(tmp_path, f"http://127.0.0.1:{port}", match={"rules": ["mirror-new-session"]})
    run("check", "core-rtr1")
    lab.stage("after", "core-rtr1")
    down = run("check", "core-rtr1", "--format", "json")
    assert down.code == 1
    assert down.json[0]["status"] == "findings"
    assert "netwatch alerts list" in down.err
    listed = run("alerts", "list", "--format", "json").json
    assert {(e["state"], e["rule"], e["attempts"]) for e in listed} == {
        ("waiting", "mirror-new-session", 1)
    }
    assert "Connection refused" in run("alerts", "list").out
    assert run("alerts", "retry").code == 3
    with HttpReceiver(port=port) as receiver:
        again = run("alerts", "retry", "--sink", "hook")
        assert again.code == 0
        assert "1 messages sent, 0 failed" in again.err
        assert len(receiver.received) == len(listed)
    assert run("alerts", "list", "--format", "json").json == []
    (done,) = run("alerts", "list", "--all", "--format", "json").json
    assert done["state"] == "delivered"


def test_a_digest_waits_for_its_hour_or_for_flush(run, lab, tmp_path):
    with HttpReceiver() as receiver:
        configure(tmp_path, receiver.url, digest="7d", match={"rules": ["mirror-*"]})
        run("check", "core-rtr1")
        lab.stage("after", "core-rtr1")
        run("check", "core-rtr1")
        before = len(receiver.received)
        assert run("alerts", "flush").code == 0
        assert len(receiver.received) == before + 1
        assert len(receiver.received[-1].json["alerts"]) > 1


def test_a_test_says_what_the_receiver_answered(run, tmp_path):
    with HttpReceiver() as receiver:
        configure(tmp_path, receiver.url)
        good = run("alerts", "test", "hook")
        assert good.code == 0
        assert f"hook (webhook): delivered: 127.0.0.1:{receiver.port} answered 200: ok" in good.out
        receiver.answer = Answer(401, b"who are you?")
        bad = run("alerts", "test", "hook", "--format", "json")
        assert bad.code == 3
        assert bad.json["delivered"] is False
        assert bad.json["said"].endswith("answered 401: who are you?")
    unknown = run("alerts", "test", "hok")
    assert unknown.code == 2
    assert "no sink 'hok'" in unknown.err
    assert "known: hook" in unknown.err


def test_a_broken_file_is_a_note_for_check_and_an_error_for_alerts(run, lab, tmp_path):
    Path(tmp_path / "alerts.yaml").write_text("sinks:\n  - {name: a, kind: pigeon}\n")
    checked = run("check", "core-rtr1")
    assert checked.code == 0
    assert "alerts.yaml:2" in checked.err
    listed = run("alerts", "list")
    assert listed.code == 2
    assert "no kind of sink 'pigeon'" in listed.err


def test_forget_drops_only_what_was_given_up(run, tmp_path):
    configure(tmp_path, "https://soc.example.com")
    assert "0 alerts dropped" in run("alerts", "forget").err


def test_a_check_without_alerts_says_nothing_of_them(run, lab):
    assert "alert" not in run("check", "core-rtr1").err


@pytest.mark.parametrize("form", ["cef", "ecs", "ocsf"])
def test_findings_in_the_formats_of_other_systems(run, lab, form):
    run("check", "core-rtr1")
    lab.stage("after", "core-rtr1")
    run("check", "core-rtr1")
    lines = run("findings", "core-rtr1", "--format", form).out.splitlines()
    listed = run("findings", "core-rtr1", "--format", "json").json
    assert len(lines) == len(listed)
    if form != "cef":
        assert all(isinstance(json.loads(each), dict) for each in lines)
