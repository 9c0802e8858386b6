"""What is known of a workbook once preflight has looked it over, whatever format it is in.

``spreadsheetml``, ``binary_workbook``, ``old_workbook`` and ``opendocument`` each find this out for one format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.workbook.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.workbook.limits import Limits
    from sources.workbook.sheet_scan import SheetScan

WANTED = ".xlsx, .xlsm, .xls, .xlsb or .ods"
"""The formats that are taken in."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What is known of a sheet before it is read."""

    name: str
    visible: bool
    scan: SheetScan | None
    """None for a sheet that is no worksheet, such as a chart."""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What is known of a workbook before it is read."""

    sheets: tuple[SheetFacts, ...]
    """In the order of the workbook."""
    macros: bool
    external_links: bool
    date_1904: bool
    format: str = "xlsx"
    """``xlsx`` (also for .xlsm), ``xlsb``, ``xls`` or ``ods``, by content."""


def check_number_of_sheets(number: int, limits: Limits) -> None:
    """Refuse a workbook without sheets, or with too many."""
    if not number:
        raise RefusedError("damaged", "the workbook has no sheet")
    if number > limits.sheets:
        raise RefusedError("over_limits", f"{number} sheets", expected=f"at most {limits.sheets} sheets")


def check_extent(name: str, scan: SheetScan, limits: Limits) -> None:
    """Refuse a sheet whose values or merged ranges no reader could hold in memory."""
    if scan.extent > limits.extent:
        raise RefusedError(
            "over_limits",
            f"a sheet of {scan.last_row + 1} rows and {scan.last_column + 1} columns",
            expected=f"at most {limits.extent} cells up to the last filled one; clear what stands far from the table",
            sheet=name,
        )
    if scan.merges > limits.merges:
        raise RefusedError(
            "over_limits", f"{scan.merges} merged ranges", expected=f"at most {limits.merges}", sheet=name
        )


def check_together(sheets: Sequence[SheetFacts], limits: Limits) -> None:
    """Refuse a workbook whose sheets are each within the limit, but not together; for formats read at one go."""
    extent = sum(sheet.scan.extent for sheet in sheets if sheet.scan)
    if extent > 2 * limits.extent:
        raise RefusedError("over_limits", f"sheets of {extent} cells", expected=f"at most {2 * limits.extent} cells")
