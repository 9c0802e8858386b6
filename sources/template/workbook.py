"""The whole template: its sheets in their order, and what they share: page, protection, metadata."""

from __future__ import annotations

import os
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import xlsxwriter

from sources.forms import FORMS
from sources.forms.cover import COVER_SHEET
from sources.register import load_register
from sources.template import wording
from sources.template.cover_sheet import write_cover
from sources.template.form_sheet import SheetContext, write_form
from sources.template.instructions import write_instructions
from sources.template.lists import Lists
from sources.template.prefill import NOTHING_KNOWN
from sources.template.styles import DEFAULT_FORMAT, Styles
from sources.template.wording import in_languages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from sources.labels import Label, Language
    from sources.quarters import Quarter
    from sources.register import Municipality
    from sources.template.prefill import Prefill

_LONGEST_NAME = 31
_A4 = 9
_DEADLINE_DAYS = 20
_FREE = (
    *("insert_rows", "delete_rows", "format_cells", "format_columns", "format_rows"),
    *("sort", "autofilter", "insert_hyperlinks"),
)
"""What people may do on a protected sheet. There is no password: it guards against slips, not against people."""


def write_template(  # noqa: PLR0913 - a template is for somebody, for a time, in languages
    target: Path | BinaryIO,
    municipality: Municipality,
    quarter: Quarter,
    prefill: Prefill = NOTHING_KNOWN,
    languages: Sequence[Language] = ("ky", "ru"),
    *,
    deadline_days: int = _DEADLINE_DAYS,
    settlements: Sequence[str] | None = None,
) -> None:
    """Write the blank workbook of one municipality and quarter. The same arguments give the same bytes.

    Args:
        target: a file, which appears whole or not at all; or anything that takes bytes.
        municipality: who is to fill it in.
        quarter: for which quarter.
        prefill: what is known of earlier reports.
        languages: of headings, answers and explanations; the first is that of sheet names too long for two.
        deadline_days: how long after the quarter's end the report is due.
        settlements: the names that are offered; those of the shipped register if None.
    """
    content = template_bytes(
        municipality, quarter, prefill, languages, deadline_days=deadline_days, settlements=settlements
    )
    if not isinstance(target, Path):
        target.write(content)
        return
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def template_bytes(  # noqa: PLR0913 - as above
    municipality: Municipality,
    quarter: Quarter,
    prefill: Prefill = NOTHING_KNOWN,
    languages: Sequence[Language] = ("ky", "ru"),
    *,
    deadline_days: int = _DEADLINE_DAYS,
    settlements: Sequence[str] | None = None,
) -> bytes:
    """Return the content of what ``write_template`` writes."""
    content = BytesIO()
    options = {
        "in_memory": True,
        "default_format_properties": dict(DEFAULT_FORMAT),  # xlsxwriter adds to it
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(content, options) as workbook:
        if settlements is None:
            settlements = [each.name_ru for each in load_register().settlements_of(municipality.code)]
        _write(workbook, municipality, quarter, settlements, prefill, languages, deadline_days)
    return content.getvalue()


def sheet_name(label: Label, languages: Sequence[Language]) -> str:
    """Return a sheet's name: in the first two languages if that is short enough, else in the first."""
    # Excel forbids the slash in names of sheets.
    name = in_languages(label, languages[:2], " - ")
    return name if len(name) <= _LONGEST_NAME else label[languages[0]][:_LONGEST_NAME]


def _write(  # noqa: PLR0913, PLR0917 - as above
    workbook: Workbook,
    municipality: Municipality,
    quarter: Quarter,
    settlements: Sequence[str],
    prefill: Prefill,
    languages: Sequence[Language],
    deadline_days: int,
) -> None:
    title = in_languages(wording.REPORT, languages)
    workbook.set_properties(
        {
            "title": f"{title} {quarter}",
            "subject": in_languages(municipality.full_name, languages),
            # The quarter's end for the time of writing: the same template is always the same file.
            "created": datetime.combine(quarter.end, datetime.min.time()),
        }
    )
    workbook.set_size(24_000, 14_000)
    styles = Styles(workbook)
    names = {form_id: sheet_name(form.sheet, languages) for form_id, form in FORMS.items()}
    instructions = sheet_name(wording.INSTRUCTIONS_SHEET, languages)
    lists = Lists(FORMS.values(), sheet_name(wording.LISTS_SHEET, languages), languages)

    cover = workbook.add_worksheet(sheet_name(COVER_SHEET, languages))
    contents = {instructions: wording.INSTRUCTIONS_SHEET} | {
        names[form_id]: form.sheet for form_id, form in FORMS.items()
    }
    write_cover(cover, styles, municipality, quarter, contents, languages)
    write_instructions(
        workbook.add_worksheet(instructions), styles, quarter, quarter.deadline(deadline_days), languages
    )
    context = SheetContext(municipality, quarter, settlements, prefill, lists, languages)
    for form_id, form in FORMS.items():
        write_form(workbook.add_worksheet(names[form_id]), styles, form, context)
    lists.write(workbook.add_worksheet(lists.sheet), styles)

    for worksheet in workbook.worksheets():
        _finish(worksheet, municipality, quarter, languages)
    for worksheet in (cover, workbook.get_worksheet_by_name(instructions)):
        worksheet.fit_to_pages(1, 1)
    cover.activate()


def _finish(worksheet: Worksheet, municipality: Municipality, quarter: Quarter, languages: Sequence[Language]) -> None:
    """Set what all sheets have: protection without a password, and A4 landscape, as wide as one page."""
    free: dict[str, Any] = dict.fromkeys(_FREE, True)
    worksheet.protect("", free)
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.3, right=0.3, top=0.6, bottom=0.6)
    worksheet.hide_gridlines(2)
    who = in_languages(municipality.full_name, languages).replace("&", "&&")
    worksheet.set_header(f"&L&8 {who}&R&8 {in_languages(wording.quarter_words(quarter), languages)}")
    worksheet.set_footer(f"&L&8 {municipality.code}&C&8 &A&R&8 {in_languages(wording.PAGE, languages)} &P / &N")
