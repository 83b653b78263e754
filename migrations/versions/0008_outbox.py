"""Alerts on their way: the outbox, and how far the findings' steps were read."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)
COLUMNS = (
    ("id", BIG, False),
    ("sink", sa.Text(), False),
    ("key", sa.Text(), False),
    ("fingerprint", sa.Text(), False),
    ("occasion", sa.Text(), False),
    ("batch", sa.Text(), False),
    ("document", sa.Text(), False),
    ("state", sa.Text(), False),
    ("queued_at", BIG, False),
    ("due_at", BIG, False),
    ("attempts", BIG, False),
    ("failed_at", BIG, True),
    ("token", sa.Text(), True),
    ("leased_until", BIG, True),
    ("settled_at", BIG, True),
    ("said", sa.Text(), True),
)


def upgrade() -> None:
    op.create_table(
        "outbox",
        *(sa.Column(name, kind, nullable=nullable) for name, kind, nullable in COLUMNS),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("sink", "key", name="uq_outbox_sink_key"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_outbox_state_sink_due_at", "outbox", ["state", "sink", "due_at"])
    op.create_index("ix_outbox_fingerprint", "outbox", ["fingerprint"])
    op.create_table(
        "cursor",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.PrimaryKeyConstraint("reader", name="pk_cursor"),
        sqlite_strict=STRICT,
    )


def downgrade() -> None:
    op.drop_table("cursor")
    op.drop_index("ix_outbox_fingerprint", table_name="outbox")
    op.drop_index("ix_outbox_state_sink_due_at", table_name="outbox")
    op.drop_table("outbox")
