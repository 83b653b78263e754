"""OCSF Detection Findings over HTTP, for collectors that take the schema as it is."""

import json
from dataclasses import dataclass
from enum import StrEnum

from netwatch.model.alert import (
    Delivered,
    Failed,
    Limits,
    Message,
    Notifier,
    Secrets,
)
from netwatch.model.inventory import SecretRef
from netwatch.notify._http import HttpSettings, Request, address, post
from netwatch.report.ocsf import detection


class Batch(StrEnum):
    """How several events stand in one body."""

    ARRAY = "array"
    LINES = "lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(HttpSettings):
    """Where to post; ``token`` is sent as a bearer token."""

    token: SecretRef | None = None
    batch: Batch = Batch.ARRAY


def send(message: Message, sink: Settings, secrets: Secrets, limits: Limits) -> Delivered | Failed:
    """Post one event an alert; ``metadata.uid`` stays the same over all attempts."""
    events = [detection(each) for each in message.alerts]
    if sink.batch is Batch.ARRAY:
        kind, text = "application/json", json.dumps(events, separators=(",", ":"))
    else:
        kind = "application/x-ndjson"
        text = "".join(json.dumps(each, separators=(",", ":")) + "\n" for each in events)
    headers = {"Content-Type": kind, "User-Agent": "netwatch", "Idempotency-Key": message.key}
    if sink.token is not None:
        headers["Authorization"] = f"Bearer {secrets(sink.token)}"
    request = Request(
        url=address(sink.url, secrets, plaintext=sink.plaintext),
        body=text.encode("ascii"),
        headers=headers,
        ca_file=sink.ca_file,
        proxy=sink.proxy,
    )
    reply = post(request, limits)
    return reply if isinstance(reply, Failed) else reply.outcome()


NOTIFIER = Notifier(settings=Settings, send=send)
