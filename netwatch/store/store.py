"""The store as the rest of netwatch sees it. Importing this costs no SQLAlchemy."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Self

from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding, KeptFinding, Status
from netwatch.model.image import Measurement
from netwatch.model.known_good import KnownValue, TrustRoot
from netwatch.model.policy import KnownImage
from netwatch.model.snapshot import Artifact
from netwatch.model.state import DeviceState
from netwatch.model.volume import Counted
from netwatch.store.values import (
    Decision,
    FindingEvent,
    FindingFilter,
    KeptDevice,
    Observation,
    Pruned,
    Version,
    Visit,
)

if TYPE_CHECKING:
    from netwatch.store.approvals import Approvals
    from netwatch.store.config_lines import ConfigLines
    from netwatch.store.finding_pages import FindingPages
    from netwatch.store.flows import FlowLog
    from netwatch.store.heard import HeardLog
    from netwatch.store.hindsight import Hindsight
    from netwatch.store.leader import Leader
    from netwatch.store.outbox import Outbox
    from netwatch.store.people import People
    from netwatch.store.present import Present
    from netwatch.store.present_values import Timeline
    from netwatch.store.schedules import Schedules
    from netwatch.store.sights import Sights
    from netwatch.store.windows import Windows


class Store(ABC):
    """Everything ever seen of every device, written once, and the life of its findings.

    Safe to share between threads. Every method raises StoreError, whose message says what to do
    next; BlobCorruptError when a kept text no longer has its digest. Times need a zone.
    """

    @staticmethod
    def open(url: str, *, wait_s: float = 10.0) -> "Store":
        """Open the database at ``url``, waiting ``wait_s`` seconds for other writers.

        ``sqlite:///relative.db``, ``sqlite:////absolute.db`` or ``postgresql://host/name``. A
        SQLite file that does not exist is created (mode 0600) with the current schema.
        Raises StoreUrlError, StoreVersionError, StoreUnreachableError and the rest of StoreError.
        """
        from netwatch.store.sql_store import SqlStore

        return SqlStore.open(url, wait_s=wait_s)

    @property
    @abstractmethod
    def schedules(self) -> "Schedules":
        """Return the schedules and their runs."""

    @property
    @abstractmethod
    def sights(self) -> "Sights":
        """Return when each device was last seen, and the way to findings without a visit."""

    @abstractmethod
    def leader(self) -> "Leader":
        """Return the means to be the one process that runs the schedules of this store."""

    @abstractmethod
    def close(self) -> None:
        """Give every connection back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    @abstractmethod
    def hindsight(self) -> "Hindsight":
        """Return the way for visits that were made before netwatch watched."""

    @property
    @abstractmethod
    def heard(self) -> "HeardLog":
        """Return the log lines that devices sent."""

    @property
    @abstractmethod
    def lines(self) -> "ConfigLines":
        """Return every line of every configuration kept, to be searched."""

    @property
    @abstractmethod
    def flows(self) -> "FlowLog":
        """Return what flow records told of traffic between two addresses."""

    @abstractmethod
    def keep(self, visit: Visit) -> tuple[KeptFinding, ...]:
        """Keep one visit in one transaction and return the device's standing findings.

        Raised findings are opened, continued, or reopened when they were resolved; ``new`` is
        true only in the visit that did so, and ``first_seen`` starts again at a reopening (the
        events keep the earlier life). A finding with a window or an approval is EXPLAINED;
        raised or retold without one, it is open and new. An ignored one is kept as IGNORED and
        is not among the standing. Settled ones are resolved or seen again. A finding that
        is both raised and settled counts as raised. Nothing is kept when this raises.

        Raises ValueError when the visit mixes devices.
        """

    @abstractmethod
    def known_state(self, device: str) -> DeviceState | None:
        """Return the last observed value of every facet, None before the first visit.

        ``taken_at`` and ``failures`` are the latest visit's.
        """

    @abstractmethod
    def state_at(self, device: str, when: datetime) -> DeviceState | None:
        """Return what was known at ``when``, None before the first visit."""

    @abstractmethod
    def seen_at(self, device: str, when: datetime) -> DeviceState | None:
        """Return what the latest visit at or before ``when`` itself observed."""

    @abstractmethod
    def devices(self) -> tuple[KeptDevice, ...]:
        """Return every device ever visited, by name."""

    @abstractmethod
    def history(
        self, device: str, *, since: datetime | None = None, limit: int = 1000
    ) -> tuple[Observation, ...]:
        """Return the visits to a device, latest first."""

    @abstractmethod
    def counted(self, device: str, since: datetime) -> tuple[Counted, ...]:
        """Return what interfaces had carried at each visit after ``since``, latest first."""

    @abstractmethod
    def timeline(
        self, device: str, *, until: datetime | None = None, after: str | None = None,
        limit: int = 50,
    ) -> "Timeline":  # fmt: skip
        """Return what happened to a device up to ``until``, latest first, visits in runs.

        ``after`` is the ``following`` of the page before. Raises CursorError.
        """

    @property
    @abstractmethod
    def present(self) -> "Present":
        """Return what is known of the devices now, without decoding their states."""

    @property
    @abstractmethod
    def finding_pages(self) -> "FindingPages":
        """Return the findings page by page, counted and grouped."""

    @abstractmethod
    def artifact(self, device: str, topic: str, when: datetime) -> Artifact | None:
        """Return the last answer to ``topic`` given at or before ``when``."""

    @abstractmethod
    def artifacts_at(self, device: str, when: datetime) -> tuple[Artifact, ...]:
        """Return every answer of the latest visit at or before ``when``."""

    @abstractmethod
    def topics(self, device: str) -> tuple[str, ...]:
        """Return every topic the device ever answered, by name."""

    @abstractmethod
    def versions(self, device: str, topic: str) -> tuple[Version, ...]:
        """Return every distinct answer to ``topic`` ever seen, the one seen last first."""

    @abstractmethod
    def text(self, digest: str) -> str:
        """Return the kept text with this hex SHA-256.

        Raises KeyError when there is none.
        """

    @abstractmethod
    def verify(self) -> Iterator[str]:
        """Read every kept text and yield the hex digest of each damaged one."""

    @abstractmethod
    def owners(self, addresses: Collection[str]) -> Mapping[str, tuple[str, str]]:
        """Return device and interface of each address that one device alone is configured with."""

    @abstractmethod
    def prune(self, before: datetime) -> Iterator[Pruned]:
        """Delete visits older than ``before`` and the texts only they named, step by step.

        The last known state of every device and the evidence of standing findings stay. Other
        writers go on between two steps; leaving the iteration early is safe.
        """

    @abstractmethod
    def prunable(self, before: datetime) -> Pruned:
        """Return how many visits ``prune`` would delete."""

    @abstractmethod
    def standing(self, device: str) -> tuple[KeptFinding, ...]:
        """Return the device's findings that are neither resolved nor ignored, worst first."""

    @abstractmethod
    def findings(self, wanted: FindingFilter) -> tuple[KeptFinding, ...]:
        """Return the findings that match, worst first, then latest first."""

    @abstractmethod
    def finding_counts(self) -> Mapping[tuple[Severity, Status], int]:
        """Return how many findings have each severity and status; those there are none of lack."""

    @abstractmethod
    def events(self, fingerprint: str) -> tuple[FindingEvent, ...]:
        """Return the life of one finding, oldest first.

        Raises KeyError when there is no such finding.
        """

    @abstractmethod
    def acknowledge(self, fingerprint: str, decision: Decision) -> KeptFinding:
        """Mark a standing finding as seen by a person; it stays listed until it is over.

        Raises KeyError when there is no such finding and ValueError when it is not open.
        """

    @abstractmethod
    def resolve(self, fingerprint: str, decision: Decision) -> KeptFinding:
        """Close a finding on a person's word; raised again, it opens anew.

        Raises KeyError when there is no such finding.
        """

    @abstractmethod
    def annotate(self, fingerprint: str, decision: Decision) -> KeptFinding:
        """Leave a person's note on a finding, whatever its status.

        Raises KeyError when there is no such finding.
        """

    @abstractmethod
    def assign(self, fingerprint: str, owner: str | None, decision: Decision) -> KeptFinding:
        """Say who looks after a finding; None takes the owner away.

        Raises KeyError when there is no such finding.
        """

    @abstractmethod
    def retell(self, retold: Iterable[Finding], *, at: datetime) -> frozenset[str]:
        """Keep what policy now makes of standing findings, outside of a visit.

        Returns the fingerprints that became new because nothing explains them any more. When a
        finding was last seen does not change. Raises KeyError when there is no such finding.
        """

    @property
    @abstractmethod
    def approvals(self) -> "Approvals":
        """Return the approvals that people granted with ``netwatch approve``."""

    @abstractmethod
    def pinned(self, name: str) -> str | None:
        """Return the SSH host key pinned for the device ``name``, None when there is none."""

    @abstractmethod
    def pin(self, name: str, key: str) -> str:
        """Pin ``key`` unless one is pinned already; return the one that now stands."""

    @abstractmethod
    def repin(self, name: str, key: str) -> None:
        """Pin ``key`` in place of the old one, on a person's word that the change is right."""

    @abstractmethod
    def keep_known_good(self, values: Iterable[KnownValue], *, source: str, at: datetime) -> int:
        """Keep the values of the list ``source``, all or none, and return how many are new.

        A value that is known already keeps the source it came from first.
        """

    @abstractmethod
    def known_good(self, names: Collection[str]) -> tuple[KnownImage, ...]:
        """Return the known-good values of files with these names, whatever their case."""

    @abstractmethod
    def known_measurements(self, measured: Collection[Measurement]) -> tuple[KnownValue, ...]:
        """Return the known-good values of boot stages that share version or digest with these."""

    @abstractmethod
    def keep_trust_roots(self, roots: Iterable[TrustRoot], *, at: datetime) -> int:
        """Keep the certificates and return how many are new; a known one keeps its first source."""

    @abstractmethod
    def trust_roots(self) -> tuple[TrustRoot, ...]:
        """Return every certificate from which trust starts, in the order imported."""

    @property
    @abstractmethod
    def windows(self) -> "Windows":
        """Return the announced change windows."""

    @property
    @abstractmethod
    def outbox(self) -> "Outbox":
        """Return the alerts that wait to be sent, and those that were."""

    @property
    @abstractmethod
    def people(self) -> "People":
        """Return accounts, sessions, tokens, and the log of what people did."""
