"""What is known of each device now, and findings by words and likeness.

Filled by ``netwatch db upgrade`` after this step, and by every visit for its own device.
"""

import sqlite3

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRICT = sqlite3.sqlite_version_info >= (3, 37)

INDEXES = {
    "ix_finding_severity_first_seen_id_status": ["severity", "first_seen", "id", "status"],
    "ix_finding_first_seen_id_status": ["first_seen", "id", "status"],
    "ix_finding_counted": [
        "status", "severity", "rule", "owner", "device_id", "alike", "first_seen", "mark", "id",
    ],
    "ix_finding_alike": ["alike"],
}  # fmt: skip


def _text(*names: str, nullable: bool) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(each, sa.Text(), nullable=nullable) for each in names)


def _big(*names: str, nullable: bool) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(each, BIG, nullable=nullable) for each in names)


def _of_device(name: str, *columns: sa.Column, key: tuple[str, ...] = ("device_id",)) -> None:
    op.create_table(
        name,
        *columns,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=f"fk_{name}_device_id_device"),
        sqlite_strict=STRICT,
    )


def upgrade() -> None:
    _of_device(
        "present_visit",
        *_big("device_id", "first_at", "taken_at", nullable=False),
        *_big("answered_at", "day", nullable=True),
        *_text("outcome", nullable=False),
        *_big("seen_id", "known_id", nullable=False),
        *_text("failures", nullable=True),
    )
    _of_device(
        "present_device",
        *_big("device_id", nullable=False),
        *_text("hostname", "serial", "model", nullable=True),
        *_big("mirrors", nullable=True),
        *_big("hidden", "unread", "dormant", "mark", nullable=False),
        *_text("version", "running_file", "algorithm", "digest", nullable=True),
        *_text("bootloader", "register", "register_next", "signature", nullable=True),
        *_big("evidence", nullable=True),
    )
    op.create_index("ix_present_device_version", "present_device", ["version"])
    _of_device(
        "present_mirror",
        *_big("device_id", "position", nullable=False),
        *_text("session", "document", nullable=False),
        key=("device_id", "position"),
    )
    _of_device(
        "present_facet",
        *_big("device_id", nullable=False),
        *_text("facet", nullable=False),
        *_big("observed", "since", nullable=False),
        *_big("seen_at", nullable=True),
        key=("device_id", "facet"),
    )
    op.create_index("ix_present_facet_observed_since", "present_facet", ["observed", "since"])
    _of_device("device_day", *_big("day", "device_id", nullable=False), key=("day", "device_id"))
    _findings()


def _findings() -> None:
    for column in (*_text("words", "alike", nullable=True), *_big("mark", nullable=True)):
        op.add_column("finding", column)
    for name, columns in INDEXES.items():
        op.create_index(name, "finding", columns)
    op.create_index("ix_finding_event_kind_at", "finding_event", ["kind", "at"])


def downgrade() -> None:
    op.drop_index("ix_finding_event_kind_at", "finding_event")
    for name in INDEXES:
        op.drop_index(name, "finding")
    for column in ("mark", "alike", "words"):
        op.drop_column("finding", column)
    for name in (
        "device_day",
        "present_facet",
        "present_mirror",
        "present_device",
        "present_visit",
    ):
        op.drop_table(name)
