"""Which publications of which quarters were made: they are made after a quarter is computed, in a run of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table, empty: every quarter is published once more, and what comes out the same stays as it is."""
    op.create_table(
        "publication",
        sa.Column("quarter", sa.Text(), nullable=False, comment="The quarter, such as 2021-Q1"),
        sa.Column("publication", sa.Text(), nullable=False, comment="What was published: figures, release or bulletin"),
        sa.Column(
            "fingerprint",
            sa.Text(),
            nullable=False,
            comment="That of the results that it was made of (see quarter_state)",
        ),
        sa.PrimaryKeyConstraint("quarter", "publication", name=op.f("pk_publication")),
        comment="Which publications of which quarters were made, and of what results",
    )
