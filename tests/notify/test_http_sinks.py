"""The receivers that speak HTTP, against real servers on loopback."""

import hashlib
import hmac
import json
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from support.alerts import NOW, alert, message
from support.receivers import Answer, HttpReceiver, free_port

from netwatch.model.alert import Delivered, Failed, Fault, Limits, Occasion
from netwatch.model.evidence import Severity
from netwatch.notify import elastic, ocsf, pagerduty, splunk_hec, webhook

pytestmark = pytest.mark.lab

LIMITS = Limits(seconds=5)


def test_a_webhook_is_signed_as_the_documentation_says(http, ref, secrets):
    sink = webhook.Settings(url=f"{http.url}/hook", key=ref, token=ref)
    outcome = webhook.send(message(), sink, secrets, LIMITS)
    assert outcome == Delivered(f"127.0.0.1:{http.port} answered 200: ok")
    (got,) = http.received
    moment = got.headers["Netwatch-Timestamp"]
    assert moment == str(int(NOW.timestamp()))
    signed = hmac.new(b"s3cr3t-t0ken", moment.encode() + b"." + got.body, hashlib.sha256)
    assert got.headers["Netwatch-Signature"] == f"v1={signed.hexdigest()}"
    assert got.headers["Authorization"] == "Bearer s3cr3t-t0ken"
    assert got.headers["Idempotency-Key"] == alert().key == got.json["id"]


def test_a_webhook_says_what_where_since_when_and_what_next(http, secrets):
    webhook.send(message(alert(who="ada", diff=("+monitor",))), hook(http), secrets, LIMITS)
    (told,) = http.received[0].json["alerts"]
    assert told["occasion"] == "opened"
    assert told["site"] == "nyc"
    assert told["who"] == "ada"
    assert told["finding"]["device"] == "core-rtr1"
    assert told["finding"]["first_seen"] == "2026-01-01T11:55:00Z"
    assert told["finding"]["evidence"][0]["line"] == 210
    assert told["diff"] == ["+monitor"]
    assert "netwatch diff core-rtr1" in told["look_further"]


def hook(receiver, **given):
    return webhook.Settings(url=receiver.url, **given)


def test_tls_is_verified(tls, secrets):
    with HttpReceiver(tls=tls) as receiver:
        trusted = webhook.send(message(), hook(receiver, ca_file=str(tls[0])), secrets, LIMITS)
        stranger = webhook.send(message(), hook(receiver), secrets, LIMITS)
    assert isinstance(trusted, Delivered)
    assert isinstance(stranger, Failed)
    assert "no trusted TLS connection" in stranger.why
    assert len(receiver.received) == 1


def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(http, secrets):
    http.answers.put(Answer(429, b"slow down", {"Retry-After": "120"}))
    outcome = webhook.send(message(), hook(http), secrets, LIMITS)
    assert outcome.retry_after == timedelta(seconds=120)
    assert outcome.fault is Fault.SINK
    assert "429: slow down" in outcome.why
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True)
    http.answers.put(Answer(503, b"", {"Retry-After": later}))
    wish = webhook.send(message(), hook(http), secrets, LIMITS).retry_after
    assert timedelta(seconds=200) < wish <= timedelta(seconds=301)
    http.answers.put(Answer(503, b"", {"Retry-After": "soon"}))
    assert webhook.send(message(), hook(http), secrets, LIMITS).retry_after is None


def test_a_redirect_is_followed_by_nobody(secrets):
    with HttpReceiver() as elsewhere, HttpReceiver() as receiver:
        receiver.answer = Answer(307, b"", {"Location": f"{elsewhere.url}/x?token=abc"})
        outcome = webhook.send(message(), hook(receiver), secrets, LIMITS)
        assert elsewhere.received == []
    assert "a redirect to 127.0.0.1" in outcome.why
    assert "abc" not in outcome.why


def test_a_huge_reply_is_cut(http, secrets):
    http.answer = Answer(200, b"x" * 50_000_000)
    outcome = webhook.send(message(), hook(http), secrets, Limits(seconds=5, reply_bytes=1000))
    assert isinstance(outcome, Delivered)
    assert len(outcome.answer) < 500


def test_a_dripping_reply_ends_at_the_limit(http, secrets):
    http.answer = Answer(200, b"x" * 200, drip=0.05)
    before = time.monotonic()
    outcome = webhook.send(message(), hook(http), secrets, Limits(seconds=0.5))
    assert time.monotonic() - before < 5
    assert isinstance(outcome, Failed)
    assert "within 0.5 s" in outcome.why


def test_dripping_headers_end_at_the_limit(secrets):
    with socket.create_server(("127.0.0.1", 0)) as server:
        halt = threading.Event()

        def drip():
            line, _ = server.accept()
            with line:
                while not halt.wait(0.05):
                    try:
                        line.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        sink = webhook.Settings(url=f"http://127.0.0.1:{server.getsockname()[1]}")
        outcome = webhook.send(message(), sink, secrets, Limits(seconds=0.5))
        halt.set()
        thread.join()
    assert isinstance(outcome, Failed)


def test_nobody_at_home(secrets):
    sink = webhook.Settings(url=f"http://127.0.0.1:{free_port()}/s3cret-path")
    outcome = webhook.send(message(), sink, secrets, LIMITS)
    assert isinstance(outcome, Failed)
    assert outcome.fault is Fault.SINK
    assert "s3cret-path" not in outcome.why


def test_a_secret_address_is_checked_when_it_is_known(ref):
    sink = webhook.Settings(url=ref)
    with pytest.raises(ValueError, match="in the clear"):
        webhook.send(message(), sink, lambda _: "http://192.0.2.1/x", LIMITS)


def test_splunk_gets_one_event_an_alert(http, ref, secrets):
    http.answer = Answer(200, b'{"text":"Success","code":0}')
    sink = splunk_hec.Settings(url=http.url, token=ref, index="network")
    outcome = splunk_hec.send(message(alert(), alert("mirror 53")), sink, secrets, LIMITS)
    assert isinstance(outcome, Delivered)
    (got,) = http.received
    assert got.path == "/services/collector/event"
    assert got.headers["Authorization"] == "Splunk s3cr3t-t0ken"
    events = [json.loads(each) for each in got.body.splitlines()]
    assert [each["event"]["event"]["id"] for each in events] == [
        alert().key, alert("mirror 53").key,
    ]  # fmt: skip
    assert events[0]["host"] == "core-rtr1"
    assert events[0]["index"] == "network"
    assert float(events[0]["time"]) == NOW.timestamp()


def test_a_busy_splunk_is_the_sinks_fault(http, ref, secrets):
    http.answer = Answer(503, b'{"text":"Server is busy","code":9}')
    sink = splunk_hec.Settings(url=http.url, token=ref)
    outcome = splunk_hec.send(message(), sink, secrets, LIMITS)
    assert isinstance(outcome, Failed)
    assert outcome.fault is Fault.SINK
    assert "Server is busy" in outcome.why


class Index:
    """As much of the bulk API as counts here: create once, 409 afterwards."""

    def __init__(self):
        self.documents = {}

    def __call__(self, got):
        lines = got.body.splitlines()
        items = []
        for action, document in zip(lines[::2], lines[1::2], strict=True):
            key = json.loads(action)["create"]["_id"]
            status = 409 if key in self.documents else 201
            self.documents.setdefault(key, json.loads(document))
            items.append({"create": {"status": status}})
        answer = {"errors": any(e["create"]["status"] == 409 for e in items), "items": items}
        return Answer(200, json.dumps(answer).encode())


def test_elastic_has_an_alert_once_however_often_it_is_sent(http, ref, secrets):
    http.answer = index = Index()
    sink = elastic.Settings(url=http.url, api_key=ref)
    for _ in range(2):
        outcome = elastic.send(message(alert(), alert("mirror 53")), sink, secrets, LIMITS)
        assert isinstance(outcome, Delivered)
    assert "2 were there already" in outcome.answer
    assert set(index.documents) == {alert().key, alert("mirror 53").key}
    assert http.received[0].path.startswith("/logs-netwatch.finding-default/_bulk?")
    assert http.received[0].headers["Authorization"] == "ApiKey s3cr3t-t0ken"


def test_elastic_by_user_and_password(http, ref, secrets):
    http.answer = Index()
    sink = elastic.Settings(url=http.url, username="netwatch", password=ref)
    assert isinstance(elastic.send(message(), sink, secrets, LIMITS), Delivered)
    assert http.received[0].headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("body", "fault", "says"),
    [
        (
            {
                "errors": True,
                "items": [{"create": {"status": 400, "error": {"reason": "mapping"}}}],
            },
            Fault.MESSAGE,
            "mapping",
        ),
        ({"errors": True, "items": [{"create": {"status": 429}}]}, Fault.SINK, "429"),
        ({"hello": "world"}, Fault.SINK, "not as the bulk API does"),
        ([1], Fault.SINK, "not as the bulk API does"),
    ],
)
def test_elastic_refuses_inside_a_success(http, secrets, body, fault, says):
    http.answer = Answer(200, json.dumps(body).encode())
    outcome = elastic.send(message(), elastic.Settings(url=http.url), secrets, LIMITS)
    assert isinstance(outcome, Failed)
    assert outcome.fault is fault
    assert says in outcome.why


def test_ocsf_as_array_and_as_lines(http, ref, secrets):
    two = message(alert(), alert("mirror 53"))
    ocsf.send(two, ocsf.Settings(url=http.url, token=ref), secrets, LIMITS)
    ocsf.send(two, ocsf.Settings(url=http.url, batch=ocsf.Batch.LINES), secrets, LIMITS)
    array, lines = http.received
    assert [each["metadata"]["uid"] for each in array.json] == [
        json.loads(each)["metadata"]["uid"] for each in lines.body.splitlines()
    ]
    assert array.json[0]["class_uid"] == 2004


def test_pagerduty_triggers_and_resolves_one_alert(http, ref, secrets):
    http.answer = Answer(202, b'{"status":"success"}')
    sink = pagerduty.Settings(routing_key=ref, url=http.url)
    opened = message(alert(severity=Severity.CRITICAL))
    over = message(alert(occasion=Occasion.RESOLVED, severity=Severity.CRITICAL))
    for each in (opened, over):
        assert isinstance(pagerduty.send(each, sink, secrets, LIMITS), Delivered)
    trigger, resolve = (each.json for each in http.received)
    assert trigger["event_action"] == "trigger"
    assert trigger["payload"]["severity"] == "critical"
    assert trigger["payload"]["source"] == "core-rtr1"
    assert "monitor session 52" in trigger["payload"]["custom_details"]["text"]
    assert resolve == {
        "routing_key": "s3cr3t-t0ken",
        "event_action": "resolve",
        "dedup_key": trigger["dedup_key"],
    }


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://siem.example.com/", "in the clear"),
        ("https://user:pass@siem.example.com/", "no user or password"),
        ("ftp://siem.example.com/", "https://"),
        ("siem.example.com", "https://"),
    ],
)
def test_unsafe_addresses_are_refused_without_being_quoted(url, says):
    with pytest.raises(ValueError, match=says) as caught:
        webhook.Settings(url=url)
    assert "pass@" not in str(caught.value)
    if url.startswith("http:"):
        assert webhook.Settings(url=url, plaintext=True)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of modules that Apprise imports
def test_apprise_sends_to_a_real_service(http, ref):
    pytest.importorskip("apprise")
    from netwatch.notify import apprise

    address = f"json://127.0.0.1:{http.port}/hook"
    outcome = apprise.send(message(), apprise.Settings(url=ref), lambda _: address, LIMITS)
    assert isinstance(outcome, Delivered)
    assert "core-rtr1" in http.received[0].json["title"]
    assert "netwatch diff core-rtr1" in http.received[0].json["message"]
    http.answer = Answer(500)
    outcome = apprise.send(message(), apprise.Settings(url=ref), lambda _: address, LIMITS)
    assert isinstance(outcome, Failed)
    assert address not in outcome.why
    nonsense = apprise.send(message(), apprise.Settings(url=ref), lambda _: "nonsense", LIMITS)
    assert isinstance(nonsense, Failed)
    assert "nonsense" not in nonsense.why
