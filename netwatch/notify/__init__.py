"""Receivers of alerts: one kind is one file, found by its name, with a ``NOTIFIER``."""

from typing import Any

from netwatch.model.alert import Notifier


def notifier(kind: str) -> Notifier[Any]:
    """Return the notifier ``webhook``. Raises UnknownUnitError naming the near misses."""
    from netwatch import registry

    found = registry.unit("notify", kind).NOTIFIER
    if not isinstance(found, Notifier):
        raise TypeError(f"netwatch/notify/{kind}.py has no NOTIFIER")
    return found
