"""Schedules, their runs, the devices a run has had, and since when a device is watched."""

import sqlite3
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)


def _texts(*names: str) -> Iterator[sa.Column]:
    return (sa.Column(each, sa.Text(), nullable=False) for each in names)


def _moments(*names: str, nullable: bool = False) -> Iterator[sa.Column]:
    return (sa.Column(each, BIG, nullable=nullable) for each in names)


def upgrade() -> None:
    op.create_table(
        "schedule",
        *_texts("name", "what", "plan"),
        sa.Column("paused", BIG, nullable=False),
        *_moments("next_run"),
        *_moments("last_run", nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_schedule"),
        sqlite_strict=STRICT,
    )
    op.create_table(
        "run",
        sa.Column("id", BIG, nullable=False),
        *_texts("schedule", "what"),
        *_moments("scheduled_for"),
        *_texts("status", "owner"),
        *_moments("started_at", "beat_at", "attempts"),
        *_moments("finished_at", nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sa.UniqueConstraint("schedule", "scheduled_for", name="uq_run_schedule_scheduled_for"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_run_status", "run", ["status"])
    op.create_table(
        "run_device",
        *_moments("run_id"),
        *_texts("device", "outcome"),
        *_moments("at"),
        sa.PrimaryKeyConstraint("run_id", "device", name="pk_run_device"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_run_device_run_id_run"),
        sqlite_strict=STRICT,
    )
    op.create_table(
        "watched",
        *_texts("device"),
        *_moments("since"),
        sa.PrimaryKeyConstraint("device", name="pk_watched"),
        sqlite_strict=STRICT,
    )


def downgrade() -> None:
    for each in ("watched", "run_device", "run", "schedule"):
        op.drop_table(each)
