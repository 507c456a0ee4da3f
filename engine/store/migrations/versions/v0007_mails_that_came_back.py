"""What a mail answers, when it left, and that it came back."""

import sqlalchemy as sa
from alembic import op

from engine.store.columns import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("mail", sa.Column("exchange_id", sa.String(length=36)))
    op.add_column("mail", sa.Column("sent_at", Instant()))
