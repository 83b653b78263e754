"""CEF, ECS and OCSF: their shapes, and that no device text gets out of its place."""

import json
import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.alerts import NOW, alert, message, resaid

from netwatch.model.alert import Occasion
from netwatch.model.document import Document, Look
from netwatch.model.evidence import Severity
from netwatch.model.finding import KeptFinding
from netwatch.notify import smtp, syslog, webhook
from netwatch.notify._text import body, subject
from netwatch.registry import unit
from netwatch.report import cef, ecs, ocsf

HOSTILE = st.text(
    st.sampled_from("|=\\]\"'\r\n\t\0\x1b\u202e\u2028\ud800 <>:aé") | st.characters(codec=None),
    max_size=40,
)
ATTACKS = (
    "x\r\nBcc: all@example.com", "a|10|cs1=b", 'y" z="1"]', "\x1b[2J", "\u202eelif", "\ud800",
    "end\n<13>1 - - - - - - forged", "k=v \\", "]", "\r\n.\r\nMAIL FROM:<x>",
)  # fmt: skip
RECORD = re.compile(
    r'<\d{1,3}>1 \S+ \S+ \S+ \S+ \S+ (\[netwatch@32473(?: [a-z]+="(?:[^"\\\]]|\\["\\\]])*")+\]) .*'
)
# The subset of OCSF 1.4.0 class 2004 that a receiver relies on: required, and their enumerations.
OCSF_REQUIRED = {
    "activity_id": {1, 2, 3},
    "category_uid": {2},
    "class_uid": {2004},
    "severity_id": {1, 2, 3, 4, 5},
    "status_id": {1, 2, 3, 4, 5},
    "confidence_id": {1, 2, 3},
}
ECS_TOP = {
    "@timestamp", "ecs", "message", "event", "rule", "threat", "host", "observer", "related",
    "user", "netwatch",
}  # fmt: skip
SAMPLES = [
    alert(occasion=occasion, severity=severity, who="ada", note="ours", window="CHG1")
    for occasion in Occasion
    for severity in Severity
]


def printable(text):
    return all(char.isprintable() or char == " " for char in text)


def values(data):
    match data:
        case str():
            yield data
        case dict():
            for each in data.values():
                yield from values(each)
        case list():
            for each in data:
                yield from values(each)


@pytest.mark.parametrize(
    "sample", SAMPLES, ids=lambda each: f"{each.occasion}-{each.finding.severity}"
)
def test_ocsf_holds_what_the_class_requires(sample):
    event = ocsf.detection(sample)
    for name, allowed in OCSF_REQUIRED.items():
        assert event[name] in allowed, name
    assert event["type_uid"] == 200400 + event["activity_id"]
    assert event["time"] == int(NOW.timestamp() * 1000)
    assert event["metadata"]["version"] == "1.4.0"
    assert event["metadata"]["product"]["vendor_name"]
    assert event["metadata"]["uid"] == sample.key
    info = event["finding_info"]
    assert info["uid"] == sample.finding.fingerprint
    assert info["title"]
    (attack,) = info["attacks"]
    assert attack["technique"] == {"uid": "T1020", "name": "Automated Exfiltration"}
    assert attack["sub_technique"] == {"uid": "T1020.001", "name": "Traffic Duplication"}
    assert attack["tactic"] == {"name": "Exfiltration"}
    assert event["is_alert"] is (sample.occasion in (Occasion.OPENED, Occasion.REOPENED))


@pytest.mark.parametrize(
    "sample", SAMPLES, ids=lambda each: f"{each.occasion}-{each.finding.severity}"
)
def test_ecs_holds_the_fields_of_an_alert(sample):
    made = ecs.document_of(sample)
    assert set(made) <= ECS_TOP
    assert made["@timestamp"] == "2026-01-01T12:00:00.000Z"
    assert made["event"]["kind"] == "alert"
    assert set(made["event"]["category"]) <= {"configuration", "network"}
    assert made["event"]["type"] in (["change"], ["end"])
    assert made["threat"]["technique"]["id"] == ["T1020"]
    assert made["threat"]["technique"]["subtechnique"]["id"] == ["T1020.001"]
    assert made["host"]["geo"] == {"name": "nyc"}
    assert ("end" in made["event"]) is (sample.occasion is Occasion.RESOLVED)


def test_cef_is_seven_headers_and_an_extension():
    event = cef.event(alert(title="a|b\\c"))
    parts = re.split(r"(?<!\\)\|", event)
    assert parts[:3] == ["CEF:0", "netwatch", "netwatch"]
    assert parts[4:7] == ["mirror-new-session", "a\\|b\\\\c", "8"]
    assert "cs1=nyc cs1Label=site" in parts[7]
    assert "dvchost=core-rtr1" in parts[7]
    assert f"externalId={alert().key}"[:20] in parts[7]


@pytest.mark.parametrize("form", ["cef", "ecs", "ocsf"])
def test_a_document_has_one_line_a_finding(form):
    kept = tuple(
        KeptFinding(finding=alert(each).finding, first_seen=NOW, last_seen=NOW)
        for each in ("mirror 1", "mirror 2")
    )
    text = unit("report", form).render(Document(data=[], findings=kept), Look())
    assert len(text.splitlines()) == 2
    assert unit("report", form).render(Document(data=[]), Look()) == ""


@settings(deadline=None)
@given(HOSTILE | st.sampled_from(ATTACKS))
def test_no_device_text_leaves_its_place(text):
    told = resaid(alert(), text)
    hostile_name = resaid(alert(device=text), text)
    for each in (told, hostile_name):
        check_cef(each)
        check_syslog(each)
        check_json(each)
        check_mail(each)


def check_cef(told):
    event = cef.event(told)
    assert printable(event)
    assert event.encode()
    assert len(re.split(r"(?<!\\)(?:\\\\)*\|", event)) >= 8
    headers, extension = split_cef(event)
    assert headers[4] == "mirror-new-session"
    assert headers[6] == "8"
    assert {key for key, _ in extension} <= {
        "externalId", "rt", "start", "end", "act", "dvchost", "dvc", "cat", "suser", "msg",
        "reason", *(f"cs{n}{label}" for n in range(1, 7) for label in ("", "Label")),
    }  # fmt: skip
    assert dict(extension)["externalId"] == told.key


def split_cef(event):
    """Read CEF as a receiver does: unescaped bars, then keys before unescaped equal signs."""
    headers, current, escaped = [], "", False
    for at, char in enumerate(event):
        if escaped:
            current, escaped = current + char, False
        elif char == "\\":
            escaped = True
        elif char == "|":
            headers.append(current)
            current = ""
            if len(headers) == 7:
                rest = event[at + 1 :]
                break
        else:
            current += char
    found = re.findall(
        r"(?:^|(?<= ))([A-Za-z0-9]+)=((?:[^\\=]|\\[\\=])*?)(?= [A-Za-z0-9]+=|$)", rest
    )
    return headers, found


def check_syslog(told):
    for payload in syslog.Payload:
        sink = syslog.Settings(host="127.0.0.1", payload=payload)
        record = syslog.record(told, "nms1", sink, 8192).decode()
        assert printable(record)
        assert RECORD.fullmatch(record)


def check_json(told):
    for made in (ecs.document_of(told), ocsf.detection(told), webhook.shape(message(told))):
        text = json.dumps(made)
        assert json.loads(text) == made
        assert "\\ud800" not in text.replace("\\\\", "")
        for each in values(made):
            assert printable(each), each


def check_mail(told):
    sink = smtp.Settings(host="127.0.0.1", sender="n@example.com", to=("s@example.com",))
    for many in (message(told), message(told, alert("mirror 9"))):
        assert printable(subject(many))
        assert all(printable(each) for each in body(many).split("\n"))
        raw = smtp.mail(many, sink).as_bytes()
        head, _, _ = raw.partition(b"\r\n\r\n")
        names = [
            each.split(b":")[0].lower() for each in head.split(b"\r\n") if each[:1] not in b" \t"
        ]
        assert set(names) <= {
            b"subject", b"from", b"to", b"date", b"message-id", b"auto-submitted", b"mime-version",
            b"x-netwatch-severity", b"content-type", b"content-transfer-encoding",
        }  # fmt: skip
        assert len(names) == len(set(names))


def test_hidden_characters_are_shown():
    text = body(message(resaid(alert(), "a\u202eb\x1b[2Jc\u200b")))
    assert "a\\u202eb\\u001b[2Jc\\u200b" in text
    assert set(text) <= set(string.printable)
