"""Who acts from a page, and on which devices they may."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from netwatch.model.errors import NetwatchError

Limit: TypeAlias = frozenset[str] | None
"""The names of the devices somebody may see; None is every device."""


class NotAllOfItError(NetwatchError):
    """An act is about devices that the person may not see, so it is not theirs to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, when, and the devices they may see."""

    name: str
    now: datetime
    limit: Limit = None
