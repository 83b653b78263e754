"""What flow records told of a declared mirror, by reading: filled by ``netwatch logs --keep``."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)
PAIR = ("source", "destination", "protocol")


def upgrade() -> None:
    op.create_table(
        "flow_volume",
        *(sa.Column(each, sa.Text(), nullable=False) for each in PAIR),
        *(sa.Column(each, BIG, nullable=False) for each in ("port", "first_at", "last_at")),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("encapsulation", sa.Text(), nullable=True),
        *(sa.Column(each, BIG, nullable=False) for each in ("bytes", "packets")),
        sa.PrimaryKeyConstraint(*PAIR, "port", "first_at", "last_at", name="pk_flow_volume"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_flow_volume_device_last_at", "flow_volume", ["device", "last_at"])


def downgrade() -> None:
    op.drop_table("flow_volume")
