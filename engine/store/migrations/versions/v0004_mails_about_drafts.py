"""Mails about a draft, such as the link that opens it again, beside those about a submission."""

import sqlalchemy as sa
from alembic import op

from engine.store.columns import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("mail") as mail:
        mail.add_column(sa.Column("draft_id", sa.String(length=40)))
        mail.add_column(sa.Column("queued_at", Instant()))
        mail.alter_column("submission_id", existing_type=sa.String(length=36), nullable=True)
        mail.create_foreign_key("fk_mail_draft_id", "draft", ["draft_id"], ["id"], ondelete="CASCADE")
        mail.create_index("ix_mail_draft_id", ["draft_id"])
    op.execute(
        "UPDATE mail SET queued_at = "
        "(SELECT deposited_at FROM submission WHERE submission.id = mail.submission_id)"
    )
    with op.batch_alter_table("mail") as mail:
        mail.alter_column("queued_at", existing_type=Instant(), nullable=False)
