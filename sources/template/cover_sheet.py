"""The cover sheet: who reports for which quarter, filled in, and a list of the other sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.forms.cover import COVER_FIELDS, FORM_VERSION, Cover
from sources.forms.form import ColumnType
from sources.template import wording
from sources.template.geometry import row_height
from sources.template.input_rules import days_of, input_rule
from sources.template.styles import NUMBER_FORMATS
from sources.template.wording import in_languages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from sources.labels import Label, Language
    from sources.quarters import Quarter
    from sources.register import Municipality
    from sources.template.styles import Styles

_WIDTHS = (58.0, 92.0)
_FIRST_FIELD = 3


def write_cover(  # noqa: PLR0913, PLR0917 - what a cover says
    worksheet: Worksheet,
    styles: Styles,
    municipality: Municipality,
    quarter: Quarter,
    sheets: Mapping[str, Label],
    languages: Sequence[Language],
) -> None:
    """Write the cover. What identifies the report is filled in and locked; the rest is free.

    Args:
        worksheet: where to write.
        styles: the workbook's formats.
        municipality: who reports.
        quarter: for which quarter.
        sheets: what the other sheets are called, by name, in their order.
        languages: in which languages.
    """
    known: dict[str, str | int] = {
        "municipality_code": municipality.code,
        "municipality_name": in_languages(municipality.full_name, languages),
        "oblast": in_languages(municipality.oblast.name, languages),
        "year": quarter.year,
        "quarter": quarter.number,
        "form_version": FORM_VERSION,
    }
    for place, width in enumerate(_WIDTHS):
        worksheet.set_column(place, place, width)
    worksheet.write_string(0, 0, in_languages(wording.REPORT, languages), styles("title"))
    worksheet.write_string(1, 0, in_languages(wording.ON_SERVICES, languages), styles("subtitle"))
    worksheet.set_row(0, 26)
    row = _FIRST_FIELD
    for name, column in COVER_FIELDS.items():
        label = "\n".join(dict.fromkeys(column.label[language] for language in languages))
        worksheet.write_string(row, 0, label, styles("label"))
        value = known.get(name)
        number_format = {"num_format": NUMBER_FORMATS[column.type]}
        if isinstance(value, int):
            # The year as a plain number: with thousands set apart it is no year.
            worksheet.write_number(row, 1, value, styles("value", num_format="0", align="left"))
        elif value is not None:
            worksheet.write_string(row, 1, value, styles("value", **number_format))
        else:
            worksheet.write_blank(row, 1, None, styles("entry", **number_format))
            days = days_of(Cover, column, quarter) if column.type is ColumnType.DATE else None
            rule = input_rule(column, days, None, languages)
            if rule is not None:
                worksheet.data_validation(row, 1, row, 1, rule)
        worksheet.set_row(row, max(32.0, row_height([(label, _WIDTHS[0]), (str(value or ""), _WIDTHS[1])], 12)))
        row += 1
    row += 1
    worksheet.write_string(row, 0, in_languages(wording.SHEETS, languages), styles("paragraph title"))
    for sheet, called in sheets.items():
        row += 1
        worksheet.write_url(row, 0, f"internal:'{sheet}'!A1", styles("link"), in_languages(called, languages))
