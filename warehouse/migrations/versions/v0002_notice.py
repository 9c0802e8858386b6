"""What each sender was told of each submission."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of notices, empty: every submission is told once more what was found in it."""
    op.create_table(
        "notice",
        sa.Column("submission_id", sa.Text(), nullable=False, comment="The submission that this comes from"),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="What the notice says, as a hash"),
        sa.Column("path", sa.Text(), nullable=False, comment="Its files below the outbox, without .txt and .xlsx"),
        sa.Column(
            "marked", sa.Boolean(), nullable=False, comment="Whether its workbook is a marked copy of the sender's own"
        ),
        sa.Column("written_at", sa.DateTime(), nullable=False, comment="When it was last written, UTC"),
        sa.Column("mail_to", sa.Text(), nullable=True, comment="Address to which it is mailed; missing if to none"),
        sa.Column(
            "mailed_at", sa.DateTime(), nullable=True, comment="When it was mailed, UTC; missing while it was not"
        ),
        sa.Column("mail_attempts", sa.Integer(), nullable=False, comment="Times that the mail server did not take it"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_notice_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_notice")),
        comment="What each sender was told of each submission, and whether by mail",
    )
