"""A maker of small .ods workbooks, as LibreOffice writes them; and of faults that it does not."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.sources.workbook.binary_makers import DATE, Error, NeverCalculated, Result, Sheet, Styled

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = (
    "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text", "style", "draw", "of")
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def open_document(sheets: list[Sheet], *, date_1904: bool = False) -> bytes:
    """Return a workbook with some sheets."""
    tables = "".join(_table(sheet, date_1904=date_1904) for sheet in sheets)
    return document(tables, settings='<table:null-date table:date-value="1904-01-01"/>' if date_1904 else "")


def document(tables: str, settings: str = "", **parts: str | bytes) -> bytes:
    """Return a workbook with some tables in XML."""
    hidden = '<style:style style:name="hidden"><style:table-properties table:display="false"/></style:style>'
    content = (
        f"<office:document-content{NAMES}><office:automatic-styles>{hidden}</office:automatic-styles><office:body>"
        f"<office:spreadsheet><table:calculation-settings>{settings}</table:calculation-settings>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        members = {"mimetype": MIMETYPE, "content.xml": content, "META-INF/manifest.xml": MANIFEST, **parts}
        for name, data in members.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return buffer.getvalue()


def _table(sheet: Sheet, *, date_1904: bool) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, bottom, left, right in sheet.merged}
    rows, at = "", 0
    for row in sorted({row for row, _ in sheet.cells} | set(sheet.hidden_rows)):
        if row > at:
            rows += f'<table:table-row table:number-rows-repeated="{row - at}"><table:table-cell/></table:table-row>'
        cells, column = "", 0
        for (_, place), value in sorted((at, value) for at, value in sheet.cells.items() if at[0] == row):
            if place > column:
                cells += f'<table:table-cell table:number-columns-repeated="{place - column}"/>'
            cells += _cell(value, *spans.get((row, place), (1, 1)), date_1904=date_1904)
            column = place + 1
        cells += f'<table:table-cell table:number-columns-repeated="{16_384 - column}"/>'
        visibility = ' table:visibility="collapse"' if row in sheet.hidden_rows else ""
        rows += f"<table:table-row{visibility}>{cells}</table:table-row>"
        at = row + 1
    rest = f'<table:table-row table:number-rows-repeated="{1_048_576 - at}"><table:table-cell/></table:table-row>'
    style = ' table:style-name="hidden"' if sheet.state else ""
    return f"<table:table table:name={quoteattr(sheet.name)}{style}>{rows}{rest}</table:table>"


def _cell(value: Any, rows: int, columns: int, *, date_1904: bool) -> str:
    formula = ""
    if isinstance(value, NeverCalculated):
        return '<table:table-cell table:formula="of:=SUM([.B2:.D2])"/>'
    if isinstance(value, Error):
        formula = 'table:formula="of:=1/0" office:string-value="" calcext:value-type="error"'
        value = value.text
    if isinstance(value, Result):
        formula, value = 'table:formula="of:=1"', value.value
    if isinstance(value, Styled) and value.style == DATE:
        epoch = datetime(1904, 1, 1) if date_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - as in workbooks
        value = epoch + timedelta(days=value.value)
        value = value if value.time() != datetime.min.time() else value.date()
    value = value.value if isinstance(value, Styled) else value
    kind, attribute, written = "string", "", str(value)
    if isinstance(value, bool):
        kind, attribute = "boolean", f'office:boolean-value="{written.lower()}"'
    elif isinstance(value, (int, float)):
        kind, attribute = "float", f'office:value="{written}"'
    elif isinstance(value, date):
        kind, attribute = "date", f'office:date-value="{value.isoformat()}"'
    spanned = f'table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}"'
    text = f"<text:p>{escape(written)}</text:p>"
    return f'<table:table-cell office:value-type="{kind}" {attribute} {formula} {spanned}>{text}</table:table-cell>'
