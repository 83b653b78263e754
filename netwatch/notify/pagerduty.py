"""PagerDuty by the Events API v2: a finding is an alert there, and its end resolves it.

Source: PagerDuty's developer documentation. ``dedup_key`` is the finding's fingerprint, so a
finding sent twice is one alert; ``summary`` holds 1024 characters.
"""

import json
from dataclasses import dataclass

from netwatch.model.alert import (
    Alert,
    Delivered,
    Failed,
    Limits,
    Message,
    Notifier,
    Occasion,
    Secrets,
)
from netwatch.model.evidence import Severity
from netwatch.model.inventory import SecretRef
from netwatch.notify._http import HttpSettings, Request, post
from netwatch.notify._text import body, look_further, subject
from netwatch.parsing.text import one_line
from netwatch.report._alert_fields import evidence, iso

_SEVERITIES = {
    Severity.INFO: "info",
    Severity.LOW: "info",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "critical",
}
_SUMMARY = 1024
# An event may have 512 KB.
_TEXT = 16_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(HttpSettings):
    """``routing_key`` is the integration key of the service."""

    routing_key: SecretRef
    url: str = "https://events.pagerduty.com/v2/enqueue"


def send(message: Message, sink: Settings, secrets: Secrets, limits: Limits) -> Delivered | Failed:
    """Trigger or resolve the one alert of the message; see ``Notifier``."""
    event = {"routing_key": secrets(sink.routing_key), **_event(message, message.alerts[0])}
    request = Request(
        url=sink.url,
        body=json.dumps(event, separators=(",", ":")).encode("ascii"),
        headers={"Content-Type": "application/json", "User-Agent": "netwatch"},
        ca_file=sink.ca_file,
        proxy=sink.proxy,
    )
    reply = post(request, limits)
    return reply if isinstance(reply, Failed) else reply.outcome()


def _event(message: Message, alert: Alert) -> dict[str, object]:
    finding = alert.finding
    if alert.occasion is Occasion.RESOLVED:
        return {"event_action": "resolve", "dedup_key": finding.fingerprint}
    return {
        "event_action": "trigger",
        "dedup_key": finding.fingerprint,
        "client": "netwatch",
        "payload": {
            "summary": one_line(subject(message), _SUMMARY),
            "source": one_line(finding.device, 255),
            "severity": _SEVERITIES[finding.severity],
            "timestamp": iso(alert.at),
            "component": one_line(finding.subject, 255),
            "group": one_line(alert.site or "", 255),
            "class": one_line(finding.rule, 255),
            "custom_details": {
                "id": alert.key,
                "evidence": evidence(finding),
                "look_further": list(look_further(alert)),
                "text": body(message)[:_TEXT],
            },
        },
    }


NOTIFIER = Notifier(settings=Settings, send=send, single=True)
