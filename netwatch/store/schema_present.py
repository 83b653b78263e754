"""What is known of each device now: a cache of the visits, written when it changes.

Everything here follows from ``observation`` and the documents it names; ``present_writing`` says
how, and can make it all again.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from netwatch.store.schema import STRICT, Base


class PresentVisitRow(Base):
    """A device's latest visit: the one narrow row that every visit writes.

    ``answered_at`` is the latest visit that brought anything, ``day`` its day since 1970.
    """

    __tablename__ = "present_visit"
    __table_args__ = (STRICT,)

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    first_at: Mapped[datetime]
    taken_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    day: Mapped[int | None]
    outcome: Mapped[str]
    seen_id: Mapped[int]
    known_id: Mapped[int]
    failures: Mapped[str | None]


class PresentDeviceRow(Base):
    """What is known of a device: who it is, its image, how much it mirrors.

    ``mirrors`` is None where they were never observed. ``mark`` differs when its mirrors do.
    ``evidence`` is the highest rung of the evidence ladder that the device's image reaches by
    itself, None where no image was observed.
    """

    __tablename__ = "present_device"
    __table_args__ = (Index(None, "version"), STRICT)

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    hostname: Mapped[str | None]
    serial: Mapped[str | None]
    model: Mapped[str | None]
    mirrors: Mapped[int | None]
    hidden: Mapped[int]
    unread: Mapped[int]
    dormant: Mapped[int]
    mark: Mapped[int]
    version: Mapped[str | None]
    running_file: Mapped[str | None]
    algorithm: Mapped[str | None]
    digest: Mapped[str | None]
    bootloader: Mapped[str | None]
    register: Mapped[str | None]
    register_next: Mapped[str | None]
    signature: Mapped[str | None]
    evidence: Mapped[int | None]


class PresentMirrorRow(Base):
    """One mirror session that is known of a device; ``document`` is the whole of it."""

    __tablename__ = "present_mirror"
    __table_args__ = (STRICT,)

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    session: Mapped[str]
    document: Mapped[str]


class PresentFacetRow(Base):
    """Whether the latest visit could observe one facet, and since when that is so.

    ``since`` is the first visit of the unbroken run, ``seen_at`` the last that could observe it
    before a run that could not.
    """

    __tablename__ = "present_facet"
    __table_args__ = (Index(None, "observed", "since"), STRICT)

    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    observed: Mapped[int]
    since: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class DeviceDayRow(Base):
    """A day since 1970 (UTC) on which a device answered anything."""

    __tablename__ = "device_day"
    __table_args__ = (STRICT,)

    day: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"), primary_key=True)
