"""Elasticsearch and OpenSearch by the bulk API, one ECS document an alert.

The alert's key is the document's id and the action is ``create``: sent twice, it is there once.
Source: the bulk API's reference; an item with status 409 is there already.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from netwatch.model.alert import (
    Delivered,
    Failed,
    Fault,
    Limits,
    Message,
    Notifier,
    Secrets,
)
from netwatch.model.inventory import SecretRef
from netwatch.notify._http import HttpSettings, Reply, Request, post
from netwatch.parsing.text import one_line
from netwatch.report.ecs import document_of

_INDEX = re.compile(r"[a-z0-9][a-z0-9._-]{0,254}")
_CREATED, _THERE_ALREADY, _BUSY = 201, 409, 429
# Of each item only the status and the reason: the reply stays small however long the digest.
_FILTER = "errors,items.*.status,items.*.error.type,items.*.error.reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(HttpSettings):
    """``url`` is the server, ``index`` an index or data stream; ``api_key`` or a user."""

    url: str
    index: str = "logs-netwatch.finding-default"
    api_key: SecretRef | None = None
    username: str | None = None
    password: SecretRef | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for what cannot be used."""
        HttpSettings.__post_init__(self)  # super() finds no class that slots replaced
        if not _INDEX.fullmatch(self.index):
            raise ValueError("index: lower-case letters, digits, dot, dash and underscore")
        if (self.username is None) is not (self.password is None):
            raise ValueError("username and password belong together")


def send(message: Message, sink: Settings, secrets: Secrets, limits: Limits) -> Delivered | Failed:
    """Create one document an alert; see ``Notifier``."""
    lines = []
    for alert in message.alerts:
        lines.append(json.dumps({"create": {"_id": alert.key}}))
        lines.append(json.dumps(document_of(alert), separators=(",", ":")))
    headers = {"Content-Type": "application/x-ndjson", "User-Agent": "netwatch"}
    if sink.api_key is not None:
        headers["Authorization"] = f"ApiKey {secrets(sink.api_key)}"
    auth = None
    if sink.username is not None and sink.password is not None:
        auth = (sink.username, secrets(sink.password))
    request = Request(
        url=f"{sink.url.rstrip('/')}/{sink.index}/_bulk?filter_path={_FILTER}",
        body=("\n".join(lines) + "\n").encode("ascii"),
        headers=headers,
        ca_file=sink.ca_file,
        proxy=sink.proxy,
        auth=auth,
    )
    reply = post(request, limits)
    if isinstance(reply, Failed):
        return reply
    return _judged(reply) if reply.ok else reply.outcome()


def _judged(reply: Reply) -> Delivered | Failed:
    """The bulk API answers 200 even where it refused every document."""
    try:
        items = [each["create"] for each in json.loads(reply.text)["items"]]
        refused = [each for each in items if each["status"] not in (_CREATED, _THERE_ALREADY)]
    except (ValueError, KeyError, TypeError):
        return Failed(f"{reply.host} answered {reply.status}, but not as the bulk API does")
    if not refused:
        there = sum(each["status"] == _THERE_ALREADY for each in items)
        return Delivered(f"{reply.host} has {len(items)} documents ({there} were there already)")
    fault = Fault.SINK if refused[0]["status"] == _BUSY else Fault.MESSAGE
    return Failed(f"{reply.host} refused {len(refused)}: {_reason(refused[0])}", fault)


def _reason(item: dict[str, Any]) -> str:
    error = item.get("error")
    reason = error.get("reason") if isinstance(error, dict) else None
    return one_line(f"{item['status']} {reason or ''}", 300)


NOTIFIER = Notifier(settings=Settings, send=send)
