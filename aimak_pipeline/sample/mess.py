"""The mess of real workbooks: which kinds there are, and how many workbooks have each.

``MESS`` is the documented share of every kind. Mess is not a fault: the pipeline reads through all of it. How a kind
looks on the page is in ``headings``, ``cells``, ``sheets`` and ``workbooks``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aimak_pipeline.sample.draws import Draw


class Mess(NamedTuple):
    """One kind of mess."""

    share: float
    """The chance that a workbook is drawn for it; it shows where the workbook has what it takes."""
    says: str


MESS: dict[str, Mess] = {
    # where the table stands
    "title_block": Mess(0.20, "emblem lines, oblast, municipality and period above the table, merged across it"),
    "no_title": Mess(0.08, "the headings stand in the first row"),
    "shifted_table": Mess(0.12, "up to four empty rows above and three empty columns left of the table"),
    "blank_rows": Mess(0.10, "blank rows between the data rows"),
    "totals_row": Mess(0.30, "a totals row with the right sums, half of them as formulas"),
    "wrong_total": Mess(0.03, "a totals row in which one sum is wrong (warning total_differs)"),
    "notes_below": Mess(0.12, "notes and signature lines under the table"),
    "hidden_row": Mess(0.02, "a hidden data row"),
    # headings
    "russian_headings": Mess(0.12, "headings in Russian only (otherwise Kyrgyz / Russian in one cell)"),
    "kyrgyz_headings": Mess(0.10, "headings in Kyrgyz only"),
    "line_break_headings": Mess(0.15, "the two languages of a heading parted by a line break"),
    "two_row_headings": Mess(0.10, "headings in two rows, merged, with a group above some columns"),
    "russian_letters": Mess(0.10, "Kyrgyz typed with Russian letters: о for ө, н for ң, у for ү"),
    "latin_letters": Mess(0.06, "Latin letters that look like Cyrillic ones in the headings"),
    "alias_headings": Mess(0.06, "a heading that is a declared alias; only forms that declare one show it"),
    "shuffled_columns": Mess(0.08, "columns in another order"),
    "unknown_column": Mess(0.07, "a column of the municipality's own (warning heading_unknown)"),
    "number_column": Mess(0.15, "a leading № column"),
    "unit_row": Mess(0.12, "a row of units under the headings"),
    "column_number_row": Mess(0.10, "a row of column numbers under the headings"),
    # cells
    "numbers_as_text": Mess(0.12, "a column of numbers stored as text, with spaces of all kinds and a decimal comma"),
    "unit_in_cell": Mess(0.03, "a column whose numbers carry their unit: 450 адам, 12 500 сом"),
    "som_with_hyphen": Mess(0.06, "tariffs as 20-00"),
    "thousands": Mess(0.60, "amounts in thousands of som; only municipalities that have the habit (7 of 50)"),
    "dates_as_text": Mess(0.15, "a column of days as text, in several styles"),
    "dates_as_serials": Mess(0.06, "a column of days as bare serial numbers"),
    "date_1904": Mess(0.03, "the workbook counts days from 1904"),
    "codes_in_english": Mess(0.03, "codes and yes / no in English"),
    "codes_as_codes": Mess(0.04, "codes as such: per_m3"),
    "codes_in_capitals": Mess(0.05, "codes and yes / no in capital letters"),
    "boolean_cells": Mess(0.05, "yes / no as Excel's TRUE and FALSE"),
    "missing_marks": Mess(0.15, "a dash or н/д where an optional cell has no value"),
    "none_for_zero": Mess(0.08, "жок or нет for a count of zero"),
    # sheets
    "russian_sheets": Mess(0.25, "sheet names in Russian (otherwise Kyrgyz)"),
    "english_sheets": Mess(0.02, "sheet names in English"),
    "respelled_sheets": Mess(0.10, "sheet names in capitals, with stray spaces or Russian letters"),
    "none_said": Mess(0.50, "жок or нет in forms with nothing to report (otherwise left empty)"),
    "missing_sheet": Mess(0.06, "a form with nothing to report has no sheet (warning sheet_missing)"),
    "hidden_sheet": Mess(0.02, "a hidden sheet with data"),
    "extra_sheet": Mess(0.08, "a sheet of the municipality's own (warning sheet_unknown)"),
    # cover
    "cover_aliases": Mess(0.08, "labels of the cover by their aliases"),
    "cover_code_as_number": Mess(0.08, "the municipality's code as a number cell"),
    "cover_code_spaced": Mess(0.05, "the municipality's code with spaces"),
    "cover_period_in_words": Mess(0.20, "quarter and year as IV квартал, 2020-жыл"),
    "cover_name_differs": Mess(0.006, "another municipality's name beside the right code (warning name_differs)"),
    "cover_without_code": Mess(
        0.012, "no code, only the name (warning municipality_by_name); away from calibrated figures"
    ),
    "other_form_version": Mess(0.02, "a version of the forms other than the current one"),
}
"""Every kind of mess, by name."""

ON_A_SHEET = 0.6
"""The chance that a kind of mess of a workbook shows on any one of its sheets."""

_EXCLUDE_EACH_OTHER = (
    ("title_block", "no_title"),
    ("russian_headings", "kyrgyz_headings", "line_break_headings"),
    ("totals_row", "wrong_total"),
    ("two_row_headings", "shuffled_columns"),
    ("dates_as_text", "dates_as_serials"),
    ("codes_in_english", "codes_as_codes", "codes_in_capitals"),
    ("russian_sheets", "english_sheets"),
    ("cover_code_as_number", "cover_code_spaced"),
    ("cover_name_differs", "cover_without_code"),
)


def draw_mess(draw: Draw) -> frozenset[str]:
    """Return the kinds of mess of one workbook; of kinds that exclude each other the last drawn stays."""
    drawn = {name: draw.random() for name in MESS}
    chosen = {name for name, chance in drawn.items() if chance < MESS[name].share}
    for group in _EXCLUDE_EACH_OTHER:
        rivals = [name for name in group if name in chosen]
        chosen.difference_update(rivals[:-1])
    return frozenset(chosen)
