"""Splunk's HTTP Event Collector.

Source: Splunk's "Format events for HTTP Event Collector": events are JSON objects one after the
other, ``time`` in seconds; 503 with code 9 means that the server is busy.
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
    Secrets,
)
from netwatch.model.inventory import SecretRef
from netwatch.notify._http import HttpSettings, Request, post
from netwatch.notify._text import look_further
from netwatch.parsing.text import one_line
from netwatch.report.ecs import document_of

_PATH = "/services/collector/event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(HttpSettings):
    """``url`` is the collector's scheme, host and port; ``token`` the HEC token."""

    url: str
    token: SecretRef
    index: str | None = None
    source: str = "netwatch"
    sourcetype: str = "netwatch:finding"


def send(message: Message, sink: Settings, secrets: Secrets, limits: Limits) -> Delivered | Failed:
    """Post one event an alert; its ``event.event.id`` stays the same over all attempts."""
    events = (json.dumps(_event(each, sink), separators=(",", ":")) for each in message.alerts)
    request = Request(
        url=sink.url.rstrip("/").removesuffix(_PATH) + _PATH,
        body="\n".join(events).encode("ascii"),
        headers={
            "Authorization": f"Splunk {secrets(sink.token)}",
            "Content-Type": "application/json",
            "User-Agent": "netwatch",
        },
        ca_file=sink.ca_file,
        proxy=sink.proxy,
    )
    reply = post(request, limits)
    return reply if isinstance(reply, Failed) else reply.outcome()


def _event(alert: Alert, sink: Settings) -> dict[str, object]:
    event: dict[str, object] = {
        "time": f"{alert.at.timestamp():.3f}",
        "host": one_line(alert.finding.device),
        "source": sink.source,
        "sourcetype": sink.sourcetype,
        "event": {**document_of(alert), "look_further": list(look_further(alert))},
    }
    if sink.index:
        event["index"] = sink.index
    return event


NOTIFIER = Notifier(settings=Settings, send=send)
