"""Visits, the texts they brought, and the findings they raised."""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)
WRITE_ONCE = ("blob", "observation", "finding_event")


def upgrade() -> None:
    create_devices_and_blobs()
    create_visits()
    create_findings()
    op.create_table(
        "host_key",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("host_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device", name="pk_host_key"),
        sqlite_strict=STRICT,
    )
    for table in WRITE_ONCE:
        forbid_update(table)
    if op.get_bind().dialect.name == "postgresql":
        # the data is compressed already: a second attempt costs time and saves nothing
        op.execute("ALTER TABLE blob ALTER COLUMN data SET STORAGE EXTERNAL")


def create_devices_and_blobs() -> None:
    op.create_table(
        "device",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.UniqueConstraint("name", name="uq_device_name"),
        sqlite_strict=STRICT,
    )
    op.create_table(
        "blob",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("codec", sa.Text(), nullable=False),
        sa.Column("base_id", BIG, nullable=True),
        sa.Column("raw_size", BIG, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_blob"),
        sa.UniqueConstraint("sha256", name="uq_blob_sha256"),
        sa.ForeignKeyConstraint(["base_id"], ["blob.id"], name="fk_blob_base_id_blob"),
        sqlite_strict=STRICT,
    )


def create_visits() -> None:
    op.create_table(
        "stream",
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("key_id", BIG, nullable=False),
        sa.Column("deltas", BIG, nullable=False),
        sa.PrimaryKeyConstraint("device_id", "topic", "command", name="pk_stream"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_stream_device_id_device"),
        sa.ForeignKeyConstraint(["key_id"], ["blob.id"], name="fk_stream_key_id_blob"),
        sqlite_strict=STRICT,
    )
    op.create_table(
        "observation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("taken_at", BIG, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("answers_id", BIG, nullable=False),
        sa.Column("seen_id", BIG, nullable=False),
        sa.Column("known_id", BIG, nullable=False),
        sa.Column("booted_at", BIG, nullable=True),
        sa.Column("uptime_s", BIG, nullable=True),
        sa.Column("failures", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_observation"),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name="fk_observation_device_id_device"
        ),
        sa.ForeignKeyConstraint(["answers_id"], ["blob.id"], name="fk_observation_answers_id_blob"),
        sa.ForeignKeyConstraint(["seen_id"], ["blob.id"], name="fk_observation_seen_id_blob"),
        sa.ForeignKeyConstraint(["known_id"], ["blob.id"], name="fk_observation_known_id_blob"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_observation_device_id_taken_at", "observation", ["device_id", "taken_at"])


def create_findings() -> None:
    op.create_table(
        "finding",
        sa.Column("id", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", BIG, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("first_seen", BIG, nullable=False),
        sa.Column("last_seen", BIG, nullable=False),
        sa.Column("resolved_at", BIG, nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
        sa.UniqueConstraint("fingerprint", name="uq_finding_fingerprint"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_finding_device_id_device"),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_finding_device_id_status", "finding", ["device_id", "status"])
    op.create_table(
        "finding_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("finding_id", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_finding_event"),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name="fk_finding_event_finding_id_finding"
        ),
        sqlite_strict=STRICT,
    )
    op.create_index("ix_finding_event_finding_id", "finding_event", ["finding_id"])


def forbid_update(table: str) -> None:
    """Make the database itself refuse to rewrite evidence."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_write_once BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
        )
        return
    if table == WRITE_ONCE[0]:
        op.execute(
            "CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is written once', TG_TABLE_NAME; END $$"
        )
    op.execute(
        f"CREATE TRIGGER {table}_write_once BEFORE UPDATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_update()"
    )


def downgrade() -> None:
    for table in (
        "host_key", "finding_event", "finding", "observation", "stream", "blob", "device",
    ):  # fmt: skip
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_update()")
