"""What netwatch knows of its own sight: when a device was last seen, and which runs went wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

OURSELVES = "@netwatch"
"""The device of findings about netwatch itself; no device of an inventory can be called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """When a device last answered anything (None: never), of how long watching, and the limit."""

    last_seen: datetime | None
    watched_since: datetime
    allowed: timedelta


class Trouble(StrEnum):
    """What went wrong with a scheduled run."""

    MISSED = "missed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A run of ``schedule`` that was due at ``scheduled_for`` and did not go well."""

    schedule: str
    what: str
    scheduled_for: datetime
    trouble: Trouble
    detail: str = ""
