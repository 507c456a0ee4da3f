"""Drafts found again by a log-in or a code, the notice before their end, and tries that are slowed down."""

import sqlalchemy as sa
from alembic import op

from engine.store.columns import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change; drafts that are open already have neither owner, code nor notice."""
    with op.batch_alter_table("draft") as draft:
        draft.add_column(sa.Column("owner_hash", sa.String(length=64)))
        draft.add_column(sa.Column("code_hash", sa.String(length=64)))
        draft.add_column(sa.Column("notice_at", Instant()))
        draft.create_index("ix_draft_city_owner_hash", ["city", "owner_hash"])
        draft.create_index("ix_draft_city_code_hash", ["city", "code_hash"])
        draft.create_index("ix_draft_notice_at", ["notice_at"])
    op.create_table(
        "tries",
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("free_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("city", "key", name="pk_tries"),
    )
    with op.batch_alter_table("tries") as tries:
        tries.create_index("ix_tries_expires_at", ["expires_at"])
