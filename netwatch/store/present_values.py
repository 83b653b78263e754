"""What is known now, as values for pages: nothing of SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from netwatch.model.evidence import Severity
from netwatch.model.finding import KeptFinding, Status
from netwatch.model.mirror import Mirror
from netwatch.model.snapshot import Failure
from netwatch.store.values import STANDING, EventKind, Outcome

T = TypeVar("T")

Within: TypeAlias = frozenset[str] | None
"""The names of the devices an answer may speak of; None is every device."""


class Facet(StrEnum):
    """What a visit can observe or not; a part of a cloud is ``mirrors in eu-west-1``."""

    DEVICE = "device"
    ANSWERS = "every answer"
    CONFIG = "config"
    STARTUP = "startup"
    DECLARED = "declared mirrors"
    OPERATING = "operating mirrors"
    IMAGE = "image"
    FILES = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some of ``total`` items; ``following`` asks for those after, None when these are the last."""

    items: tuple[T, ...]
    total: int
    following: str | None = None


class FindingOrder(StrEnum):
    """Which findings come first."""

    WORST = "worst"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingQuery:
    """Which findings a page shows; empty tuples and None do not narrow.

    ``owner`` "" asks for those nobody looks after. ``text`` must stand in rule, device, title or
    subject. ``since`` is as in ``FindingFilter``. ``alike`` is the key of a ``FindingGroup``.
    ``after`` is the ``following`` of the page before.
    """

    within: Within = None
    statuses: tuple[Status, ...] = STANDING
    severities: tuple[Severity, ...] = ()
    rules: tuple[str, ...] = ()
    owner: str | None = None
    text: str | None = None
    since: datetime | None = None
    alike: str | None = None
    order: FindingOrder = FindingOrder.WORST
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFacets:
    """How many findings each choice would leave, all other choices staying as they are.

    ``owners`` has None for those nobody looks after.
    """

    statuses: Mapping[Status, int] = field(hash=False)
    severities: Mapping[Severity, int] = field(hash=False)
    rules: Mapping[str, int] = field(hash=False)
    owners: Mapping[str | None, int] = field(hash=False)
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """Findings that say the same; ``example`` is one of them, ``devices`` the first few names."""

    alike: str
    example: KeptFinding
    findings: int
    device_count: int
    devices: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime


class DeviceOrder(StrEnum):
    """Which devices come first."""

    NAME = "name"
    WORST = "worst"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceQuery:
    """Which visited devices a page shows; ``text`` stands in name, model, serial or version.

    ``blind`` asks for devices of which a facet is not observed any more. ``UNSEEN`` puts first
    what was not seen for longest.
    """

    within: Within = None
    text: str | None = None
    outcomes: tuple[Outcome, ...] = ()
    platforms: tuple[str, ...] = ()
    version: str | None = None
    blind: bool = False
    order: DeviceOrder = DeviceOrder.NAME
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSummary:
    """The code a device says it runs; ``digest`` is that of the running file.

    ``evidence`` is the highest rung of the ladder it reaches by itself: 1 listed, 2 own hash,
    3 hash of a fetched copy, 5 signature, 6 measured boot, 7 code in memory; 0 none of them.
    """

    version: str | None
    running_file: str | None
    algorithm: str | None
    digest: str | None
    bootloader: str | None
    register: str | None
    register_next: str | None
    signature: str | None
    evidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentDevice:
    """One visited device: its latest visit, what is known of it, and what stands against it.

    ``answered_at`` is the latest visit that brought anything. ``mirrors`` is None where they were
    never observed, and so is ``image``. ``standing`` counts open and acknowledged findings.
    """

    name: str
    platform: str
    first_visit: datetime
    last_visit: datetime
    outcome: Outcome
    answered_at: datetime | None
    failures: tuple[Failure, ...]
    hostname: str | None
    serial: str | None
    model: str | None
    mirrors: int | None
    hidden: int
    unread: int
    dormant: int
    image: ImageSummary | None
    standing: int = 0
    worst: Severity | None = None
    blind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSpot:
    """A facet of a device that the latest visit could not observe.

    ``since`` is the first visit that could not, ``seen_at`` the last that could (None: never).
    """

    device: str
    facet: str
    since: datetime
    seen_at: datetime | None
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMirrors:
    """The mirror sessions known of one device; ``mark`` differs when they do.

    ``serial`` is what the device calls itself: a cloud's own account.
    """

    device: str
    platform: str
    serial: str | None
    mark: int
    mirrors: tuple[Mirror, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorSight:
    """How far a visited device's mirrors are known; ``mark`` differs when they do.

    ``mirrors`` and ``dormant`` count sessions and lines of automation, ``mirrors`` None where they
    were never observed. ``declared`` tells whether its configuration's sessions ever were.
    ``known`` differs when anything known of the device does.
    """

    device: str
    platform: str
    mirrors: int | None
    dormant: int
    declared: bool
    mark: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageKey:
    """What devices of one ``ImageGroup`` have in common; None is what was not observed."""

    platform: str
    model: str | None = None
    version: str | None = None
    running_file: str | None = None
    algorithm: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageGroup:
    """Devices that say they run the same code; ``devices`` are the first few names.

    ``fleet`` counts the devices of the same platform, model, version and file of which a hash by
    the same algorithm is known; ``apart`` tells that this hash differs from what most of them have.
    ``least`` and ``most`` are the lowest and highest ``ImageSummary.evidence``; ``contradicted``
    counts the devices with a standing finding of one of the rules that were asked about.
    """

    platform: str
    model: str | None
    version: str | None
    running_file: str | None
    algorithm: str | None
    digest: str | None
    device_count: int
    devices: tuple[str, ...]
    least: int
    most: int
    contradicted: int
    fleet: int = 0
    apart: bool = False

    @property
    def key(self) -> ImageKey:
        """Return what its devices have in common."""
        return ImageKey(
            platform=self.platform, model=self.model, version=self.version,
            running_file=self.running_file, algorithm=self.algorithm, digest=self.digest,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The numbers of the first page. ``blind`` counts devices by facet.

    ``last_visit`` and ``oldest_visit`` are None before the first visit; ``unfilled`` counts the
    devices an older netwatch visited that ``netwatch db upgrade`` has not gone through.
    """

    devices: int
    outcomes: Mapping[Outcome, int] = field(hash=False)
    last_visit: datetime | None
    oldest_visit: datetime | None
    mirrors: int
    mirroring: int
    hidden: int
    findings: Mapping[tuple[Severity, Status], int] = field(hash=False)
    blind: Mapping[str, int] = field(hash=False)
    unfilled: int = 0

    def count(self, status: Status) -> int:
        """Return how many findings have ``status``."""
        return sum(number for (_, each), number in self.findings.items() if each is status)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """One day (UTC): findings opened or reopened, findings resolved, devices that answered."""

    day: date
    opened: int = 0
    resolved: int = 0
    observed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChange:
    """An answer that reads otherwise than before; None where there was none before or is now."""

    topic: str
    command: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRun:
    """Visits in a row that saw the same, from ``at`` to ``last_at``.

    ``changes`` are the answers that read otherwise at the first of them than before.
    """

    at: datetime
    last_at: datetime
    visits: int
    outcome: Outcome
    failures: tuple[Failure, ...] = ()
    changes: tuple[TopicChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingStep:
    """A step in the life of one of the device's findings."""

    at: datetime
    kind: EventKind
    fingerprint: str
    rule: str
    severity: Severity
    title: str
    actor: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSpan:
    """A change window that named the device; ``at`` is when it starts."""

    at: datetime
    ends: datetime
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardWord:
    """What the device sent about a change: evidence beside the visits, never the verdict."""

    at: datetime
    told: str
    user: str | None
    origin: str | None
    command: str | None
    text: str


Moment: TypeAlias = VisitRun | FindingStep | WindowSpan | HeardWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What happened to a device, latest first; ``following`` asks for what came earlier."""

    moments: tuple[Moment, ...]
    following: str | None = None
