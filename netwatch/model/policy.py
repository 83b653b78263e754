"""What the organisation allows: approvals, known collectors, own prefixes, overrides."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import TypeAlias

from netwatch.model.evidence import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A standing permission on the devices that match every given pattern (shell globs).

    An empty tuple matches everything. ``expires`` is the moment it ends, None for never.
    ``line`` is the line of policy.yaml it stands on, ``stored`` its number when it was granted
    with ``netwatch approve``; exactly one of the two is set outside of tests.
    """

    devices: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    owner: str | None = None
    ticket: str | None = None
    reason: str | None = None
    expires: datetime | None = None
    line: int | None = None
    stored: int | None = None

    def is_over(self, now: datetime) -> bool:
        """Tell whether the permission has ended by ``now``."""
        return self.expires is not None and self.expires <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorApproval(Approval):
    """Permission for mirrors: every source must match, and the destination or its collector.

    ``collectors`` are patterns for the names of known collectors.
    """

    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()

    @property
    def names_receiver(self) -> bool:
        """Tell whether the permission says where copies may go."""
        return bool(self.destinations or self.collectors)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageApproval(Approval):
    """Permission for an image on devices whose model matches: a version, a digest, or both."""

    version: str | None = None
    digest: str | None = None
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftApproval(Approval):
    """Permission for findings of the rules that match, about what is named (shell globs).

    With ``statements``, every changed line the finding quotes must match one. ``claim`` is the
    digest of the exact fact a person looked at; another fact of the same name is not covered.
    """

    rules: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    claim: str | None = None


Permission: TypeAlias = MirrorApproval | ImageApproval | DriftApproval


class Scope(StrEnum):
    """How far an approval of a finding goes; which ones fit depends on the finding."""

    FINDING = "finding"
    DESTINATION = "destination"
    DEVICE = "device"
    MODEL = "model"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCollector:
    """An address that is meant to receive copies of traffic."""

    address: IPv4Network | IPv6Network
    name: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownImage:
    """An image the team or the vendor vouches for; with ``file``, only a file of that name.

    ``source`` says which list, ``imported_at`` when it was taken in; both None in the policy's own.
    """

    digest: str
    algorithm: str | None = None
    version: str | None = None
    models: tuple[str, ...] = ()
    file: str | None = None
    source: str | None = None
    imported_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """A finding that is not worth telling: rule and device globs, and a subject glob."""

    rule: str = "*"
    device: str = "*"
    subject: str = "*"
    reason: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityOverride:
    """The severity every finding of one rule gets, whatever the rule itself says."""

    rule: str
    severity: Severity
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalTerms:
    """What ``netwatch approve`` may grant.

    ``need_two``: who approves is another person than who asked. ``longest_days`` bounds how long
    an approval runs, None for no bound. ``without_end``: a mirror may be approved for ever.
    """

    need_two: bool = False
    longest_days: int | None = None
    without_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All of policy.yaml; the empty policy approves nothing and knows no prefix.

    ``source`` is the file's path for people, ``prefix_lines`` the lines of ``prefixes``.
    """

    prefixes: tuple[IPv4Network | IPv6Network, ...] = ()
    approvals: tuple[MirrorApproval, ...] = ()
    image_approvals: tuple[ImageApproval, ...] = ()
    drift_approvals: tuple[DriftApproval, ...] = ()
    terms: ApprovalTerms = field(default_factory=ApprovalTerms)
    collectors: tuple[KnownCollector, ...] = ()
    images: tuple[KnownImage, ...] = ()
    severities: tuple[SeverityOverride, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    source: str = field(default="policy.yaml", compare=False)
    prefix_lines: tuple[int | None, ...] = field(default=(), compare=False)

    def approving(self, more: Iterable[Approval]) -> "Policy":
        """Return this policy with ``more`` approvals, each among those of its kind."""
        given = tuple(more)
        return replace(
            self,
            approvals=(*self.approvals, *(e for e in given if isinstance(e, MirrorApproval))),
            image_approvals=(
                *self.image_approvals,
                *(each for each in given if isinstance(each, ImageApproval)),
            ),
            drift_approvals=(
                *self.drift_approvals,
                *(each for each in given if isinstance(each, DriftApproval)),
            ),
        )
