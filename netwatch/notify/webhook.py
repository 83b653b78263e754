"""A webhook: JSON, signed so that the receiver can tell netwatch from anybody else.

The signature is HMAC-SHA256 over the timestamp, a dot and the body; ``docs/alerts.md`` shows how
to verify it. ``Idempotency-Key`` is equal whenever the same message is sent again.
"""

import hashlib
import hmac
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
from netwatch.model.finding import KeptFinding, Status
from netwatch.model.inventory import SecretRef
from netwatch.notify._http import HttpSettings, Request, address, post
from netwatch.notify._text import look_further, subject
from netwatch.parsing.text import one_line
from netwatch.shapes import Json, Shape, finding_shape, when

SCHEMA = "netwatch/alert/1"
_STATUS = {Occasion.RESOLVED: Status.RESOLVED, Occasion.EXPLAINED: Status.EXPLAINED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(HttpSettings):
    """Where to post; ``key`` signs, ``token`` is sent as a bearer token."""

    key: SecretRef | None = None
    token: SecretRef | None = None


def send(message: Message, sink: Settings, secrets: Secrets, limits: Limits) -> Delivered | Failed:
    """Post the message; see ``Notifier``."""
    content = json.dumps(shape(message), separators=(",", ":")).encode("ascii")
    moment = str(int(message.sent_at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "netwatch",
        "Idempotency-Key": message.key,
        "Netwatch-Timestamp": moment,
    }
    if sink.key is not None:
        headers["Netwatch-Signature"] = f"v1={signature(secrets(sink.key), moment, content)}"
    if sink.token is not None:
        headers["Authorization"] = f"Bearer {secrets(sink.token)}"
    request = Request(
        url=address(sink.url, secrets, plaintext=sink.plaintext),
        body=content,
        headers=headers,
        ca_file=sink.ca_file,
        proxy=sink.proxy,
    )
    reply = post(request, limits)
    return reply if isinstance(reply, Failed) else reply.outcome()


def signature(key: str, moment: str, content: bytes) -> str:
    """Return the hex HMAC-SHA256 of ``moment``, a dot and ``content``."""
    return hmac.new(key.encode(), moment.encode() + b"." + content, hashlib.sha256).hexdigest()


def shape(message: Message) -> Shape:
    """Return ``netwatch/alert/1``."""
    return {
        "schema": SCHEMA,
        "id": message.key,
        "sent_at": when(message.sent_at),
        "sender": one_line(message.sender),
        "summary": subject(message),
        "severity": message.severity.label,
        "alerts": [_alert(each) for each in message.alerts],
    }


def _alert(alert: Alert) -> Shape:
    kept = KeptFinding(
        finding=alert.finding,
        first_seen=alert.since,
        last_seen=alert.at,
        status=_STATUS.get(alert.occasion, Status.OPEN),
        new=alert.occasion in (Occasion.OPENED, Occasion.REOPENED),
    )
    shown: Shape = {
        "id": alert.key,
        "occasion": alert.occasion.value,
        "at": when(alert.at),
        "site": alert.site,
        "address": alert.address,
        "platform": alert.platform,
        "who": alert.who,
        "note": alert.note,
        "finding": finding_shape(kept),
        "diff": list(alert.diff),
        "look_further": list(look_further(alert)),
    }
    return {key: _plain(value) for key, value in shown.items()}


def _plain(value: Json) -> Json:
    """Return the value with every text as one visible line: receivers paste them anywhere."""
    match value:
        case str():
            return one_line(value)
        case list():
            return [_plain(each) for each in value]
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case _:
            return value


NOTIFIER = Notifier(settings=Settings, send=send)
