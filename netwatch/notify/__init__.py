"""Receivers of alerts: one kind is one file, found by its name, with a ``NOTIFIER``."""

from typing import Any

from netwatch.model.alert import Notifier


def notifier(kind: str) -> Notifier[Any]:
    """Return the notifier ``webhook``. Raises UnknownUnitError naming those there are."""
    from netwatch import registry

    known = registry.names("notify")
    if kind not in known:
        raise registry.UnknownUnitError(f"no kind of sink {kind!r}: use {', '.join(known)}")
    found = registry.unit("notify", kind).NOTIFIER
    if not isinstance(found, Notifier):
        raise TypeError(f"netwatch/notify/{kind}.py has no NOTIFIER")
    return found
