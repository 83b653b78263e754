"""Log lines that devices sent, as evidence of who acted."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)
ALWAYS, SOMETIMES = ("way", "sender", "told"), ("user_name", "origin", "command")


def upgrade() -> None:
    op.create_table(
        "heard",
        sa.Column("id", BIG, nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        *(sa.Column(each, sa.Text(), nullable=False) for each in ALWAYS),
        *(sa.Column(each, sa.Text(), nullable=True) for each in SOMETIMES),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heard"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_heard_device_at", "heard", ["device", "at"])


def downgrade() -> None:
    op.drop_table("heard")
