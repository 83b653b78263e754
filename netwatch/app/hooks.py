"""Webhooks: what other systems ask of the service. Pydantic checks what they bring."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from netwatch.app.triggers import Triggers
from netwatch.model.errors import NetwatchError
from netwatch.model.heard import LogEvent, Told

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
