"""What was said of a device, in the form that is kept."""

from dataclasses import replace

from netwatch import registry
from netwatch.model.device import Device
from netwatch.model.heard import Heard, LogEvent
from netwatch.parsing.redact import redact

_LONGEST = 1000


def kept_form(heard: Heard, device: Device, key: bytes) -> Heard:
    """Return ``heard`` of ``device`` without secrets and no longer than is kept.

    ``key`` is the site's, for the marks that secrets leave.
    """
    secrets = registry.platform(device.platform).secrets

    def safe(said: str | None) -> str | None:
        return redact(said[:_LONGEST], secrets, key) if said else None

    event = heard.event
    return replace(
        heard,
        event=LogEvent(
            told=event.told, user=event.user, origin=event.origin, command=safe(event.command)
        ),
        text=safe(heard.text) or event.told.value,
    )
