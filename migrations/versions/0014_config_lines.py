"""The lines of the configurations, for searching: filled from the kept visits afterwards."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)


def number(name: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=optional, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "config_line",
        number("id"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_config_line"),
        sa.UniqueConstraint("digest", name="uq_config_line_digest"),
        sqlite_strict=STRICT,
    )
    op.create_table(
        "config_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_config_source"),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name="fk_config_source_device_id_device"
        ),
        sa.UniqueConstraint("device_id", "command", name="uq_config_source_device_id_command"),
        sqlite_strict=STRICT,
    )
    op.create_table(
        "config_version",
        number("source_id"),
        number("number"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("first_at", BIG, nullable=False),
        sa.Column("last_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("source_id", "number", name="pk_config_version"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_config_version_first_at", "config_version", ["first_at"])
    op.create_table(
        "line_span",
        number("source_id"),
        number("line_id"),
        number("first"),
        number("last", optional=True),
        sa.PrimaryKeyConstraint("source_id", "line_id", "first", name="pk_line_span"),
        sqlite_strict=STRICT,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_line_span_line_id", "line_span", ["line_id"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS config_line_trigrams")
    op.execute("DELETE FROM cursor WHERE reader = 'config-lines'")
    for table in ("line_span", "config_version", "config_source", "config_line"):
        op.drop_table(table)
