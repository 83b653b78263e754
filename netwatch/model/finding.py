"""A judged fact, never built without its evidence."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.heard import Actor


@dataclass(frozen=True, slots=True)
class Claim:
    """The lasting fact a change left behind: while it holds, the finding stays open.

    ``facet`` and ``key`` say where to look in a later state, ``digest`` what was found there
    when the finding was made (``absent`` for "nothing"). See ``netwatch.claims``.
    """

    facet: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fact worth telling a person.

    ``subject`` names the thing (``mirror 52 destination 192.0.2.50``) and, with rule and device,
    makes the fingerprint: the same fact is one finding across sweeps. ``remediation`` are
    commands for a person to weigh; netwatch never sends them. ``window`` and ``approval`` say, for
    people, which change window or approval explains it; ``ignored`` which line of policy does not
    want it told; ``own_severity`` what the rule said where policy says otherwise. ``who`` are the
    names that stand beside the change in the device's own words.
    """

    rule: str
    severity: Severity
    confidence: Confidence
    device: str
    title: str
    subject: str
    techniques: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    remediation: tuple[str, ...] = ()
    window: str | None = None
    claim: Claim | None = None
    who: tuple[Actor, ...] = ()
    approval: str | None = None
    ignored: str | None = None
    own_severity: Severity | None = None

    @property
    def is_explained(self) -> bool:
        """Tell whether a change window or an approval accounts for it."""
        return self.window is not None or self.approval is not None

    @property
    def fingerprint(self) -> str:
        """Return 32 hex digits that are equal for the same rule, device and subject."""
        text = f"{self.rule}\0{self.device}\0{self.subject}"
        return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:32]


class Status(StrEnum):
    """Where a kept finding stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    EXPLAINED = "explained"
    RESOLVED = "resolved"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFinding:
    """A finding with its life in the store; ``new`` is true in the check that opened it.

    ``owner`` is whom it was assigned to, ``note`` the last word a person left on it.
    """

    finding: Finding
    first_seen: datetime
    last_seen: datetime
    status: Status = Status.OPEN
    owner: str | None = None
    note: str | None = None
    new: bool = field(default=False, compare=False)
