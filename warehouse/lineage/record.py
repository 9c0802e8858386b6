"""An explanation as JSON, for programs: everything, in the order of the tree."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from warehouse.indicators import MUNICIPALITY

if TYPE_CHECKING:
    from datetime import date, datetime

    from warehouse.lineage.explanation import Explanation, Part
    from warehouse.lineage.lineage import Cell, Figure, Row, Submission


def to_json(explanation: Explanation) -> str:
    """Return an explanation as a JSON object; moments and days as ISO texts, text as it is written."""
    return json.dumps(_record(explanation), ensure_ascii=False, indent=1, default=_iso)


def _iso(value: date | datetime) -> str:
    return value.isoformat()


def _record(explanation: Explanation) -> dict[str, Any]:
    lineage, indicator = explanation.lineage, explanation.lineage.indicator
    rows = explanation.rows
    return {
        "indicator": indicator.id,
        "label": asdict(indicator.label),
        "definition": indicator.definition.en,
        "unit": indicator.unit,
        "factor": indicator.factor,
        "quarter": str(lineage.quarter),
        "area_level": explanation.area.level,
        "area_code": explanation.area.code,
        "area": asdict(explanation.name),
        **lineage.category._asdict(),
        **_figure(explanation.figure),
        "no_value_because": explanation.reason.value.en if explanation.reason else None,
        "other_categories": [
            {**category._asdict(), **_figure(figure)} for category, figure in explanation.others.items()
        ],
        "submissions": [_submission(each) for each in {row.submission.id: row.submission for row in rows}.values()],
        "municipalities": [_part(part) for part in explanation.parts],
    }


def _figure(figure: Figure | None) -> dict[str, Any]:
    if figure is None:
        return {"numerator": None, "denominator": None, "value": None}
    return asdict(figure)


def _submission(submission: Submission) -> dict[str, Any]:
    record = asdict(submission)
    return {"id": record.pop("id"), "kind": "survey" if record.pop("is_survey") else "quarterly", **record}


def _part(part: Part) -> dict[str, Any]:
    return {
        "area_level": MUNICIPALITY,
        "municipality_code": part.member.code,
        "name": asdict(part.member.name),
        **_figure(part.figure),
        "no_value_because": part.reason.value.en if part.reason else None,
        "rows": [_row(row) for row in part.rows],
        "refused_rows": [
            {**row._asdict(), "causes": [cause._asdict() for cause in row.causes]} for row in part.refused
        ],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "submission_id": row.submission.id,
        "quarter": row.submission.quarter,
        "form": row.form,
        "row": row.number,
        "key": dict(row.key),
        "puts_in": [{"role": share.role.value, "sum": share.name, "amount": share.amount} for share in row.shares],
        "findings": [asdict(remark) for remark in row.remarks],
        "cells": [_cell(cell) for cell in row.cells.values()],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "sheet": cell.sheet,
        "cell": cell.address,
        "column": cell.column,
        "roles": [role.value for role in cell.roles],
        "written": cell.written,
        "scale": cell.scale,
        "counts_as": cell.counted,
        "findings": [asdict(remark) for remark in cell.remarks],
    }
