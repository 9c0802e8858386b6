"""The workbook of a release: a sheet a table, for people who work in Excel or LibreOffice.

Cells are what they are (numbers with formats, days, moments, yes and no); text is text and can never become a formula
or a link. The sheet of indicator values has names beside its codes, so that a pivot table can be made of it at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

from warehouse.indicators import MUNICIPALITY, OBLAST
from warehouse.release.contents import ARROW_TYPES
from warehouse.release.table_sheet import TableSheet
from warehouse.release.tables import TABLES, Field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

_MOST_ROWS = 1_048_575
"""Excel's limit of a sheet, less the heading."""
_WIDEST = 44
_NARROWEST = 9

_FORMATS: Final = {
    "integer": "#,##0",
    "number": "#,##0.00",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "boolean": "General",
    "string": "@",
}
"""By field type. Text cells are formatted as text, so that they stay text when a person edits them."""

_NAMES: Final = (
    Field("year", "integer", "Year", "The quarter's year."),
    Field("indicator_label_en", "string", "Indicator"),
    Field("indicator_label_ru", "string", "Показатель"),
    Field("unit", "string", "Unit"),
    Field("area_name_ru", "string", "Area", "The municipality's name in Russian; an oblast, a kind, the programme."),
    Field("raion", "string", "Raion"),
    Field("oblast", "string", "Oblast"),
    Field("kind", "string", "Kind"),
)
"""What the sheet of indicator values has beside the fields of its table."""


def write_workbook(
    file: Path, tables: Mapping[str, pa.Table], about: Sequence[tuple[str, str]], title: str, created: datetime
) -> None:
    """Write the workbook.

    Args:
        file: where to.
        tables: the tables of the release, by name.
        about: what stands on the first sheet: headings and texts.
        title: of the workbook.
        created: what it says of itself; the same data must give the same bytes.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        looks = {name: book.add_format({"num_format": sign}) for name, sign in _FORMATS.items()}
        looks["year"] = book.add_format({"num_format": "0"})
        looks["heading"] = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        looks["wrapped"] = book.add_format({"text_wrap": True, "valign": "top"})
        _first_sheet(book, about, tables, looks)
        for name, table in tables.items():
            fields = TABLES[name].fields
            if name == "indicator_value":
                fields, table = _with_names(tables)  # noqa: PLW2901 - the same table, with more columns
            _sheet(book, name, fields, table, looks)


def _first_sheet(
    book: Any, about: Sequence[tuple[str, str]], tables: Mapping[str, pa.Table], looks: Mapping[str, Any]
) -> None:
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    contents = [
        (name, f"{TABLES[name].title}: {table.num_rows:,} rows{_cut_off(table)}") for name, table in tables.items()
    ]
    for row, (heading, words) in enumerate([*about, ("", ""), ("Sheet", "Contents"), *contents]):
        sheet.write_string(row, 0, heading, looks["heading"])
        sheet.write_string(row, 1, words, looks["wrapped"])


def _cut_off(table: pa.Table) -> str:
    return (
        f", of which a sheet holds the first {_MOST_ROWS:,}; the other files have all"
        if table.num_rows > _MOST_ROWS
        else ""
    )


def _sheet(book: Any, name: str, fields: Sequence[Field], table: pa.Table, looks: Mapping[str, Any]) -> None:
    table = table.slice(0, _MOST_ROWS)
    sheet = book.add_worksheet(name, worksheet_class=TableSheet)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(table.num_rows, 1), len(fields) - 1)
    styles = [looks["year" if field.name == "year" else field.type] for field in fields]
    for number, (field, style) in enumerate(zip(fields, styles, strict=True)):
        sheet.set_column(number, number, _width(field, table[field.name]), style)
        sheet.write_string(0, number, field.name, looks["heading"])
    sheet.fill([(table[field.name], style) for field, style in zip(fields, styles, strict=True)])


def _width(field: Field, column: pa.ChunkedArray) -> int:
    if field.type != "string":
        return max(_NARROWEST, min(len(field.name), _WIDEST), 16 if field.type == "datetime" else 0)
    longest = pc.max(pc.utf8_length(column)).as_py() or 0
    return max(_NARROWEST, min(max(longest, len(field.name)) + 1, _WIDEST))


def _with_names(tables: Mapping[str, pa.Table]) -> tuple[tuple[Field, ...], pa.Table]:
    """Return the indicator values with names beside codes, and their fields."""
    values, indicators, places = tables["indicator_value"], tables["indicator"], tables["municipality"]
    codes, levels = values["area_code"].to_pylist(), values["area_level"].to_pylist()
    of_indicator = {row.pop("id"): row for row in indicators.to_pylist()}
    of_code = {row["code"]: row for row in places.to_pylist()}
    of_oblast = {row["oblast_code"]: row["oblast"] for row in of_code.values()}
    sheets = [of_indicator[name] for name in values["indicator"].to_pylist()]
    areas = [_area(level, code, of_code, of_oblast) for level, code in zip(levels, codes, strict=True)]
    named = {
        "year": [int(quarter[:4]) for quarter in values["quarter"].to_pylist()],
        "indicator_label_en": [row["label_en"] for row in sheets],
        "indicator_label_ru": [row["label_ru"] for row in sheets],
        "unit": [row["unit"] for row in sheets],
        **{name: [area.get(name) for area in areas] for name in ("area_name_ru", "raion", "oblast", "kind")},
    }
    for field in _NAMES:
        values = values.append_column(field.name, pa.array(named[field.name], ARROW_TYPES[field.type]))
    fields = {field.name: field for field in (*TABLES["indicator_value"].fields, *_NAMES)}
    order = (
        *("quarter", "year", "indicator", "indicator_label_en", "indicator_label_ru", "unit"),
        *("area_level", "area_code", "area_name_ru", "raion", "oblast", "kind", "breakdown", "category"),
        *("numerator", "denominator", "value", "contributing", "reporting", "expected"),
    )
    return tuple(fields[name] for name in order), values


def _area(
    level: str, code: str, of_code: Mapping[str, Mapping[str, Any]], of_oblast: Mapping[str, str]
) -> dict[str, Any]:
    if level == MUNICIPALITY:
        place = of_code[code]
        return {"area_name_ru": place["name_ru"], **{name: place[name] for name in ("raion", "oblast", "kind")}}
    if level == OBLAST:
        return {"area_name_ru": of_oblast.get(code, code), "oblast": of_oblast.get(code)}
    return {"area_name_ru": code.replace("_", " ")}
