"""Pairs of addresses that flow records told of: filled again by ``netwatch logs --keep``."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)
KEY = ("source", "destination", "protocol")
SOMETIMES = ("encapsulation", "device", "session")


def upgrade() -> None:
    op.create_table(
        "flow_pair",
        *(sa.Column(each, sa.Text(), nullable=False) for each in KEY),
        sa.Column("port", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        *(sa.Column(each, sa.Text(), nullable=True) for each in SOMETIMES),
        sa.Column("first_at", BIG, nullable=False),
        sa.Column("last_at", BIG, nullable=False),
        *(sa.Column(each, BIG, nullable=False) for each in ("bytes", "packets", "risk")),
        sa.PrimaryKeyConstraint(*KEY, "port", name="pk_flow_pair"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_flow_pair_device", "flow_pair", ["device"])


def downgrade() -> None:
    op.drop_table("flow_pair")
