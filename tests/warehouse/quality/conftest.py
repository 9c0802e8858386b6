"""A small warehouse, filled by hand: each test says only what matters to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from sqlalchemy import Connection, create_engine, insert, select, update

from sources.forms import FORMS
from warehouse.quality import INTEGRITY_COLUMNS
from warehouse.tables import (
    FACTS,
    enrolment,
    finding,
    metadata,
    municipality,
    quality_score,
    reporting_status,
    submission,
    submission_tally,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

QUARTER = "2021-Q1"
TALLY = {
    "answered": True,
    "rows_read": 0,
    "rows_refused": 0,
    "cells_read": 0,
    "cells_refused": 0,
    "required_cells": 0,
    "required_filled": 0,
    "rules_applied": 0,
    "rule_warnings": 0,
    "numbers_large": 0,
    "numbers_heaped": 0,
}


@dataclass
class Warehouse:
    connection: Connection
    files: list[dict[str, Any]] = field(default_factory=list)

    def municipality(self, code: str, name: str, **facts: Any) -> None:
        row = {"valid_from": date(2016, 1, 1), "kind": "aiyl_aimak", "raion": "Кара-Кулжа", "oblast": "Ош", **facts}
        self.connection.execute(
            insert(municipality), {"code": code, "name_ky": name, "name_ru": name, "name_en": name} | row
        )

    def enrol(self, code: str, first: str = "2020-Q1", last: str | None = None) -> None:
        row = {"municipality_code": code, "from_quarter": first, "to_quarter": last}
        self.connection.execute(insert(enrolment), row)

    def report(  # noqa: PLR0913 -- each is a fact that some test needs to state
        self,
        code: str | None,
        *,
        quarter: str | None = QUARTER,
        received: datetime = datetime(2021, 4, 10, 6, tzinfo=UTC),
        status: str = "accepted",
        tallies: dict[str, dict[str, Any]] | None = None,
        integrity: dict[str, bool] | None = None,
        **facts: Any,
    ) -> str:
        """Take a report in; an earlier one for the same place and time is superseded."""
        c = submission.c
        slot = (c.municipality_code == code) & (c.quarter == quarter) & (c.status != "rejected")
        earlier = self.connection.execute(select(c.id).where(slot)).scalars().all()
        if status != "rejected":
            self.connection.execute(update(submission).where(slot).values(status="superseded"))
        digest = sha256(f"{code} {quarter} {len(earlier)} {received}".encode()).hexdigest()
        row = {
            "id": digest[:16],
            "sha256": digest,
            "file_name": f"{code}.xlsx",
            "size_bytes": 1,
            "path": digest,
            "kind": "quarterly",
            "municipality_code": code,
            "quarter": quarter,
            "version": None if status == "rejected" else len(earlier) + 1,
            "received_at": received,
            "status": status,
            "errors": 0,
            "warnings": 0,
            **facts,
        }
        self.connection.execute(insert(submission), row)
        if status != "rejected":
            self.files.append(
                {"submission_id": digest[:16], **dict.fromkeys(INTEGRITY_COLUMNS, False), "hash_matches": True}
                | (integrity or {})
            )
            for form, tally in ({form: {} for form in FORMS} if tallies is None else tallies).items():
                self.connection.execute(
                    insert(submission_tally), {"submission_id": digest[:16], "form": form, **TALLY, **tally}
                )
        return digest[:16]

    def rows(self, submission_id: str, form: str, *rows: dict[str, Any]) -> None:
        address = self.connection.execute(
            select(submission.c.municipality_code, submission.c.quarter).where(submission.c.id == submission_id)
        ).one()
        for number, row in enumerate(rows, start=5):
            where = {"submission_id": submission_id, "row": number, "quarter": address.quarter}
            self.connection.execute(
                insert(FACTS[form]), {**where, "municipality_code": address.municipality_code, **row}
            )

    def finding(self, submission_id: str, code: str, severity: str, **facts: Any) -> None:
        number = len(self.connection.execute(select(finding.c.id)).all())
        row = {"id": f"{submission_id}-{number:06}", "submission_id": submission_id, "code": code, "severity": severity}
        self.connection.execute(insert(finding), {**row, **facts})

    @property
    def integrity(self) -> pd.DataFrame:
        return pd.DataFrame(self.files, columns=["submission_id", *INTEGRITY_COLUMNS])

    def scores(self, quarter: str = QUARTER) -> dict[tuple[str, str], tuple[float | None, str]]:
        rows = self.connection.execute(select(quality_score).where(quality_score.c.quarter == quarter))
        return {(row.municipality_code, row.dimension): (row.score, row.evidence) for row in rows}

    def statuses(self, quarter: str = QUARTER) -> dict[str, Any]:
        rows = self.connection.execute(select(reporting_status).where(reporting_status.c.quarter == quarter))
        return {row.municipality_code: row for row in rows}


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        metadata.create_all(connection)
        yield Warehouse(connection)
    engine.dispose()
