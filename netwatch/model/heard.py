"""What a device said by itself: log lines, read as events that may trigger a look at it."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

_USER, _ORIGIN, _COMMAND = "user", "origin", "command"


class Told(StrEnum):
    """What a log line tells of; every kind is worth one look at the device."""

    CONFIG = "configuration changed"
    COMMAND = "command given"
    RELOAD = "restarted"
    MIRROR = "mirror changed"


@dataclass(frozen=True, slots=True)
class LogPattern:
    """One sort of line: ``pattern`` is searched for, its groups ``user``, ``origin``, ``command``.

    ``needed`` is a plain piece every such line holds: most lines cost one look for it.
    """

    told: Told
    needed: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class LogFormat:
    """How one family of devices writes of changes; ``source`` says where that is documented.

    ``device`` finds, in its group 1, the device a line speaks of, where another box writes it.
    """

    name: str
    source: str
    patterns: tuple[LogPattern, ...]
    device: re.Pattern[str] | None = None

    def event(self, text: str) -> "LogEvent | None":
        """Return what ``text`` tells of, None when it tells of no change."""
        for each in self.patterns:
            found = each.pattern.search(text) if each.needed in text else None
            if found:
                said = found.groupdict()
                about = self.device.search(text) if self.device else None
                return LogEvent(
                    told=each.told,
                    user=said.get(_USER) or None,
                    origin=said.get(_ORIGIN) or None,
                    command=(said.get(_COMMAND) or "").strip() or None,
                    device=about[1] if about else None,
                )
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEvent:
    """A change as a log line tells it: who, from which address or line, and what was typed."""

    told: Told
    user: str | None = None
    origin: str | None = None
    command: str | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A log line that netwatch received from a device, and what it tells.

    ``at`` is when it arrived, in UTC, or the time that an event in a log file tells; ``way`` names
    what it came by (``syslog``, ``trap``) or which log told of it (``cloudtrail``). The
    text holds no secret. It is evidence of who may have acted, never of what was done.
    """

    device: str
    at: datetime
    way: str
    sender: str
    event: LogEvent
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who may have made a change, by whose word: a log line, a command log, a header.

    ``at`` is as that source prints it.
    """

    user: str
    source: str
    origin: str | None = None
    at: str | None = None
    quote: str = field(default="", compare=False)

    @property
    def told(self) -> str:
        """Return ``eve from 192.0.2.9 at 02:14, says the syslog``, for people."""
        origin = f" from {self.origin}" if self.origin else ""
        at = f" at {self.at}" if self.at else ""
        return f"{self.user}{origin}{at}, says the {self.source}"
