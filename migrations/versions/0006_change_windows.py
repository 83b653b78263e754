"""Announced change windows, their life, their baselines and their verdicts."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)


def _of_window(name: str, *columns: sa.Column, unique: tuple[str, ...] = ()) -> None:
    op.create_table(
        name,
        sa.Column("id", BIG, nullable=False),
        sa.Column("window_id", BIG, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["window_id"], ["change_window.id"], name=f"fk_{name}_window_id_change_window"
        ),
        *((sa.UniqueConstraint(*unique, name=f"uq_{name}_{'_'.join(unique)}"),) if unique else ()),
        sqlite_strict=STRICT,
    )


def upgrade() -> None:
    op.create_table(
        "change_window",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", BIG, nullable=False),
        sa.Column("starts", BIG, nullable=False),
        sa.Column("ends", BIG, nullable=False),
        sa.Column("kept_at", BIG, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change_window"),
        sa.UniqueConstraint("name", "revision", name="uq_change_window_name_revision"),
        sqlite_strict=STRICT,
    )
    _of_window(
        "window_device",
        sa.Column("device", sa.Text(), nullable=False),
        unique=("window_id", "device"),
    )
    op.create_index("ix_window_device_device", "window_device", ["device"])
    _of_window(
        "window_event",
        sa.Column("at", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    op.create_index("ix_window_event_window_id", "window_event", ["window_id"])
    _of_window(
        "window_baseline",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("taken_at", BIG, nullable=False),
        sa.Column("why_not", sa.Text(), nullable=False),
        unique=("window_id", "device"),
    )
    _of_window(
        "window_verdict",
        sa.Column("at", BIG, nullable=False),
        sa.Column("outcome", BIG, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
    )
    op.create_index("ix_window_verdict_window_id", "window_verdict", ["window_id"])


def downgrade() -> None:
    for name in (
        "window_verdict",
        "window_baseline",
        "window_event",
        "window_device",
        "change_window",
    ):
        op.drop_table(name)
