"""Webhooks: what other systems ask of the service. Pydantic checks what they bring."""

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netwatch.app.announcements import plan_ticket
from netwatch.app.log_formats import audit_event
from netwatch.app.triggers import Triggers
from netwatch.app.workspace import Workspace, utc_now
from netwatch.inventory.ticket import TicketMapping, read_mapping, read_ticket
from netwatch.judgement.audit import as_log_event
from netwatch.model.audit import AuditEvent
from netwatch.model.errors import NetwatchError
from netwatch.model.heard import LogEvent, Told
from netwatch.parsing.records import unwrapped

Short = Annotated[str, Field(min_length=1, max_length=255)]


class HookError(NetwatchError):
    """What a webhook brought cannot be used; the message is told to its sender."""


class _Check(BaseModel):
    model_config = ConfigDict(extra="forbid")

    device: Short
    user: Short | None = None
    origin: Short | None = None
    command: Annotated[str, Field(max_length=1000)] | None = None


def check_hook(triggers: Triggers, data: object, sender: str) -> dict[str, object]:
    """Have the device that ``data`` names looked at: ``{"device": "r1", "user": "eve"}``.

    Raises HookError.
    """
    try:
        asked = _Check.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "body"
        raise HookError(f"{where}: {first['msg']}") from None
    event = LogEvent(told=Told.CONFIG, user=asked.user, origin=asked.origin, command=asked.command)
    if not triggers.asked(asked.device, event, sender, "webhook"):
        raise HookError(f"no device {asked.device!r} in the inventory")
    return {"device": asked.device, "will": "be checked"}


def events_hook(triggers: Triggers, data: object, sender: str) -> dict[str, object]:
    """Have the cloud accounts looked at that audit events tell of (EventBridge, Pub/Sub).

    Records of any provider are taken, in any wrapping that ``netwatch logs`` reads. What is not
    about mirroring, or about an account of no inventory, is counted and left. Raises HookError.
    """
    told = [each for record in unwrapped(data) if (each := audit_event(record))]
    taken = [each for each in told if _asked(triggers, each, sender)]
    return {"about_mirroring": len(told), "accounts": sorted({each.host or "" for each in taken})}


def _asked(triggers: Triggers, event: AuditEvent, sender: str) -> bool:
    return triggers.asked(event.host or "", as_log_event(event), sender, event.source)


def window_hook(work: Workspace, data: object, sender: str) -> dict[str, object]:
    """Plan, move or call off the change window of a ticket: docs/change-windows.md has its form.

    Raises HookError.
    """
    del sender
    mapping_file = work.settings.ticket_mapping
    try:
        mapping = read_mapping(mapping_file) if mapping_file else TicketMapping()
        ticket = read_ticket(json.dumps(data).encode(), mapping, work.settings.zone)
        done = plan_ticket(work, ticket, utc_now())
    except NetwatchError as error:
        raise HookError(str(error)) from None
    return {
        "planned": list(done.planned),
        "cancelled": list(done.cancelled),
        "unchanged": list(done.unchanged),
    }
