"""What a device counts, beside the visit that saw it: it differs at every visit."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("observation", sa.Column("counters", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("observation", "counters")
