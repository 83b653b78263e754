"""The tables of the search: every line once, and which configuration had it from when to when.

All of it follows from the visits and is written by ``store.line_index`` alone. What finds a line by
a part of it is not a table of ours: ``store.trigrams`` makes it.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from netwatch.store.schema import STRICT, Base


class LineRow(Base):
    """One line of configuration, whoever has it; ``digest`` is the beginning of its SHA-256."""

    __tablename__ = "config_line"
    __table_args__ = (UniqueConstraint("digest"), STRICT)

    # Four bytes and not eight: there are millions, and every span names one.
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[bytes]
    text: Mapped[str]


class SourceRow(Base):
    """One command whose answers are a device's configuration; a cloud account has one a region."""

    __tablename__ = "config_source"
    __table_args__ = (UniqueConstraint("device_id", "command"), STRICT)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    command: Mapped[str]


class ConfigVersionRow(Base):
    """Consecutive answers that are the same text, numbered from 1 by source.

    ``digest`` is the text's SHA-256; ``first_at`` and ``last_at`` are the visits that saw it first
    and last.
    """

    __tablename__ = "config_version"
    __table_args__ = (Index(None, "first_at"), STRICT)

    source_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    digest: Mapped[bytes]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class LineSpanRow(Base):
    """Consecutive versions of a source that have a line; ``last`` is None while the newest has it.

    ``first`` may number a version that was pruned: the oldest one left after it counts.
    """

    __tablename__ = "line_span"
    __table_args__ = (Index(None, "line_id"), {**STRICT, "sqlite_with_rowid": False})

    source_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    first: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int | None] = mapped_column(Integer)
