"""Everything Apprise knows: Slack, Teams, Matrix, Telegram, Opsgenie and a hundred more.

Its addresses hold tokens, so each is a secret. Apprise tells only whether a service took the
message; why not, it writes to a log that may quote addresses, so netwatch does not show it.
"""

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netwatch.model.alert import (
    Delivered,
    Failed,
    Fault,
    Limits,
    Message,
    Notifier,
    Secrets,
    SinkSettings,
)
from netwatch.model.evidence import Severity
from netwatch.model.inventory import SecretRef
from netwatch.notify._text import body, subject

if TYPE_CHECKING:
    from apprise import Apprise

_KINDS = {
    Severity.INFO: "info",
    Severity.LOW: "info",
    Severity.MEDIUM: "warning",
    Severity.HIGH: "failure",
    Severity.CRITICAL: "failure",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SinkSettings):
    """``url`` is a reference to an Apprise address, or several parted by blanks."""

    url: SecretRef


def send(message: Message, sink: Settings, secrets: Secrets, limits: Limits) -> Delivered | Failed:
    """Send the message as plain text; see ``Notifier``."""
    try:
        from apprise import Apprise, AppriseAsset
    except ImportError:
        return Failed("Apprise is not installed: install netwatch-drift with the extra [notify]")
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it may quote addresses
    asset = AppriseAsset(app_id="netwatch", app_desc="netwatch", http_redirects=False)
    service = Apprise(asset=asset)
    if not service.add(secrets(sink.url).split()):
        return Failed("the secret holds no address that Apprise understands")
    return _sent(service, message, limits)


def _sent(service: "Apprise", message: Message, limits: Limits) -> Delivered | Failed:
    """Send, and wait no longer than allowed: Apprise bounds a read, not the whole."""
    done: list[bool] = []

    def work() -> None:
        done.append(
            bool(
                service.notify(
                    title=subject(message),
                    body=body(message),
                    notify_type=_KINDS[message.severity],
                    body_format="text",
                )
            )
        )

    worker = threading.Thread(target=work, name="apprise", daemon=True)
    worker.start()
    worker.join(limits.seconds)
    if worker.is_alive():
        return Failed(f"the service did not answer within {limits.seconds:g} s")
    if done != [True]:
        return Failed("the service refused the message or could not be reached", Fault.SINK)
    return Delivered(f"Apprise sent it to {len(service)} services")


NOTIFIER = Notifier(settings=Settings, send=send)
