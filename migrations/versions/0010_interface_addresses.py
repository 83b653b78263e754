"""Whose interface has an address: filled again by the next visit to each device."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)
KEY = ("device_id", "interface", "address")


def upgrade() -> None:
    op.create_table(
        "interface_address",
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("interface", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name="fk_interface_address_device_id_device"
        ),
        sa.PrimaryKeyConstraint(*KEY, name="pk_interface_address"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_interface_address_address", "interface_address", ["address"])


def downgrade() -> None:
    op.drop_table("interface_address")
