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

REVISION = "0010"
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


class FindingRow(Base):
    """Where a finding stands now; its past is in the events."""

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("fingerprint"),
        Index(None, "device_id", "status"),
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


class EventRow(Base):
    """One step in a finding's life, written once."""

    __tablename__ = "finding_event"
    __table_args__ = (Index(None, "finding_id"), STRICT)

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


class HeardRow(Base):
    """A log line received from a device that tells of a change, written once."""

    __tablename__ = "heard"
    __table_args__ = (Index(None, "device", "at"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    device: Mapped[str]
    at: Mapped[datetime]
    way: Mapped[str]
    sender: Mapped[str]
    told: Mapped[str]
    user_name: Mapped[str | None]
    origin: Mapped[str | None]
    command: Mapped[str | None]
    text: Mapped[str]


class InterfaceAddressRow(Base):
    """An address that a device's configuration, as last known, gives one of its interfaces."""

    __tablename__ = "interface_address"
    __table_args__ = (Index(None, "address"), STRICT)

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    interface: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(primary_key=True)


class ApprovalRow(Base):
    """What an approval permits, written once; where it stands is in its events."""

    __tablename__ = "approval"
    __table_args__ = (STRICT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]
    findings: Mapped[str]


class ApprovalEventRow(Base):
    """One step of an approval (requested, granted, revoked), written once.

    ``actor`` is who was named, ``login`` the account of the machine it was typed on.
    """

    __tablename__ = "approval_event"
    __table_args__ = (UniqueConstraint("approval_id", "kind"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    actor: Mapped[str]
    login: Mapped[str | None]
    note: Mapped[str | None]


class WindowRow(Base):
    """An announced change window, written once; a plan that was changed is another revision."""

    __tablename__ = "change_window"
    __table_args__ = (UniqueConstraint("name", "revision"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    revision: Mapped[int]
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    kept_at: Mapped[datetime]
    document: Mapped[str]


class WindowDeviceRow(Base):
    """A device an opened window is about."""

    __tablename__ = "window_device"
    __table_args__ = (UniqueConstraint("window_id", "device"), Index(None, "device"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("change_window.id"))
    device: Mapped[str]


class WindowEventRow(Base):
    """One step in a window's life: opened, closed, cancelled, missed."""

    __tablename__ = "window_event"
    __table_args__ = (Index(None, "window_id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("change_window.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    actor: Mapped[str]
    note: Mapped[str]


class WindowBaselineRow(Base):
    """How a device was found when its window was opened; ``why_not`` is "" where it was seen."""

    __tablename__ = "window_baseline"
    __table_args__ = (UniqueConstraint("window_id", "device"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("change_window.id"))
    device: Mapped[str]
    taken_at: Mapped[datetime]
    why_not: Mapped[str]


class WindowVerdictRow(Base):
    """What became of a window at one moment; ``outcome`` is the exit code."""

    __tablename__ = "window_verdict"
    __table_args__ = (Index(None, "window_id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("change_window.id"))
    at: Mapped[datetime]
    outcome: Mapped[int]
    document: Mapped[str]


class OutboxRow(Base):
    """One alert for one sink, until and after it was delivered; see ``store.outbox``.

    ``token`` names the process that is sending it until ``leased_until``.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("sink", "key"),
        Index(None, "state", "sink", "due_at"),
        Index(None, "fingerprint"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sink: Mapped[str]
    key: Mapped[str]
    fingerprint: Mapped[str]
    occasion: Mapped[str]
    batch: Mapped[str]
    document: Mapped[str]
    state: Mapped[str]
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int]
    failed_at: Mapped[datetime | None]
    token: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    said: Mapped[str | None]


class CursorRow(Base):
    """How far a reader of the findings' steps has come: the id of the last step it took."""

    __tablename__ = "cursor"
    __table_args__ = (STRICT,)

    reader: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
