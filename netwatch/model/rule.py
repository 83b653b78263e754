"""What a rule declares, and the facts it judges."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from netwatch.model.audit import AuditEvent
from netwatch.model.change import Change
from netwatch.model.device import Device
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Claim, Finding
from netwatch.model.flow import FlowVerdict
from netwatch.model.heard import Heard
from netwatch.model.known_good import KnownValue, TrustRoot
from netwatch.model.platform import Platform
from netwatch.model.policy import Policy
from netwatch.model.sight import Due, Sight
from netwatch.model.state import DeviceState
from netwatch.model.volume import MirrorVolume
from netwatch.model.window import Explained

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All a rule may look at: values only, no clock, no network.

    ``before`` is the last *observed* value of every facet, None at the first sighting. ``after``
    is this visit (None = not observed now; see ``compare.carried`` for what was seen in part);
    ``known`` is ``after`` laid over ``before``.
    ``addresses`` maps every address of the inventory to its device's name. ``peers`` are the
    last known states of the other devices of the same platform, () when none was visited.
    ``measured`` are the imported values of boot stages this device measured, ``roots`` the imported
    certificates from which trust starts. ``heard`` is what the device sent since the last
    visit, ``events`` what audit logs tell of it since then, ``flows`` what flow records tell of
    traffic that left it, ``volumes`` what its mirrors sent beside what their sources carried.
    ``windows`` are what open change windows explain. ``sight`` is when the
    device was last seen, ``dues`` what went wrong with netwatch's own runs.
    """

    device: Device
    platform: Platform
    now: datetime
    before: DeviceState | None
    after: DeviceState
    known: DeviceState
    changes: tuple[Change, ...] = ()
    policy: Policy = field(default_factory=Policy)
    addresses: dict[str, str] = field(default_factory=dict)
    peers: tuple[DeviceState, ...] = ()
    measured: tuple[KnownValue, ...] = ()
    roots: tuple[TrustRoot, ...] = ()
    heard: tuple[Heard, ...] = ()
    events: tuple[AuditEvent, ...] = ()
    windows: tuple[Explained, ...] = ()
    sight: Sight | None = None
    dues: tuple[Due, ...] = ()
    flows: tuple[FlowVerdict, ...] = ()
    volumes: tuple[MirrorVolume, ...] = ()

    def changes_of(self, kind: type[T]) -> tuple[T, ...]:
        """Return the changes of one kind, in order."""
        return tuple(each for each in self.changes if isinstance(each, kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it is called, what it needs, and the pure function that judges.

    ``needs`` are facets of DeviceState (``posture.users`` for one field of one); the rule is
    judged only when each was observed in this visit, so that an unreachable device neither raises
    nor resolves its findings. A ``lasting`` rule states a condition and is judged at every visit:
    not raised again means resolved. Any other rule tells of a change, and its finding stays open
    while its claim holds. What is not ``announceable`` no change window explains: evidence that
    contradicts itself, or code nobody vouches for.
    """

    id: str
    title: str
    severity: Severity
    judge: Callable[[Facts], Iterable[Finding]]
    needs: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    lasting: bool = False
    announceable: bool = True
    confidence: Confidence = Confidence.HIGH

    def finding(
        self,
        facts: Facts,
        *,
        subject: str,
        title: str,
        evidence: tuple[Evidence, ...],
        severity: Severity | None = None,
        confidence: Confidence | None = None,
        remediation: tuple[str, ...] = (),
        claim: Claim | None = None,
    ) -> Finding:
        """Return a finding of this rule about ``facts.device``; defaults come from the rule."""
        return Finding(
            rule=self.id,
            severity=self.severity if severity is None else severity,
            confidence=confidence or self.confidence,
            device=facts.device.name,
            title=title,
            subject=subject,
            techniques=self.techniques,
            evidence=evidence,
            remediation=remediation,
            claim=claim,
        )
