"""The journal of each city: its leaves, its subtrees, its head, what was signed of it."""

import sqlalchemy as sa
from alembic import op

from engine.store.columns import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "journal_head",
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("city"),
    )
    op.create_table(
        "journal_leaf",
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("submission_id", sa.String(length=36)),
        sa.Column("secret", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("city", "seq"),
    )
    op.create_index("ix_journal_leaf_submission_id", "journal_leaf", ["submission_id"])
    op.create_table(
        "journal_checkpoint",
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("timestamp", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("city", "size"),
    )
    op.create_table(
        "journal_node",
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("city", "level", "index"),
    )
