"""How a device's configuration changed in the visit that an alert is about."""

from datetime import timedelta
from difflib import unified_diff

from netwatch.model.alert import Alert
from netwatch.model.platform import CONFIG
from netwatch.shapes import when
from netwatch.store.errors import BlobCorruptError
from netwatch.store.store import Store

_MOST_LINES = 120
_LONGEST_TEXT = 4 * 1024 * 1024
_JUST_BEFORE = timedelta(microseconds=1)


def config_diff(store: Store, alert: Alert) -> tuple[str, ...]:
    """Return a unified diff of the kept configuration, whose secrets were replaced long before.

    Empty when the visit changed nothing there. Cut after 120 lines.
    """
    device = alert.finding.device
    try:
        new = store.artifact(device, CONFIG, alert.at)
        old = store.artifact(device, CONFIG, alert.at - _JUST_BEFORE)
    except BlobCorruptError:
        return ("(a kept configuration is damaged: netwatch db check)",)
    if new is None or old is None or new.text == old.text:
        return ()
    if len(new.text) + len(old.text) > _LONGEST_TEXT:
        return (f"(too long to compare here: netwatch diff {device})",)
    lines = list(
        unified_diff(
            old.text.split("\n"),
            new.text.split("\n"),
            f"{device} before",
            f"{device} {when(alert.at)}",
            lineterm="",
            n=3,
        )
    )
    if len(lines) > _MOST_LINES:
        left = len(lines) - _MOST_LINES
        lines = [*lines[:_MOST_LINES], f"... and {left} more lines: netwatch diff {device}"]
    return tuple(lines)
