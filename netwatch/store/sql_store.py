"""The store on SQLite and PostgreSQL: which transaction each method runs in."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Select, select

from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding, KeptFinding, Status
from netwatch.model.image import Measurement
from netwatch.model.known_good import KnownValue, TrustRoot
from netwatch.model.policy import KnownImage
from netwatch.model.snapshot import Artifact
from netwatch.model.state import DeviceState
from netwatch.model.volume import Counted
from netwatch.store import (
    contents,
    findings,
    history,
    known_good,
    migrate,
    places,
    retention,
    schedules,
    trust_roots,
    visits,
)
from netwatch.store.approvals import Approvals
from netwatch.store.config_lines import ConfigLines
from netwatch.store.database import Database
from netwatch.store.errors import BlobCorruptError
from netwatch.store.finding_pages import FindingPages
from netwatch.store.flows import FlowLog
from netwatch.store.heard import HeardLog
from netwatch.store.hindsight import Hindsight
from netwatch.store.leader import Leader, leader
from netwatch.store.outbox import Outbox
from netwatch.store.people import People
from netwatch.store.present import Present
from netwatch.store.present_values import Timeline
from netwatch.store.schedules import Schedules
from netwatch.store.schema import BlobRow, HostKeyRow
from netwatch.store.sights import Sights
from netwatch.store.store import Store
from netwatch.store.timeline import timeline
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
from netwatch.store.windows import Windows


class SqlStore(Store):
    """See ``Store``; made by ``Store.open``."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._approvals = Approvals(database)

    @staticmethod
    def open(url: str, *, wait_s: float = 10.0) -> "SqlStore":
        """See ``Store.open``."""
        database = Database.open(url, wait_s=wait_s)
        try:
            migrate.ensure(database)
        except BaseException:
            database.close()
            raise
        return SqlStore(database)

    @property
    def schedules(self) -> Schedules:
        """See ``Store.schedules``."""
        return Schedules(self.database)

    @property
    def sights(self) -> Sights:
        """See ``Store.sights``."""
        return Sights(self.database)

    def leader(self) -> Leader:
        """See ``Store.leader``."""
        return leader(self.database)

    def close(self) -> None:
        """See ``Store.close``."""
        self.database.close()

    @property
    def hindsight(self) -> Hindsight:
        """See ``Store.hindsight``."""
        return Hindsight(self.database)

    @property
    def heard(self) -> HeardLog:
        """See ``Store.heard``."""
        return HeardLog(self.database)

    @property
    def flows(self) -> FlowLog:
        """See ``Store.flows``."""
        return FlowLog(self.database)

    @property
    def lines(self) -> ConfigLines:
        """See ``Store.lines``."""
        return ConfigLines(self.database)

    def keep(self, visit: Visit) -> tuple[KeptFinding, ...]:
        """See ``Store.keep``."""
        device = visit.snapshot.device
        found = (*visit.raised, *visit.retold)
        named = {visit.seen.device, visit.known.device, *(each.device for each in found)}
        if named != {device}:
            raise ValueError(f"a visit to {device} cannot keep {sorted(named - {device})}")
        while True:
            with self.database.reading() as connection:
                prepared = visits.prepare(connection, visit)
            kept = self._keep(prepared)
            if kept is not None:
                return kept

    def _keep(self, prepared: visits.Prepared) -> tuple[KeptFinding, ...] | None:
        """Write a visit; None when pruning took a text it relies on, so it is packed anew."""
        visit = prepared.visit
        device, now = visit.snapshot.device, visit.snapshot.taken_at
        with self.database.writing() as connection:
            if not visits.still_there(connection, prepared):
                return None
            if visit.claim is not None:
                seen = visits.outcome_of(visit.snapshot)
                schedules.record(connection, visit.claim, device, seen.value, now)
            device_id = visits.write(connection, prepared)
            new = findings.settle(connection, device_id, visit.raised, visit.settled, now)
            new |= findings.retell(connection, visit.retold, now)
            return findings.standing(connection, device, new)

    def known_state(self, device: str) -> DeviceState | None:
        """See ``Store.known_state``."""
        with self.database.reading() as connection:
            return history.known_at(connection, device, None)

    def state_at(self, device: str, when: datetime) -> DeviceState | None:
        """See ``Store.state_at``."""
        with self.database.reading() as connection:
            return history.known_at(connection, device, when)

    def seen_at(self, device: str, when: datetime) -> DeviceState | None:
        """See ``Store.seen_at``."""
        with self.database.reading() as connection:
            return history.seen_at(connection, device, when)

    def devices(self) -> tuple[KeptDevice, ...]:
        """See ``Store.devices``."""
        with self.database.reading() as connection:
            return history.devices(connection)

    def history(
        self, device: str, *, since: datetime | None = None, limit: int = 1000
    ) -> tuple[Observation, ...]:
        """See ``Store.history``."""
        with self.database.reading() as connection:
            return history.visits(connection, device, since, limit)

    def counted(self, device: str, since: datetime) -> tuple[Counted, ...]:
        """See ``Store.counted``."""
        with self.database.reading() as connection:
            return history.counted(connection, device, since)

    def timeline(
        self, device: str, *, until: datetime | None = None, after: str | None = None,
        limit: int = 50,
    ) -> Timeline:  # fmt: skip
        """See ``Store.timeline``."""
        with self.database.reading() as connection:
            return timeline(connection, device, until=until, following=after, limit=limit)

    @property
    def present(self) -> Present:
        """See ``Store.present``."""
        return Present(self.database)

    @property
    def finding_pages(self) -> FindingPages:
        """See ``Store.finding_pages``."""
        return FindingPages(self.database)

    def artifact(self, device: str, topic: str, when: datetime) -> Artifact | None:
        """See ``Store.artifact``."""
        with self.database.reading() as connection:
            return history.artifact(connection, device, topic, when)

    def artifacts_at(self, device: str, when: datetime) -> tuple[Artifact, ...]:
        """See ``Store.artifacts_at``."""
        with self.database.reading() as connection:
            return history.artifacts_at(connection, device, when)

    def topics(self, device: str) -> tuple[str, ...]:
        """See ``Store.topics``."""
        with self.database.reading() as connection:
            return history.topics(connection, device)

    def versions(self, device: str, topic: str) -> tuple[Version, ...]:
        """See ``Store.versions``."""
        with self.database.reading() as connection:
            return history.versions(connection, device, topic)

    def text(self, digest: str) -> str:
        """See ``Store.text``."""
        with self.database.reading() as connection:
            return history.text(connection, digest)

    def verify(self) -> Iterator[str]:
        """See ``Store.verify``."""
        with self.database.reading() as connection:
            rows = connection.execute(select(BlobRow.id, BlobRow.sha256)).all()
        for row_id, digest in rows:
            try:
                with self.database.reading() as connection:
                    contents.by_ids(connection, [row_id])
            except BlobCorruptError:
                yield bytes(digest).hex()

    def owners(self, addresses: Collection[str]) -> Mapping[str, tuple[str, str]]:
        """See ``Store.owners``."""
        if not addresses:
            return {}
        with self.database.reading() as connection:
            return places.owners(connection, addresses)

    def prune(self, before: datetime) -> Iterator[Pruned]:
        """See ``Store.prune``."""
        return retention.prune(self.database, before)

    def prunable(self, before: datetime) -> Pruned:
        """See ``Store.prunable``."""
        return retention.prunable(self.database, before)

    def standing(self, device: str) -> tuple[KeptFinding, ...]:
        """See ``Store.standing``."""
        with self.database.reading() as connection:
            return findings.standing(connection, device)

    def findings(self, wanted: FindingFilter) -> tuple[KeptFinding, ...]:
        """See ``Store.findings``."""
        with self.database.reading() as connection:
            return findings.find(connection, wanted)

    def finding_counts(self) -> Mapping[tuple[Severity, Status], int]:
        """See ``Store.finding_counts``."""
        with self.database.reading() as connection:
            return findings.counts(connection)

    def events(self, fingerprint: str) -> tuple[FindingEvent, ...]:
        """See ``Store.events``."""
        with self.database.reading() as connection:
            return findings.events(connection, fingerprint)

    def acknowledge(self, fingerprint: str, decision: Decision) -> KeptFinding:
        """See ``Store.acknowledge``."""
        with self.database.writing() as connection:
            return findings.acknowledge(connection, fingerprint, decision)

    def resolve(self, fingerprint: str, decision: Decision) -> KeptFinding:
        """See ``Store.resolve``."""
        with self.database.writing() as connection:
            return findings.resolve(connection, fingerprint, decision)

    def annotate(self, fingerprint: str, decision: Decision) -> KeptFinding:
        """See ``Store.annotate``."""
        with self.database.writing() as connection:
            return findings.annotate(connection, fingerprint, decision)

    def assign(self, fingerprint: str, owner: str | None, decision: Decision) -> KeptFinding:
        """See ``Store.assign``."""
        with self.database.writing() as connection:
            return findings.assign(connection, fingerprint, owner, decision)

    def retell(self, retold: Iterable[Finding], *, at: datetime) -> frozenset[str]:
        """See ``Store.retell``."""
        with self.database.writing() as connection:
            return findings.retell(connection, retold, at)

    @property
    def approvals(self) -> Approvals:
        """See ``Store.approvals``."""
        return self._approvals

    def pinned(self, name: str) -> str | None:
        """See ``Store.pinned``."""
        with self.database.reading() as connection:
            return connection.execute(_pin_of(name)).scalar()

    def pin(self, name: str, key: str) -> str:
        """See ``Store.pin``."""
        with self.database.writing() as connection:
            statement = contents.upsert(connection, HostKeyRow).values(device=name, host_key=key)
            connection.execute(statement.on_conflict_do_nothing(index_elements=["device"]))
            return connection.execute(_pin_of(name)).scalar_one()

    def repin(self, name: str, key: str) -> None:
        """See ``Store.repin``."""
        with self.database.writing() as connection:
            statement = contents.upsert(connection, HostKeyRow).values(device=name, host_key=key)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["device"], set_={"host_key": key})
            )

    def keep_known_good(self, values: Iterable[KnownValue], *, source: str, at: datetime) -> int:
        """See ``Store.keep_known_good``."""
        with self.database.writing() as connection:
            return known_good.keep(connection, values, source, at)

    def known_good(self, names: Collection[str]) -> tuple[KnownImage, ...]:
        """See ``Store.known_good``."""
        if not names:
            return ()
        with self.database.reading() as connection:
            return tuple(known_good.images(connection, names))

    def known_measurements(self, measured: Collection[Measurement]) -> tuple[KnownValue, ...]:
        """See ``Store.known_measurements``."""
        if not measured:
            return ()
        with self.database.reading() as connection:
            return tuple(known_good.measurements(connection, measured))

    def keep_trust_roots(self, roots: Iterable[TrustRoot], *, at: datetime) -> int:
        """See ``Store.keep_trust_roots``."""
        with self.database.writing() as connection:
            return trust_roots.keep(connection, roots, at)

    def trust_roots(self) -> tuple[TrustRoot, ...]:
        """See ``Store.trust_roots``."""
        with self.database.reading() as connection:
            return trust_roots.kept(connection)

    @property
    def windows(self) -> Windows:
        """See ``Store.windows``."""
        return Windows(self.database)

    @property
    def outbox(self) -> Outbox:
        """See ``Store.outbox``."""
        return Outbox(self.database)

    @property
    def people(self) -> People:
        """See ``Store.people``."""
        return People.of(self.database)


def _pin_of(name: str) -> Select[str]:
    return select(HostKeyRow.host_key).where(HostKeyRow.device == name)
