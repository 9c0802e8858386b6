"""The fixed tables as they were when steps began to be kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them; a warehouse that was made without steps has them already and begins behind this one."""
    op.create_table(
        "enrolment",
        sa.Column("municipality_code", sa.Text(), nullable=False, comment="14-digit SOATE code of the municipality"),
        sa.Column("from_quarter", sa.Text(), nullable=False, comment="First quarter for which a report is expected"),
        sa.Column(
            "to_quarter",
            sa.Text(),
            nullable=True,
            comment="Last such quarter; missing while reports are still expected",
        ),
        sa.Column(
            "note",
            sa.Text(),
            nullable=True,
            comment="What must be seen beside the municipality's figures, such as that they are synthetic",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "from_quarter", name=op.f("pk_enrolment")),
        comment="Which municipalities are expected to report, and for which quarters",
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Text(), nullable=False, comment="Name of the indicator"),
        sa.Column("label_ky", sa.Text(), nullable=False, comment="What it is called in Kyrgyz"),
        sa.Column("label_ru", sa.Text(), nullable=False, comment="What it is called in Russian"),
        sa.Column("label_en", sa.Text(), nullable=False, comment="What it is called in English"),
        sa.Column("definition", sa.Text(), nullable=False, comment="Numerator and denominator in words"),
        sa.Column("unit", sa.Text(), nullable=False, comment="Unit of the value"),
        sa.Column("direction", sa.Text(), nullable=False, comment="up, down, target_100 or none: where better lies"),
        sa.Column("source", sa.Text(), nullable=True, comment="The standard or report that it is taken from"),
        sa.Column("is_ratio", sa.Boolean(), nullable=False, comment="Whether it has a denominator"),
        sa.Column(
            "factor", sa.Double(), nullable=False, comment="value = factor × numerator / denominator, or × numerator"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        comment="The indicators: the reference sheet",
    )
    op.create_table(
        "municipality",
        sa.Column("code", sa.Text(), nullable=False, comment="14-digit SOATE code"),
        sa.Column(
            "valid_from", sa.Date(), nullable=False, comment="First day on which this row describes the municipality"
        ),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="Last such day; missing while it still does"),
        sa.Column("name_ky", sa.Text(), nullable=False, comment="Name in Kyrgyz"),
        sa.Column("name_ru", sa.Text(), nullable=False, comment="Name in Russian"),
        sa.Column("name_en", sa.Text(), nullable=False, comment="Name in Latin letters"),
        sa.Column("kind", sa.Text(), nullable=False, comment="city or aiyl_aimak"),
        sa.Column(
            "raion", sa.Text(), nullable=True, comment="Raion (district); missing for cities that belong to none"
        ),
        sa.Column("oblast", sa.Text(), nullable=False, comment="Oblast (region)"),
        sa.Column(
            "oblast_code", sa.Text(), nullable=True, comment="14-digit SOATE code of the oblast, as in indicator_value"
        ),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_municipality")),
        comment=(
            "The municipalities of the country's register, one row for each time in which nothing about them changed"
        ),
    )
    op.create_table(
        "quality_score",
        sa.Column("municipality_code", sa.Text(), nullable=False, comment="14-digit SOATE code of the municipality"),
        sa.Column("quarter", sa.Text(), nullable=False, comment="The quarter reported on, such as 2021-Q1"),
        sa.Column("dimension", sa.Text(), nullable=False, comment="completeness, timeliness, validity, …"),
        sa.Column("score", sa.Double(), nullable=True, comment="0 to 100; missing where it cannot be said"),
        sa.Column("evidence", sa.Text(), nullable=False, comment="The counts that the score comes from"),
        sa.PrimaryKeyConstraint("municipality_code", "quarter", "dimension", name=op.f("pk_quality_score")),
        comment="Data quality of each municipality's report",
    )
    op.create_table(
        "quarter_state",
        sa.Column("quarter", sa.Text(), nullable=False, comment="The quarter, such as 2021-Q1"),
        sa.Column(
            "fingerprint",
            sa.Text(),
            nullable=False,
            comment="What the last complete run was computed from (see ledger)",
        ),
        sa.PrimaryKeyConstraint("quarter", name=op.f("pk_quarter_state")),
        comment="Which quarters are computed, and from what",
    )
    op.create_table(
        "reporting_status",
        sa.Column("municipality_code", sa.Text(), nullable=False, comment="14-digit SOATE code of the municipality"),
        sa.Column("quarter", sa.Text(), nullable=False, comment="The quarter reported on, such as 2021-Q1"),
        sa.Column("expected", sa.Boolean(), nullable=False, comment="Whether a report was expected"),
        sa.Column(
            "received_at", sa.DateTime(), nullable=True, comment="When the first accepted version was received, UTC"
        ),
        sa.Column("on_time", sa.Boolean(), nullable=True, comment="Whether that was by the deadline"),
        sa.Column("version", sa.Integer(), nullable=True, comment="The version that counts"),
        sa.Column("errors", sa.Integer(), nullable=True, comment="Its findings of severity error"),
        sa.Column("warnings", sa.Integer(), nullable=True, comment="Its findings of severity warning"),
        sa.PrimaryKeyConstraint("municipality_code", "quarter", name=op.f("pk_reporting_status")),
        comment="Who has reported for which quarter",
    )
    op.create_table(
        "settlement",
        sa.Column("code", sa.Text(), nullable=False, comment="14-digit SOATE code of the settlement"),
        sa.Column("municipality_code", sa.Text(), nullable=False, comment="14-digit SOATE code of the municipality"),
        sa.Column("name_ru", sa.Text(), nullable=False, comment="Name in Russian"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_settlement")),
        comment="The settlements of the municipalities",
    )
    op.create_index(op.f("ix_settlement_municipality_code"), "settlement", ["municipality_code"], unique=False)
    op.create_table(
        "submission",
        sa.Column("id", sa.Text(), nullable=False, comment="First 16 hex digits of the file's SHA-256"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the file, 64 hex digits"),
        sa.Column(
            "file_name", sa.Text(), nullable=False, comment="Name under which the file was dropped; means nothing"
        ),
        sa.Column(
            "sender",
            sa.Text(),
            nullable=True,
            comment="Code of the intake subfolder in which it was dropped, where there was one",
        ),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False, comment="Size of the file in bytes"),
        sa.Column(
            "path",
            sa.Text(),
            nullable=False,
            comment="Where the file lies in the archive or, if rejected, the quarantine",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=True,
            comment="quarterly or survey; missing where a rejected file showed neither",
        ),
        sa.Column("municipality_code", sa.Text(), nullable=True, comment="14-digit SOATE code of the municipality"),
        sa.Column("quarter", sa.Text(), nullable=True, comment="The quarter reported on, such as 2021-Q1"),
        sa.Column("wave", sa.Text(), nullable=True, comment="The wave, for a survey"),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=True,
            comment="1, 2, … among the accepted ones for the same place and time; else missing",
        ),
        sa.Column("received_at", sa.DateTime(), nullable=False, comment="When it was received, UTC"),
        sa.Column(
            "status",
            sa.Text(),
            nullable=False,
            comment="accepted (it counts), superseded (a later one counts) or rejected",
        ),
        sa.Column("superseded_by", sa.Text(), nullable=True, comment="The next version, which supersedes this one"),
        sa.Column(
            "form_version", sa.Text(), nullable=True, comment="The version of the forms stated on the cover sheet"
        ),
        sa.Column("errors", sa.Integer(), nullable=False, comment="Findings of severity error or fatal"),
        sa.Column("warnings", sa.Integer(), nullable=False, comment="Findings of severity warning"),
        sa.CheckConstraint("kind IN ('quarterly', 'survey')", name=op.f("ck_submission_kind")),
        sa.CheckConstraint("status IN ('accepted', 'rejected', 'superseded')", name=op.f("ck_submission_status")),
        sa.ForeignKeyConstraint(["superseded_by"], ["submission.id"], name=op.f("fk_submission_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("sha256", name=op.f("uq_submission_sha256")),
        comment="The ledger: every workbook that ever arrived, and what became of it",
    )
    op.create_index(op.f("ix_submission_quarter_status"), "submission", ["quarter", "status"], unique=False)
    op.create_index(
        "uq_submission_accepted_quarterly",
        "submission",
        ["municipality_code", "quarter"],
        unique=True,
        sqlite_where=sa.text("status = 'accepted' AND kind = 'quarterly'"),
        postgresql_where=sa.text("status = 'accepted' AND kind = 'quarterly'"),
    )
    op.create_index(
        "uq_submission_accepted_survey",
        "submission",
        ["wave"],
        unique=True,
        sqlite_where=sa.text("status = 'accepted' AND kind = 'survey'"),
        postgresql_where=sa.text("status = 'accepted' AND kind = 'survey'"),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Text(), nullable=False, comment="The submission's id and a running number"),
        sa.Column("submission_id", sa.Text(), nullable=False, comment="The submission that this comes from"),
        sa.Column(
            "code", sa.Text(), nullable=False, comment="What was found, by its code in the catalogue of findings"
        ),
        sa.Column("severity", sa.Text(), nullable=False, comment="fatal, error, warning or note"),
        sa.Column("form", sa.Text(), nullable=True, comment="The form, by its id"),
        sa.Column("sheet", sa.Text(), nullable=True, comment="The sheet, as named in the workbook"),
        sa.Column("cell", sa.Text(), nullable=True, comment="The A1 address"),
        sa.Column("row", sa.Integer(), nullable=True, comment="The sheet row, counted from 1"),
        sa.Column("column", sa.Text(), nullable=True, comment="The form's column, by its id"),
        sa.Column("value", sa.Text(), nullable=True, comment="What was read, as text"),
        sa.Column("expected", sa.Text(), nullable=True, comment="What would have been right"),
        sa.Column("rule", sa.Text(), nullable=True, comment="The rule, by its id"),
        sa.Column("refused", sa.Text(), nullable=True, comment="cell or row where something was refused"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_finding_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        comment="What was found in each submission",
    )
    op.create_index(op.f("ix_finding_submission_id"), "finding", ["submission_id"], unique=False)
    op.create_table(
        "indicator_value",
        sa.Column("indicator", sa.Text(), nullable=False, comment="The indicator"),
        sa.Column("quarter", sa.Text(), nullable=False, comment="The quarter reported on, such as 2021-Q1"),
        sa.Column("area_level", sa.Text(), nullable=False, comment="municipality, oblast, kind or programme"),
        sa.Column(
            "area_code", sa.Text(), nullable=False, comment="A municipality's code, an oblast, a kind, or programme"
        ),
        sa.Column("breakdown", sa.Text(), nullable=False, comment="What it is broken down by; total where by nothing"),
        sa.Column(
            "category", sa.Text(), nullable=False, comment="The category of the breakdown; total where there is none"
        ),
        sa.Column("numerator", sa.Double(), nullable=True, comment="Numerator"),
        sa.Column("denominator", sa.Double(), nullable=True, comment="Denominator; missing for a count"),
        sa.Column(
            "value",
            sa.Double(),
            nullable=True,
            comment="The value, unrounded; missing where the denominator is 0 or nothing was reported",
        ),
        sa.Column(
            "contributing",
            sa.Integer(),
            nullable=True,
            comment="Municipalities with a part in the numerator that is not 0",
        ),
        sa.Column(
            "reporting", sa.Integer(), nullable=True, comment="Expected municipalities with an accepted submission"
        ),
        sa.Column("expected", sa.Integer(), nullable=True, comment="Municipalities enrolled in the area and quarter"),
        sa.ForeignKeyConstraint(["indicator"], ["indicator.id"], name=op.f("fk_indicator_value_indicator")),
        sa.PrimaryKeyConstraint(
            "indicator", "quarter", "area_level", "area_code", "breakdown", "category", name=op.f("pk_indicator_value")
        ),
        comment="The value of every indicator for every quarter, area and category",
    )
    op.create_index(
        op.f("ix_indicator_value_quarter_area_level_area_code"),
        "indicator_value",
        ["quarter", "area_level", "area_code"],
        unique=False,
    )
    op.create_table(
        "sheet_layout",
        sa.Column("submission_id", sa.Text(), nullable=False, comment="The submission that this comes from"),
        sa.Column("form", sa.Text(), nullable=False, comment="The form, by its id"),
        sa.Column("column", sa.Text(), nullable=False, comment="The form's column, by its id"),
        sa.Column("sheet", sa.Text(), nullable=False, comment="The sheet, as named in the workbook"),
        sa.Column(
            "column_letter",
            sa.Text(),
            nullable=False,
            comment="Letter of the sheet column; with a row it is an address",
        ),
        sa.Column("header_row", sa.Integer(), nullable=False, comment="Sheet row of the heading, counted from 1"),
        sa.Column("scale", sa.Double(), nullable=False, comment="Factor applied to the column's figures (1000: тыс.)"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_sheet_layout_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "form", "column", name=op.f("pk_sheet_layout")),
        comment="Where each column of each form stood in each submission",
    )
    op.create_table(
        "submission_tally",
        sa.Column("submission_id", sa.Text(), nullable=False, comment="The submission that this comes from"),
        sa.Column("form", sa.Text(), nullable=False, comment="The form, by its id"),
        sa.Column(
            "answered",
            sa.Boolean(),
            nullable=False,
            comment="Whether a row was loaded or the answer was an explicit none",
        ),
        sa.Column("rows_read", sa.BigInteger(), nullable=False, comment="Data rows found"),
        sa.Column("rows_refused", sa.BigInteger(), nullable=False, comment="Of these, rows refused"),
        sa.Column("cells_read", sa.BigInteger(), nullable=False, comment="Filled cells of recognised columns"),
        sa.Column(
            "cells_refused",
            sa.BigInteger(),
            nullable=False,
            comment="Of these, cells refused, those of refused rows included",
        ),
        sa.Column("required_cells", sa.BigInteger(), nullable=False, comment="Required cells in the rows found"),
        sa.Column("required_filled", sa.BigInteger(), nullable=False, comment="Of these, cells that are filled"),
        sa.Column("rules_applied", sa.BigInteger(), nullable=False, comment="Times a rule could be applied"),
        sa.Column("rule_warnings", sa.BigInteger(), nullable=False, comment="Of these, times it warned"),
        sa.Column("numbers_large", sa.BigInteger(), nullable=False, comment="Numbers of 100 or more"),
        sa.Column("numbers_heaped", sa.BigInteger(), nullable=False, comment="Of these, numbers that end in 00"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_tally_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "form", name=op.f("pk_submission_tally")),
        comment="Counts per submission and form from which the data-quality scores are computed",
    )
