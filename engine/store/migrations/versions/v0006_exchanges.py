"""What the service and the person say after a deposit, who sent what with a login, and deliveries of complements."""

import sqlalchemy as sa
from alembic import op

from engine.store.columns import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "exchange",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("answers_id", sa.String(length=36), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_exchange_submission_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["exchange.id"], name="fk_exchange_answers_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_exchange"),
        sa.UniqueConstraint("submission_id", "number", name="uq_exchange_submission_id_number"),
        sa.UniqueConstraint("answers_id", name="uq_exchange_answers_id"),
    )
    op.add_column("submission", sa.Column("person", sa.String(length=64)))
    op.create_index("ix_submission_city_person", "submission", ["city", "person"])
    op.add_column("delivery", sa.Column("exchange_id", sa.String(length=36)))
