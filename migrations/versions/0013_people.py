"""Accounts, sessions, API tokens, invitations, and the audit log of what people do."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)


def _text(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(each, sa.Text(), nullable=nullable) for each in names]


def _number(*names: str, nullable: bool = False) -> list[sa.Column]:
    return [sa.Column(each, BIG, nullable=nullable) for each in names]


def _digest() -> sa.Column:
    return sa.Column("digest", sa.LargeBinary(), nullable=False)


def _of_account(table: str) -> list[sa.schema.SchemaItem]:
    name = f"fk_{table}_account_id_account"
    return [
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name),
        sa.UniqueConstraint("digest", name=f"uq_{table}_digest"),
    ]


def upgrade() -> None:
    op.create_table(
        "account",
        *_number("id"),
        *_text("name", "origin"),
        *_text("subject", "password", nullable=True),
        *_text("role", "sites", "tags"),
        *_number("disabled", "created"),
        *_number("last_sign_in", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name", name="uq_account_name"),
        sa.UniqueConstraint("origin", "subject", name="uq_account_origin_subject"),
        sqlite_strict=STRICT,
    )
    op.create_table(
        "person_session",
        *_number("id"),
        _digest(),
        *_number("account_id", "created", "last_used", "expires"),
        *_text("address"),
        *_of_account("person_session"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_person_session_account_id", "person_session", ["account_id"])
    op.create_index("ix_person_session_expires", "person_session", ["expires"])
    op.create_table(
        "api_token",
        *_number("id"),
        _digest(),
        *_number("account_id"),
        *_text("name", "role", "sites", "tags"),
        *_number("created", "expires"),
        *_number("last_used", "revoked", nullable=True),
        *_of_account("api_token"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_api_token_account_id", "api_token", ["account_id"])
    op.create_table(
        "invitation",
        *_number("id"),
        _digest(),
        *_number("account_id", "created", "expires"),
        *_number("used", nullable=True),
        *_of_account("invitation"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_invitation_account_id", "invitation", ["account_id"])
    op.create_table(
        "sign_in_attempt",
        _digest(),
        *_number("failures", "last"),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_in_attempt"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_sign_in_attempt_last", "sign_in_attempt", ["last"])
    op.create_table(
        "sign_in_errand",
        _digest(),
        *_number("expires"),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_in_errand"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_sign_in_errand_expires", "sign_in_errand", ["expires"])
    op.create_table(
        "act",
        *_number("id", "at"),
        *_text("who", "how", "address", "act", "subject", "detail", "outcome"),
        sa.PrimaryKeyConstraint("id", name="pk_act"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_act_who_id", "act", ["who", "id"])
    op.create_index("ix_act_at", "act", ["at"])


def downgrade() -> None:
    for each in (
        "act",
        "sign_in_errand",
        "sign_in_attempt",
        "invitation",
        "api_token",
        "person_session",
        "account",
    ):
        op.drop_table(each)
