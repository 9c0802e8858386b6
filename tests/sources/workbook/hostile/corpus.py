"""Every hostile file that the reader is tested with, made by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sources.workbook.hostile import markup, not_workbooks, other_formats, sheets, zips

if TYPE_CHECKING:
    from tests.sources.workbook.hostile.case import Hostile

CORPUS: dict[str, Hostile] = {
    case.id: case for module in (not_workbooks, zips, markup, sheets, other_formats) for case in module.CASES
}

assert len(CORPUS) == sum(len(module.CASES) for module in (not_workbooks, zips, markup, sheets, other_formats)), (
    "two cases have one id"
)
