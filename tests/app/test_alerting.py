"""From a finding to real receivers: down and up again, held back, repeated, given up."""

import json
from datetime import timedelta

import pytest
from support.alert_work import QUICK, ROUTE, Clock, find, hook, send, titles, workspaces
from support.receivers import Answer, HttpReceiver, SyslogTcp, free_port
from support.visits import config, finding

from netwatch.app import alerting
from netwatch.model.evidence import Severity
from netwatch.model.heard import Actor
from netwatch.store.letters import LetterState

pytestmark = pytest.mark.lab


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


def test_a_finding_reaches_a_receiver_once_with_place_and_diff(made, said):
    with HttpReceiver() as receiver:
        work = made([hook(receiver)])
        assert alerting.begin(work, said.append)
        find(work)
        find(work, finding("mirror 52"), text=config({7: "monitor session 52"}.items()))
        assert send(work).sent == 1
        assert send(work).sent == 0
        (told,) = receiver.received[0].json["alerts"]
    assert told["site"] == "nyc"
    assert told["address"] == "192.0.2.1"
    assert "+monitor session 52" in told["diff"]
    assert "from now on" in said[0]


def test_nothing_is_lost_or_doubled_while_a_receiver_is_down(made, clock):
    port = free_port()
    work = made([hook(port)])
    alerting.begin(work, print)
    for number in range(5):
        find(work, *(finding(f"mirror {each}") for each in range(number + 1)))
        done = send(work)
        assert (done.sent, done.failed) == (0, 1 if number == 0 else done.failed)
    assert len(work.store.outbox.letters((LetterState.WAITING,))) == 5
    with HttpReceiver(port=port) as receiver:
        for _ in range(4):
            clock.moved += timedelta(minutes=10)
            send(work)
        assert sorted(titles(receiver)) == [f"mirror {each} appeared" for each in range(5)]
        keys = [got.headers["Idempotency-Key"] for got in receiver.received]
        assert len(set(keys)) == 5


def test_a_receiver_that_is_down_is_not_asked_for_every_alert(made):
    with HttpReceiver(answer=Answer(503)) as receiver:
        work = made([hook(receiver)])
        alerting.begin(work, print)
        find(work, *(finding(f"mirror {each}") for each in range(20)))
        assert send(work).failed == 1
        assert len(receiver.received) == 1


def test_retry_after_is_honoured(made, clock):
    with HttpReceiver() as receiver:
        receiver.answers.put(Answer(429, b"", {"Retry-After": "3600"}))
        work = made([hook(receiver)])
        alerting.begin(work, print)
        find(work, finding())
        assert send(work).failed == 1
        clock.moved += timedelta(minutes=59)
        assert send(work).sent == 0
        clock.moved += timedelta(minutes=2)
        assert send(work).sent == 1
        assert len(receiver.received) == 2
        first, second = (got.headers["Idempotency-Key"] for got in receiver.received)
        assert first == second


def test_one_message_that_is_refused_holds_up_no_other(made):
    def picky(got):
        return Answer(422, b"no") if b"mirror 1 appeared" in got.body else Answer()

    with HttpReceiver(answer=picky) as receiver:
        work = made([hook(receiver)])
        alerting.begin(work, print)
        find(work, *(finding(f"mirror {each}") for each in range(3)))
        done = send(work)
        assert (done.sent, done.failed) == (2, 1)
    (left,) = work.store.outbox.letters((LetterState.WAITING,))
    assert left.alert.finding.subject == "mirror 1"
    assert "422: no" in left.said


def test_one_sink_that_is_down_holds_up_no_other(made):
    with HttpReceiver() as receiver, SyslogTcp() as collector:
        log = {
            "name": "log", "kind": "syslog", "host": "127.0.0.1", "port": collector.port,
            "transport": "tcp", "payload": "cef",
        }  # fmt: skip
        down = hook(free_port(), "down")
        route = ROUTE | {"to": ["down", "log", "hook"]}
        work = made([down, log, hook(receiver)], [route])
        alerting.begin(work, print)
        find(work, finding())
        done = send(work)
        assert (done.sent, done.failed) == (2, 1)
        assert b"CEF:0|netwatch|" in collector.messages.get(timeout=5)


def test_what_never_arrives_is_dead_after_a_week_and_somebody_is_told(made, clock):
    port = free_port()
    work = made([hook(port)])
    alerting.begin(work, print)
    find(work, finding())
    send(work)
    assert alerting.troubles(work) == ()
    clock.moved += timedelta(hours=1)
    (trouble,) = alerting.troubles(work)
    assert "hook takes no alerts since" in trouble
    assert "Connection refused" in trouble
    clock.moved += timedelta(days=8)
    assert send(work).dead == 1
    (trouble,) = alerting.troubles(work)
    assert "1 alerts never reached hook" in trouble
    assert "netwatch alerts retry --sink hook" in trouble
    with HttpReceiver(port=port) as receiver:
        assert work.store.outbox.revive(now=clock()) == 1
        assert send(work).sent == 1
        assert titles(receiver) == ["mirror 1 appeared"]
    assert alerting.troubles(work) == ()


def test_the_end_of_a_finding_is_told_where_its_beginning_was(made):
    with HttpReceiver() as receiver:
        only = ROUTE | {"match": {"rules": ["mirror-*"], "severity": "high"}}
        work = made([hook(receiver)], [only])
        alerting.begin(work, print)
        low = finding("mirror 9", severity=Severity.LOW)
        find(work, finding(), low)
        send(work)
        over = {each.fingerprint: False for each in (finding(), low)}
        find(work, settled=over)
        send(work)
        told = [each for got in receiver.received for each in got.json["alerts"]]
    assert [each["occasion"] for each in told] == ["opened", "resolved"]
    assert {each["finding"]["subject"] for each in told} == {"mirror 1"}


def test_explained_findings_wake_nobody_unless_asked_for(made):
    with HttpReceiver() as receiver:
        asked = {"name": "all", "to": ["hook"], "on": ["explained"]}
        work = made([hook(receiver), hook(receiver, "quiet")], [asked, {"to": ["quiet"]}])
        alerting.begin(work, print)
        find(work, finding(window="CHG-7"))
        assert send(work).sent == 1
        (told,) = receiver.received[0].json["alerts"]
    assert (told["occasion"], told["finding"]["window"]) == ("explained", "CHG-7")


def test_an_approval_explains_and_what_policy_ignores_is_told_to_nobody(made):
    with HttpReceiver() as receiver:
        asked = {"name": "all", "to": ["hook"], "on": ["opened", "explained"]}
        work = made([hook(receiver)], [asked])
        alerting.begin(work, print)
        find(work, finding("mirror 1", approval="ticket CHG-8"))
        find(work, finding("mirror 2", ignored="policy.yaml:7"))
        assert send(work).sent == 1
        (told,) = receiver.received[0].json["alerts"]
    assert (told["occasion"], told["finding"]["subject"]) == ("explained", "mirror 1")


def test_who_the_device_s_own_words_name_is_told(made):
    eve = Actor(user="eve", source="syslog", origin="198.51.100.5")
    with HttpReceiver() as receiver:
        work = made([hook(receiver)])
        alerting.begin(work, print)
        find(work, finding(who=(eve,)))
        assert send(work).sent == 1
        (told,) = receiver.received[0].json["alerts"]
    assert told["who"] == "eve from 198.51.100.5, says the syslog"


def test_a_digest_is_one_message_and_what_is_critical_goes_first(made, clock):
    with HttpReceiver() as receiver:
        work = made([hook(receiver)], [ROUTE | {"digest": "1h"}])
        alerting.begin(work, print)
        worst = finding("mirror 66", severity=Severity.CRITICAL)
        find(work, finding("mirror 1"), finding("mirror 2"), worst)
        find(work, finding("mirror 1", device="core-rtr2"), device="core-rtr2")
        assert send(work).sent == 1
        assert titles(receiver) == ["mirror 66 appeared"]
        clock.moved += timedelta(hours=1)
        assert send(work).sent == 1
        assert len(receiver.received[1].json["alerts"]) == 3
        assert receiver.received[1].json["summary"].endswith("3 findings on 2 devices")


def test_no_secret_is_kept_or_said(made, caplog):
    with HttpReceiver() as receiver:
        receiver.answer = lambda got: Answer(403, json.dumps(got.headers).encode())
        secrets = {"HOOK_TOKEN": "s3cr3t-t0ken", "HOOK": f"http://127.0.0.1:{receiver.port}/T0K/x"}
        sink = hook(receiver, token={"env": "HOOK_TOKEN"}) | {"url": {"env": "HOOK"}}
        work = made([sink], environment=secrets)
        alerting.begin(work, print)
        find(work, finding())
        assert send(work).failed == 1
        (left,) = work.store.outbox.letters((LetterState.WAITING,))
        outcome = alerting.send_test(work, work.alerting.sinks[0], QUICK)
    assert "Bearer <secret>" in outcome.why
    assert "answered 403" in left.said
    for text in (left.said, outcome.why, *alerting.troubles(work), caplog.text):
        assert "s3cr3t" not in text
        assert "T0K" not in text


def test_a_secret_that_is_missing_is_a_failure_that_says_which(made):
    with HttpReceiver() as receiver:
        work = made([hook(receiver, key={"env": "HOOK_KEY"})])
        alerting.begin(work, print)
        find(work, finding())
        assert send(work).failed == 1
        assert receiver.received == []
    (left,) = work.store.outbox.letters((LetterState.WAITING,))
    assert "HOOK_KEY" in left.said


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_authorities_that_cannot_be_read_are_named(made, tmp_path, text):
    path = tmp_path / "ca.pem"
    if text:
        path.write_text(text)
    with HttpReceiver() as receiver:
        work = made([hook(receiver, ca_file=str(path))])
        outcome = alerting.send_test(work, work.alerting.sinks[0], QUICK)
    assert f"ca_file {path} holds no certificates" in outcome.why


def test_a_notifier_with_a_bug_holds_up_its_own_message_alone(made, monkeypatch):
    from netwatch.notify import webhook

    def stumble(*_args):
        raise RuntimeError("s3cr3t")

    with HttpReceiver() as receiver:
        work = made([hook(receiver)])
        alerting.begin(work, print)
        find(work, finding())
        monkeypatch.setattr(
            webhook, "NOTIFIER", type(webhook.NOTIFIER)(settings=webhook.Settings, send=stumble)
        )
        assert send(work).failed == 1
    (left,) = work.store.outbox.letters((LetterState.WAITING,))
    assert left.said == "the notifier webhook failed: RuntimeError"


def test_a_test_message_is_marked_and_leaves_no_trace(made):
    with HttpReceiver() as receiver:
        work = made([hook(receiver)])
        outcome = alerting.send_test(work, work.alerting.sinks[0], QUICK)
        (told,) = receiver.received[0].json["alerts"]
    assert outcome.answer.endswith("answered 200: ok")
    assert told["occasion"] == "test"
    assert "this is a test" in told["finding"]["title"]
    assert work.store.outbox.letters(tuple(LetterState)) == ()


def test_telling_never_fails_what_it_follows(made, said):
    work = made([{"name": "hook", "kind": "carrier-pigeon"}])
    with alerting.telling(work, said.append):
        pass
    (note,) = said
    assert "carrier-pigeon" in note
