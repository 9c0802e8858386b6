"""Step two of reading: the values of every sheet; those of .xlsx by calamine.

Gives grids that begin at A1, so that rows and columns are those of the sheet. Runs in a worker process: some files
make calamine end its process, and no check of ours can promise to have found them all.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import python_calamine

from sources.findings.finding import Finding
from sources.workbook.refusal import RefusedError

if TYPE_CHECKING:
    from sources.workbook.facts import Preflight, SheetFacts
    from sources.workbook.heading_rows import HeadingBlock


@dataclass(slots=True)
class Grid:
    """One sheet's values from A1; every row is equally long, and a blank cell is an empty text."""

    name: str
    visible: bool
    rows: list[list[Any]]
    merges: list[Any]
    """Merged ranges as ((top, left), (bottom, right)), counted from 0."""
    hidden_rows: frozenset[int]
    read_name: str = ""
    """What the name says where it is typed for a legacy font; the name itself otherwise."""

    headings: dict[str, HeadingBlock | None] = field(default_factory=dict)
    """The headings of a form that were found on it, by form: they are looked for once (``heading_rows``)."""

    def __post_init__(self) -> None:
        self.read_name = self.read_name or self.name

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.rows


def read_sheets(content: bytes, facts: Preflight) -> tuple[dict[int, Grid], list[int], list[Finding]]:
    """Read the values of all worksheets.

    Other formats than .xlsx have been read by preflight, which has to look at each cell anyway: there calamine tells
    neither errors nor, in .ods, merged cells, reads dates in .xlsb as plain numbers, and can be made to end its
    process.

    Args:
        content: the file, which preflight has passed.
        facts: what preflight found.

    Returns:
        The grids by place in the workbook; the sheets that calamine refuses because of an error value it does not
        know; findings on sheets that cannot be told apart.

    Raises:
        RefusedError: calamine cannot read the workbook.
    """
    if facts.format != "xlsx":
        return {place: _grid(sheet) for place, sheet in enumerate(facts.sheets) if sheet.scan}, [], []
    try:
        return _read_sheets(content, facts)
    except python_calamine.PasswordError as error:
        raise RefusedError("encrypted", str(error)) from None
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise RefusedError("damaged", str(error)) from None
    except BaseException as error:
        # A panic inside calamine arrives as an exception that "except Exception" does not catch.
        if type(error).__name__ == "PanicException":
            raise RefusedError("damaged", f"the reader gave up: {error}") from None
        raise


def _read_sheets(content: bytes, facts: Preflight) -> tuple[dict[int, Grid], list[int], list[Finding]]:
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    if len(workbook.sheet_names) != len(facts.sheets):
        raise RefusedError("damaged", "the list of sheets can be read in two ways")
    grids: dict[int, Grid] = {}
    refused: list[int] = []
    findings: list[Finding] = []
    taken: set[str] = set()
    for place, sheet in enumerate(facts.sheets):
        if sheet.scan is not None and sheet.name in taken:
            # calamine finds a sheet by its name, and would give the first one's values again.
            findings.append(Finding("sheet_repeated", sheet=sheet.name, value=sheet.name))
        elif sheet.scan is not None:
            try:
                grids[place] = _read_sheet(workbook, place, sheet)
            except python_calamine.CalamineError:
                if not sheet.scan.marked:
                    raise
                refused.append(place)
        taken.add(sheet.name)
    return grids, refused, findings


def _read_sheet(workbook: Any, place: int, facts: SheetFacts) -> Grid:
    sheet = workbook.get_sheet_by_index(place)
    rows = sheet.to_python(skip_empty_area=False)
    scan = facts.scan
    merges = (sheet.merged_cell_ranges or []) if scan and scan.merges else []
    return Grid(facts.name, facts.visible, rows, merges, frozenset(scan.hidden_rows if scan else ()))


def _grid(facts: SheetFacts) -> Grid:
    """Return the grid of a sheet whose values the scan has read."""
    scan = facts.scan
    if scan is None or not scan.values:
        return Grid(facts.name, facts.visible, [], [], frozenset())
    width = scan.last_column + 1
    rows: list[list[Any]] = [[""] * width for _ in range(scan.last_row + 1)]
    for (row, column), value in scan.values.items():
        rows[row][column] = value
    # A range may reach beyond the last filled cell, in which case no row of the grid is there to be looked at.
    merges = [(first, last) for first, last in scan.merged if first[0] <= scan.last_row and first[1] < width]
    return Grid(facts.name, facts.visible, rows, merges, frozenset(scan.hidden_rows))
