"""What a cloud's audit log or a device's log tells of mirroring: who did what, and did it work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from netwatch.model.evidence import Severity

Record: TypeAlias = Mapping[str, Any]
"""One JSON object as a provider wrote it; nothing in it may be taken for granted."""

_LEAST, _OFF_FOR_FAILURE = 1, 4
_SEVERITIES = ((8, Severity.HIGH), (7, Severity.MEDIUM), (4, Severity.LOW))


class Action(StrEnum):
    """What was done, in one vocabulary for all sources."""

    SESSION_CREATED = "mirror.session.create"
    SESSION_MODIFIED = "mirror.session.modify"
    SESSION_DELETED = "mirror.session.delete"
    TARGET_CREATED = "mirror.target.create"
    TARGET_MODIFIED = "mirror.target.modify"
    TARGET_DELETED = "mirror.target.delete"
    FILTER_CREATED = "mirror.filter.create"
    FILTER_MODIFIED = "mirror.filter.modify"
    FILTER_DELETED = "mirror.filter.delete"
    CAPTURE_STARTED = "capture.start"
    COMMAND_TYPED = "mirror.command"

    @property
    def brings_a_copy(self) -> bool:
        """Tell whether traffic may be copied because of it that was not copied before."""
        return self in {Action.SESSION_CREATED, Action.CAPTURE_STARTED}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one event name means: its action, the technique page's name for it, its risk.

    Risks run from 0 to 10. Those of ATT&CK T1020.001's first analytic are kept (9, 8 and 7); the
    others are ours, on the same scale.
    """

    action: Action
    risk: int
    alias: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One event about mirroring; None is what the record does not say.

    ``host`` is the account, project, subscription or device it happened in, ``name`` the event as
    the source names it, ``subject`` the session, policy or tap, ``key`` what makes two records the
    same event.
    """

    source: str
    meaning: Meaning
    name: str
    host: str | None = None
    at: datetime | None = None
    user: str | None = None
    origin: str | None = None
    region: str | None = None
    subject: str | None = None
    target: str | None = None
    succeeded: bool = True
    key: str = ""
    text: str = ""

    @property
    def risk(self) -> int:
        """Return the risk of this event: an attempt that failed counts four less."""
        return (
            self.meaning.risk
            if self.succeeded
            else max(_LEAST, self.meaning.risk - _OFF_FOR_FAILURE)
        )

    @property
    def severity(self) -> Severity:
        """Return the risk as a severity: 8 and more is high, 7 medium, 4 to 6 low."""
        return next((each for least, each in _SEVERITIES if self.risk >= least), Severity.INFO)

    def over(self, other: "AuditEvent") -> "AuditEvent":
        """Return the one event that two records with the same key tell of.

        A provider writes when an operation starts and when it ends: the end says whether it worked.
        """
        first, last = sorted((self, other), key=_when)
        return replace(
            last,
            at=first.at or last.at,
            user=last.user or first.user,
            origin=last.origin or first.origin,
            target=last.target or first.target,
            subject=last.subject or first.subject,
        )


def _when(event: AuditEvent) -> float:
    return event.at.timestamp() if event.at else 0.0


@dataclass(frozen=True, slots=True)
class AuditFormat:
    """How one provider writes its audit log.

    ``claims`` tells a record of this provider from others, ``event`` reads it and returns None for
    one that is not about mirroring. Neither raises for any JSON object. ``source`` names the
    document.
    """

    name: str
    source: str
    claims: Callable[[Record], bool]
    event: Callable[[Record], AuditEvent | None]
