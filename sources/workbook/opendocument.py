"""Reading .ods: sheets, hidden rows, merged cells and values, in one pass over the content part.

The package is checked in ``package``. Cells and rows that are repeated are written once in this format, with how often:
they are counted before they are repeated. Dates are written as dates, so that it does not matter from when days are
counted. After OpenDocument 1.3 part 3, and what LibreOffice adds to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from sources.workbook.facts import WANTED, Preflight, SheetFacts, check_extent, check_number_of_sheets, check_together
from sources.workbook.office_package import parse_xml, read_xml
from sources.workbook.opendocument_cells import OpenCell, TableReading
from sources.workbook.refusal import RefusedError

if TYPE_CHECKING:
    from sources.workbook.limits import Limits
    from sources.workbook.package import Package

_MIMETYPES = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
_MANIFEST = "META-INF/manifest.xml"
_LIBRARY_LIST = re.compile(r"(?:script|dialog)-l[bc]\.xml$")
_OTHER_FILE = "'file:"
"""How the tables are named in which LibreOffice keeps copies of other files' cells, and formulas refer to them."""


def look_over(package: Package, mimetype: bytes, limits: Limits) -> Preflight:
    """Read an .ods workbook.

    Args:
        package: the opened package.
        mimetype: what it says that it is.
        limits: what the workbook may be at most.

    Returns:
        Its sheets, with their values.

    Raises:
        RefusedError: the file is not taken in.
    """
    if mimetype.strip() not in _MIMETYPES:
        raise RefusedError("not_a_workbook", "an OpenDocument file that is no workbook", expected=WANTED)
    if "encrypted-package" in package or (_MANIFEST in package and _is_encrypted(package.read(_MANIFEST))):
        raise RefusedError("encrypted", "a workbook locked with a password")
    data = read_xml(package, "content.xml", cdata=False)
    walk = _Walk(limits)
    walk.read(data)
    check_number_of_sheets(len(walk.sheets), limits)
    check_together(walk.sheets, limits)
    return Preflight(
        sheets=tuple(walk.sheets),
        macros=any(_is_macro(name) for name in package.members),
        external_links=walk.external_links or _OTHER_FILE.encode() in data,
        date_1904=walk.date_1904,
        format="ods",
    )


def _is_encrypted(manifest: bytes) -> bool:
    """Say whether the content is encrypted; macros may be on their own, which does not matter here."""
    if b"<!ENTITY" in manifest:  # the document type itself was written by older versions of OpenOffice
        raise RefusedError("unsafe", "the manifest declares entities")
    encrypted: set[str] = set()
    entry = ""

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal entry
        if name == "manifest:file-entry":
            entry = attributes.get("manifest:full-path", "")
        elif name == "manifest:encryption-data":
            encrypted.add(entry)

    parse_xml(manifest, opened, "the manifest")
    return "content.xml" in encrypted


def _is_macro(name: str) -> bool:
    folded = name.casefold()
    return folded.startswith(("basic/", "scripts/")) and not folded.endswith("/") and not _LIBRARY_LIST.search(folded)


class _Walk:
    """Where in the content part the parser is."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[SheetFacts] = []
        self.external_links = False
        self.date_1904 = False
        self._limits = limits
        self._cells_left = limits.cells
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._table: TableReading | None = None
        self._cell: OpenCell | None = None
        self._aside = 0
        """How deep we are in what belongs to a cell but is not its text: a comment, a picture."""

    def read(self, data: bytes) -> None:
        """Walk through the content part."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._open
        parser.CharacterDataHandler = self._characters
        parser.EndElementHandler = self._close
        try:
            parser.Parse(data, True)
        # An encoding that Python does not know, or cannot read byte by byte, is no ExpatError.
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise RefusedError("damaged", f"the content is not well-formed: {error}") from None

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            self._open_in_cell(name, attributes, self._cell)
        elif name in ("table:table-cell", "table:covered-table-cell"):
            if self._table is not None:
                self._cell = self._table.open_cell(attributes, covered=name == "table:covered-table-cell")
        elif name == "table:table-row":
            if self._table is not None:
                self._table.open_row(attributes)
        elif name == "table:table":
            self._open_table(attributes)
        else:
            self._open_other(name, attributes)

    def _open_other(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties":
            if attributes.get("table:display") == "false":
                self._hidden_styles.add(self._style)
        elif name == "table:null-date":
            self.date_1904 = attributes.get("table:date-value", "").startswith("1904")
        elif name in ("table:table-source", "table:dde-link"):
            self.external_links = True

    def _open_table(self, attributes: dict[str, str]) -> None:
        if self._table is not None:
            raise RefusedError("damaged", "a sheet within a sheet")
        if "table:name" not in attributes:
            return  # what another program sent, not a sheet
        if len(self.sheets) >= self._limits.sheets:
            check_number_of_sheets(len(self.sheets) + 1, self._limits)
        visible = attributes.get("table:style-name", "") not in self._hidden_styles
        self._table = TableReading(attributes["table:name"], self._limits, self._cells_left, visible=visible)

    def _open_in_cell(self, name: str, attributes: dict[str, str], cell: OpenCell) -> None:
        if self._aside:
            self._aside += 1
        elif name == "text:p":
            cell.begin_paragraph()
        elif name == "text:s":
            cell.spaces(attributes.get("text:c", "1"))
        elif name == "text:tab":
            cell.add("\t")
        elif name == "text:line-break":
            cell.add("\n")
        elif not name.startswith("text:"):
            self._aside = 1

    def _characters(self, text: str) -> None:
        if self._cell is not None and not self._aside:
            self._cell.add(text)

    def _close(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name in ("table:table-cell", "table:covered-table-cell"):
            if self._table is not None and self._cell is not None:
                self._table.close_cell(self._cell)
            self._cell = None
        elif name == "table:table-row":
            if self._table is not None:
                self._table.close_row()
        elif name == "table:table" and self._table is not None:
            self._close_table(self._table)

    def _close_table(self, table: TableReading) -> None:
        self._table = None
        scan = table.finish()
        self._cells_left -= scan.cells
        check_extent(table.name, scan, self._limits)
        if table.name.startswith(_OTHER_FILE):
            self.external_links = True
            return
        if any(sheet.name == table.name for sheet in self.sheets):
            raise RefusedError("damaged", f"two sheets are named {table.name}", sheet=table.name)
        self.sheets.append(SheetFacts(table.name, table.visible, scan))
