"""Certificates from which trust in devices' own certificates starts."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)
TEXTS = ("fingerprint", "subject", "pem", "source")


def upgrade() -> None:
    op.create_table(
        "trust_root",
        sa.Column("id", BIG, nullable=False),
        *(sa.Column(each, sa.Text(), nullable=False) for each in TEXTS),
        sa.Column("imported_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trust_root"),
        sa.UniqueConstraint("fingerprint", name="uq_trust_root_fingerprint"),
        sqlite_strict=STRICT,
    )


def downgrade() -> None:
    op.drop_table("trust_root")
