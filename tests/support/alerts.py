"""Alerts about an invented router."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from netwatch.model.alert import Alert, Message, Occasion
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


def finding(subject="mirror 52", *, device="core-rtr1", severity=Severity.HIGH, **given):
    return Finding(
        rule=given.pop("rule", "mirror-new-session"),
        severity=severity,
        confidence=Confidence.HIGH,
        device=device,
        title=given.pop("title", f"{subject} appeared on {device}"),
        subject=subject,
        techniques=("T1020.001",),
        evidence=(Evidence("running-config", 210, "monitor session 52 type erspan-source"),),
        remediation=("no monitor session 52",),
        **given,
    )


def alert(subject="mirror 52", *, occasion=Occasion.OPENED, at=NOW, **given):
    known = {"site": "nyc", "address": "192.0.2.1", "platform": "cisco_xe"}
    extra = {key: given.pop(key) for key in ("who", "note", "diff", "since") if key in given}
    return Alert(
        occasion=occasion,
        at=at,
        finding=finding(subject, **given),
        since=extra.pop("since", at - timedelta(minutes=5)),
        **known,
        **extra,
    )


def message(*alerts):
    return Message(alerts=alerts or (alert(),), sent_at=NOW, sender="nms1")


def resaid(given, text):
    """The alert with ``text`` wherever a device has a say."""
    quotes = (Evidence(text, 7, text),)
    said = replace(
        given.finding, title=text, subject=text, evidence=quotes, remediation=(text,), window=text
    )
    return replace(given, finding=said, note=text, who=text, diff=(text,))
