"""Approvals granted by people, and who looks after a finding."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)
ADDED = ("owner", "note")


def upgrade() -> None:
    for each in ADDED:
        op.add_column("finding", sa.Column(each, sa.Text(), nullable=True))
    op.create_table(
        "approval",
        sa.Column("id", BIG, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
        sqlite_strict=STRICT,
    )
    op.create_table(
        "approval_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("approval_id", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approval.id"], name="fk_approval_event_approval_id_approval"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval_event"),
        sa.UniqueConstraint("approval_id", "kind", name="uq_approval_event_approval_id_kind"),
        sqlite_strict=STRICT,
    )


def downgrade() -> None:
    op.drop_table("approval_event")
    op.drop_table("approval")
    for each in ADDED:
        op.drop_column("finding", each)
