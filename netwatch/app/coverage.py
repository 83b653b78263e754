"""What each platform can and cannot show, and what of it was observed on this fleet."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from netwatch import registry
from netwatch.app.actor import Limit
from netwatch.app.views import commands_view
from netwatch.app.workspace import Workspace
from netwatch.model.document import Document, Look
from netwatch.model.platform import Offer, Platform
from netwatch.model.snapshot import Failure
from netwatch.report._command_set import NoCommandSetError
from netwatch.store.present_values import BlindSpot, Facet, Page

EVIDENCE = (
    "mirrors in config", "mirrors in operation", "capture", "image hash", "bootloader",
    "signature", "attestation", "startup config",
)  # fmt: skip
"""The kinds of evidence every platform says something about, in the order of a page."""

WORDS = {
    Offer.SEEN: "seen",
    Offer.DOCUMENTED: "documented",
    Offer.MEMORY: "memory",
    Offer.NOT_OFFERED: "-",
    Offer.NOT_READ: "not read",
}
"""A word for each cell of the table."""

MEANINGS = {
    Offer.SEEN: "read from output of real devices, or of the vendor's own software",
    Offer.DOCUMENTED: "read as a vendor document or published code describes it",
    Offer.MEMORY: "believed, without a document at hand; what is read so has low confidence",
    Offer.NOT_OFFERED: "not offered by this platform",
    Offer.NOT_READ: "the platform offers it, netwatch does not ask for it",
}


class Form(StrEnum):
    """A form of a platform's command set; ``iam`` and ``role`` are for clouds."""

    TEXT = "text"
    TACACS = "tacacs"
    ISE = "ise"
    IAM = "iam"
    ROLE = "role"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One platform, and how many devices of the inventory are of it."""

    platform: Platform
    devices: int

    @property
    def cells(self) -> tuple[tuple[str, Offer], ...]:
        """Return the kinds of evidence with what is known of each."""
        return tuple((each, self.platform.coverage[each]) for each in EVIDENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The platforms, those in use first, and how many devices each facet is blind on."""

    rows: tuple[CoverageRow, ...]
    blind: Mapping[str, int]
    unused: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One line that is sent, and what for."""

    command: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformCoverage:
    """One platform: its row, every line ever sent to it, and notes about what else is."""

    row: CoverageRow
    asked: tuple[Asked, ...]
    notes: tuple[str, ...]
    forms: tuple[Form, ...]


def over(platform: Platform) -> str:
    """Return how the platform is reached: ``ssh (cisco_ios)``, ``aws``."""
    driver = f" ({platform.dialogue.driver})" if platform.dialogue else ""
    return platform.transport + driver


def coverage(work: Workspace, limit: Limit, *, unused: bool) -> Coverage:
    """Return what the platforms show; with ``unused`` those of no device too. Raises StoreError."""
    counts = _counts(work, limit)
    rows = [CoverageRow(platform=each, devices=counts[each.name]) for each in registry.platforms()]
    used = [each for each in rows if each.devices]
    rest = [each for each in rows if not each.devices]
    return Coverage(
        rows=(*used, *(rest if unused or not used else ())),
        blind=work.store.present.blind_counts(limit),
        unused=len(rest),
    )


def blind_spots(
    work: Workspace, limit: Limit, *, facet: str | None, platform: str | None,
    after: str | None = None, most: int = 50,
) -> Page[BlindSpot]:  # fmt: skip
    """Return what the latest visits could not observe, newest first. Raises CursorError."""
    within = limit
    if platform is not None:
        of_it = {each.name for each in work.inventory.devices if each.platform == platform}
        within = frozenset(of_it if limit is None else of_it & limit)
    wanted = None if facet is None else facet.replace("\0", "")
    return work.store.present.blind_spots(within, facet=wanted, after=after, limit=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceBlind:
    """What one device did not show since one moment; ``wholly`` when it did not answer at all."""

    device: str
    facets: tuple[str, ...]
    wholly: bool
    since: datetime
    seen_at: datetime | None
    failures: tuple[Failure, ...]


def by_device(spots: Iterable[BlindSpot]) -> tuple[DeviceBlind, ...]:
    """Return blind spots that follow each other, those of one device and moment as one."""
    found = []
    for (device, since), some in groupby(spots, key=lambda each: (each.device, each.since)):
        these = tuple(some)
        facets = tuple(each.facet for each in these)
        found.append(
            DeviceBlind(
                device=device,
                facets=facets,
                wholly=Facet.DEVICE in facets,
                since=since,
                seen_at=max((e.seen_at for e in these if e.seen_at is not None), default=None),
                failures=these[0].failures,
            )
        )
    return tuple(found)


def platform_coverage(work: Workspace, name: str, limit: Limit) -> PlatformCoverage:
    """Return everything about one platform. Raises UnknownUnitError."""
    platform = registry.platform(name)
    document = commands_view(name)
    return PlatformCoverage(
        row=CoverageRow(platform=platform, devices=_counts(work, limit)[name]),
        asked=tuple(Asked(*row) for row in document.tables[0].rows),
        notes=document.notes,
        forms=tuple(_forms(document)),
    )


def command_set(name: str, form: Form) -> str:
    """Return a platform's command set for an AAA server. Raises NoCommandSetError."""
    return _rendered(commands_view(name), form)


def _forms(document: Document) -> Iterator[Form]:
    for each in Form:
        with suppress(NoCommandSetError):
            _rendered(document, each)
            yield each


def _rendered(document: Document, form: Form) -> str:
    text: str = registry.unit("report", form.value).render(document, Look())
    return text + "\n"


def _counts(work: Workspace, limit: Limit) -> Counter[str]:
    seen = (e for e in work.inventory.devices if limit is None or e.name in limit)
    return Counter(each.platform for each in seen)
