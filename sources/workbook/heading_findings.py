"""What is to be said of the headings of a form's sheet: repeated, missing, unknown, and values under none.

Where the headings are is found by ``heading_rows``; what one of them names is known by ``headings``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.workbook.cells import is_blank
from sources.workbook.sheet_findings import SheetFindings, listed
from sources.workbook.side_columns import is_not_data, is_running

if TYPE_CHECKING:
    from sources.workbook.heading_rows import HeadingBlock
    from sources.workbook.sheets import Grid
    from sources.workbook.table_rows import TableRows
    from sources.workbook.vocabulary import FormWords


def settle_headings(grid: Grid, form: FormWords, block: HeadingBlock, rows: TableRows, findings: SheetFindings) -> None:
    """Keep one sheet column for each column of the form, and report all that is amiss with the headings.

    Args:
        grid: the sheet.
        form: the form, whose columns should be there.
        block: its headings; those that are not to be read are taken out of ``matches``.
        rows: the rows under them.
        findings: where to add what is found.
    """
    repeated = _resolve_repeated(grid, form, block, rows.data, findings)
    _find_amiss(form, block, repeated, findings)
    _find_unlabelled(grid, block, rows, findings)


def _resolve_repeated(
    grid: Grid, form: FormWords, block: HeadingBlock, data: list[int], findings: SheetFindings
) -> dict[int, int]:
    """Keep one sheet column for each column of the form, where it is clear which.

    The template's heading goes before an alias, a filled column before a blank one. Two filled columns under
    equally good headings are both left out: which one is meant is not for us to guess.

    Returns:
        The sheet columns that were left out, with the form's column that each claims.
    """
    claims: dict[int, list[int]] = {}
    for at, heading in block.matches.items():
        claims.setdefault(heading.column, []).append(at)
    left_out: dict[int, int] = {}
    for column, places in claims.items():
        if len(places) == 1:
            continue
        rank = min(block.matches[at].rank for at in places)
        best = [at for at in places if block.matches[at].rank == rank]
        filled = [at for at in best if any(not is_blank(grid.rows[row][at]) for row in data)]
        keep = filled[0] if len(filled) == 1 else best[0] if len(best) == 1 or not filled else None
        words = form.columns[column]
        for at in places:
            if at == keep:
                continue
            del block.matches[at]
            left_out[at] = column
            text, row = block.texts[at]
            findings.on_cell(
                "heading_repeated", row, at, column=words.name, value=text, expected=f"one column {words.printed}"
            )
    return left_out


def _find_amiss(form: FormWords, block: HeadingBlock, repeated: dict[int, int], findings: SheetFindings) -> None:
    """Report columns of the form that have no heading, and headings that are no column of the form."""
    present = {heading.column for heading in block.matches.values()}
    missing = [words for place, words in enumerate(form.columns) if place not in present]
    if not missing and len(block.texts) == len(block.matches):
        return
    headings = listed(text for text, _ in block.texts.values())
    reported = {form.columns[column].name for column in repeated.values()}
    for words in missing:
        if words.name not in reported:
            findings.on_row(
                "required_heading_missing" if words.required else "heading_missing",
                block.last_row,
                column=words.name,
                value=headings,
                expected=words.printed,
            )
    expected = listed(words.printed for words in (missing or form.columns))
    for at, (text, row) in sorted(block.texts.items()):
        if at not in block.matches and at not in repeated and not is_not_data(text):
            findings.on_cell("heading_unknown", row, at, value=text, expected=expected)


def _find_unlabelled(grid: Grid, block: HeadingBlock, rows: TableRows, findings: SheetFindings) -> None:
    """Report columns that have values but no heading; running numbers need none."""
    data = set(rows.data)
    numbers = sorted(rows.data + rows.totals)
    for column in range(len(grid.rows[0])):
        if column in block.texts:
            continue
        filled = [row for row in numbers if not is_blank(grid.rows[row][column])]
        values = [grid.rows[row][column] for row in filled if row in data]
        if not values or is_running(values):
            continue
        findings.on_cell(
            "unlabelled_values",
            filled[0],
            column,
            value=listed(str(value) for value in values),
            expected="a heading above the values",
        )
