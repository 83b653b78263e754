"""Values that vendors vouch for, and where each came from."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)
TEXTS = ("kind", "name_key", "name", "algorithm", "digest", "model")
KEY = ("name_key", "kind", "algorithm", "digest", "model")


def upgrade() -> None:
    op.create_table(
        "known_good",
        sa.Column("id", BIG, nullable=False),
        *(sa.Column(each, sa.Text(), nullable=False) for each in TEXTS),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line", BIG, nullable=False),
        sa.Column("imported_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_good"),
        sa.UniqueConstraint(*KEY, name=f"uq_known_good_{'_'.join(KEY)}"),
        sqlite_strict=STRICT,
    )


def downgrade() -> None:
    op.drop_table("known_good")
