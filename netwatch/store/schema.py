"""The tables, as typed columns. ``migrations/`` must give exactly these (tested)."""

import sqlite3
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

REVISION = "0015"
"""The revision of ``migrations/`` these tables stand for."""

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# sqlite.org/stricttables.html: older files stay readable, older libraries cannot create them.
STRICT = {"sqlite_strict": sqlite3.sqlite_version_info >= (3, 37)}

BIG = BigInteger().with_variant(Integer, "sqlite")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """A time as whole microseconds since 1970 in UTC: exact, sortable, the same everywhere."""

    impl = BIG
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Return microseconds; raises ValueError for a time without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without zone cannot be kept: {value.isoformat()}")
        return (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Return the time in UTC."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Base(DeclarativeBase):
    """All tables of netwatch."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: Text, bytes: LargeBinary, int: BIG, datetime: Moment}  # noqa: RUF012  # declared so by SQLAlchemy


class DeviceRow(Base):
    """A device that was visited."""

    __tablename__ = "device"
    __table_args__ = (UniqueConstraint("name"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    platform: Mapped[str]


class BlobRow(Base):
    """One text under its SHA-256, written once.

    ``codec`` says how ``data`` is packed; ``base_id`` is the keyframe it is a delta to, and a
    keyframe has none: depth one.
    """

    __tablename__ = "blob"
    __table_args__ = (UniqueConstraint("sha256"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[bytes]
    codec: Mapped[str]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("blob.id"))
    raw_size: Mapped[int]
    data: Mapped[bytes]


class StreamRow(Base):
    """Where the next text of one device and question finds its keyframe; bookkeeping only."""

    __tablename__ = "stream"
    __table_args__ = (STRICT,)

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    command: Mapped[str] = mapped_column(primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("blob.id"))
    deltas: Mapped[int]


class ObservationRow(Base):
    """One visit, written once. References are row ids: an unchanged poll is this row alone.

    An image's clock readings and the device's counters stand here because they differ at every
    visit.
    """

    __tablename__ = "observation"
    __table_args__ = (Index(None, "device_id", "taken_at"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    taken_at: Mapped[datetime]
    outcome: Mapped[str]
    answers_id: Mapped[int] = mapped_column(ForeignKey("blob.id"))
    seen_id: Mapped[int] = mapped_column(ForeignKey("blob.id"))
    known_id: Mapped[int] = mapped_column(ForeignKey("blob.id"))
    booted_at: Mapped[datetime | None]
    uptime_s: Mapped[int | None]
    failures: Mapped[str | None]
    counters: Mapped[str | None]


_COUNTED = (
    "status", "severity", "rule", "owner", "device_id", "alike", "first_seen", "mark", "id",
)  # fmt: skip


class FindingRow(Base):
    """Where a finding stands now; its past is in the events.

    ``words`` are rule, device, title and subject for searching, ``alike`` is equal for findings
    that say the same of several devices, ``mark`` differs when what is told does. All three are
    None in a row that an older netwatch wrote, until ``netwatch db upgrade`` filled them.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("fingerprint"),
        Index(None, "device_id", "status"),
        # Pages in their two orders; what has another status is passed over in the index.
        Index(None, "severity", "first_seen", "id", "status"),
        Index(None, "first_seen", "id", "status"),
        # Counting over every finding reads this alone, not the documents.
        Index("ix_finding_counted", *_COUNTED),
        Index(None, "alike"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    fingerprint: Mapped[str]
    rule: Mapped[str]
    severity: Mapped[int]
    status: Mapped[str]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    document: Mapped[str]
    owner: Mapped[str | None]
    note: Mapped[str | None]
    words: Mapped[str | None]
    alike: Mapped[str | None]
    mark: Mapped[int | None]


class EventRow(Base):
    """One step in a finding's life, written once."""

    __tablename__ = "finding_event"
    __table_args__ = (Index(None, "finding_id"), Index(None, "kind", "at"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    actor: Mapped[str | None]
    note: Mapped[str | None]
    document: Mapped[str | None]


class HostKeyRow(Base):
    """The SSH host key pinned for a device's name, which may never have been visited yet."""

    __tablename__ = "host_key"
    __table_args__ = (STRICT,)

    device: Mapped[str] = mapped_column(primary_key=True)
    host_key: Mapped[str]


class KnownGoodRow(Base):
    """A value a vendor vouches for; ``source`` and ``line`` say which list said so first.

    ``name_key`` is the name without regard to case; ``model`` is "" when it speaks of all.
    """

    __tablename__ = "known_good"
    __table_args__ = (
        UniqueConstraint("name_key", "kind", "algorithm", "digest", "model"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name_key: Mapped[str]
    name: Mapped[str]
    algorithm: Mapped[str]
    digest: Mapped[str]
    model: Mapped[str]
    version: Mapped[str | None]
    source: Mapped[str]
    line: Mapped[int]
    imported_at: Mapped[datetime]


class TrustRootRow(Base):
    """A certificate from which trust in devices' own certificates starts, as PEM."""

    __tablename__ = "trust_root"
    __table_args__ = (UniqueConstraint("fingerprint"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    subject: Mapped[str]
    pem: Mapped[str]
    source: Mapped[str]
    imported_at: Mapped[datetime]
