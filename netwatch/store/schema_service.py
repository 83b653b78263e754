"""The tables of the service: what was heard, permitted, announced, scheduled and sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from netwatch.store.schema import STRICT, Base


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


class ScheduleRow(Base):
    """A schedule and where it stands; what it says is declared in the schedule file."""

    __tablename__ = "schedule"
    __table_args__ = (STRICT,)

    name: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str]
    plan: Mapped[str]
    paused: Mapped[int]
    next_run: Mapped[datetime]
    last_run: Mapped[datetime | None]


class RunRow(Base):
    """One run; that a schedule has one row for each time it was due makes a run happen once."""

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("schedule", "scheduled_for"),
        Index(None, "status"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule: Mapped[str]
    what: Mapped[str]
    scheduled_for: Mapped[datetime]
    status: Mapped[str]
    owner: Mapped[str]
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    attempts: Mapped[int]
    finished_at: Mapped[datetime | None]
    detail: Mapped[str | None]


class RunDeviceRow(Base):
    """A device that a run has had, written in the transaction that kept its visit."""

    __tablename__ = "run_device"
    __table_args__ = (STRICT,)

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    device: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    at: Mapped[datetime]


class WatchedRow(Base):
    """Since when the inventory names a device: until it was seen, its age counts from here."""

    __tablename__ = "watched"
    __table_args__ = (STRICT,)

    device: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class FlowPairRow(Base):
    """Traffic between two addresses that flow records told of, added up."""

    __tablename__ = "flow_pair"
    __table_args__ = (Index(None, "device"), STRICT)

    source: Mapped[str] = mapped_column(primary_key=True)
    destination: Mapped[str] = mapped_column(primary_key=True)
    protocol: Mapped[str] = mapped_column(primary_key=True)
    port: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    encapsulation: Mapped[str | None]
    device: Mapped[str | None]
    session: Mapped[str | None]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    bytes: Mapped[int]
    packets: Mapped[int]
    risk: Mapped[int]


class FlowVolumeRow(Base):
    """What one reading of flow records told of traffic that a declared mirror explains."""

    __tablename__ = "flow_volume"
    __table_args__ = (Index(None, "device", "last_at"), STRICT)

    source: Mapped[str] = mapped_column(primary_key=True)
    destination: Mapped[str] = mapped_column(primary_key=True)
    protocol: Mapped[str] = mapped_column(primary_key=True)
    port: Mapped[int] = mapped_column(primary_key=True)
    first_at: Mapped[datetime] = mapped_column(primary_key=True)
    last_at: Mapped[datetime] = mapped_column(primary_key=True)
    device: Mapped[str]
    encapsulation: Mapped[str | None]
    bytes: Mapped[int]
    packets: Mapped[int]
