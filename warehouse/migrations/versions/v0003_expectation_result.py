"""What became of each expectation in each quarter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table of results, empty: the next run of a quarter fills in its own."""
    op.create_table(
        "expectation_result",
        sa.Column("quarter", sa.Text(), nullable=False, comment="The quarter reported on, such as 2021-Q1"),
        sa.Column("expectation", sa.Text(), nullable=False, comment="The expectation, by its name"),
        sa.Column("suite", sa.Text(), nullable=False, comment="The suite that it belongs to"),
        sa.Column(
            "severity",
            sa.Text(),
            nullable=False,
            comment="critical (figures are wrong) or warning (a person should look)",
        ),
        sa.Column(
            "success", sa.Boolean(), nullable=False, comment="Whether it held when the quarter was last computed"
        ),
        sa.Column("unexpected", sa.BigInteger(), nullable=False, comment="Rows that broke it"),
        sa.PrimaryKeyConstraint("quarter", "expectation", name=op.f("pk_expectation_result")),
        comment="What became of each expectation of the warehouse in each quarter",
    )
