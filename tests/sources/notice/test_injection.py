"""What a sender writes never becomes a formula, a link or a command in what is written back to anybody.

The quality report and the Data Docs have tests of their own for this (``tests/warehouse``); here are the notices, and
the list of all places in the project that write such files at all.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from sources.findings import Finding
from sources.notice.writing import make_notice
from sources.workbook import Limits
from tests.sources.intake.places import workbook
from tests.sources.notice.notices import notice

ROOT = Path(__file__).parents[3]
LIVE = (
    "=1+1",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://127.0.0.1/x","x")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "{=1+1}",
    "=",
    "http://127.0.0.1/x",
    "mailto:x@example.org",
    "internal:Sheet1!A1",
    "external:C:\\x.xlsx",
    "<f>1+1</f>",
    "]]><f>1+1</f>",
    "&lt;f&gt;",
    "_x003D_1+1",
    "\x00\x1b",
)
SHEET = "Көчө жарыктандыруу"


def findings(text: str) -> list[Finding]:
    """Findings that quote a text wherever a finding can."""
    place = ("street_lighting", SHEET, "B2", 2, "population")
    return [
        Finding("not_a_number", *place, text, "a number", None, "cell"),
        Finding("heading_unknown", "street_lighting", SHEET, "F1", 1, None, text),
        Finding("sheet_unknown", None, text, None, None, None, text),
    ]


def live_parts(content: bytes) -> dict[str, list[str]]:
    """What could act in a workbook: formulas, links to outside, macros, data connections."""
    found: dict[str, list[str]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        for name in opened.namelist():
            text = opened.read(name).decode(errors="replace")
            acts = re.findall(r"<(?:\w+:)?f[ >].*?<|TargetMode=.External.|<ddeLink|<oleLink|<connection ", text)
            if acts or re.search(r"vba|externalLink|connections|macro", name, re.IGNORECASE):
                found[name] = acts
    return found


@pytest.mark.parametrize("text", LIVE, ids=repr)
@pytest.mark.parametrize("marked", [True, False], ids=["in a marked copy", "in a list"])
def test_a_notice_quotes_live_texts_as_texts(text: str, *, marked: bool) -> None:
    told = notice(*findings(text), file_name=f"{text}.xlsx")
    content = workbook() if marked else None  # what is live in their own copy stays theirs; ours must add nothing
    made = make_notice(told, content, ("ky", "ru"), Limits())
    assert made.marked is marked
    assert made.workbook is not None
    assert live_parts(made.workbook) == {}
    book = openpyxl.load_workbook(io.BytesIO(made.workbook))
    for sheet in book.worksheets:
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert all(link.target is None for link in links), "links lead to cells of the workbook only"
    made.message.encode()
    assert "http://" not in made.message
    assert not [character for character in made.message if not character.isprintable() and character != "\n"]
    assert "\x1b" not in made.message


WRITERS = re.compile(
    r"xlsxwriter\.Workbook\(|\.to_csv\(|\.to_excel\(|\.to_html\(|csv\.(?:Dict)?[wW]riter\(|Environment\("
)
AUDITED = {
    "sources/notice/fresh_workbook.py": "strings_to_formulas",
    "sources/template/workbook.py": "strings_to_formulas",
    "warehouse/quality_report/book.py": "strings_to_formulas",
    "warehouse/quality_report/page.py": "autoescape=True",
    "warehouse/release/pages.py": "autoescape=True",
    "warehouse/release/workbook.py": "strings_to_formulas",
    "warehouse/expectations/docs.py": "autoescape=True",
    "warehouse/lineage/pages.py": "autoescape=True",
    "warehouse/reporting_board/page.py": "autoescape=True",
    "warehouse/bulletin/page.py": "autoescape=True",
    "warehouse/bulletin/writing.py": "hashlib.sha256",  # text to be hashed, which nobody opens
}
"""Every module that writes workbooks, CSV or HTML, and what in it keeps texts from acting."""


def test_every_writer_of_the_project_is_known_and_guarded() -> None:
    """Who adds a writer looks at what it does with a text that begins with ``=``, and adds it here."""
    writers = {
        file.relative_to(ROOT).as_posix(): file.read_text()
        for package in ("sources", "warehouse", "assets", "aimak_pipeline")
        for file in (ROOT / package).rglob("*.py")
        if WRITERS.search(file.read_text()) and "sample" not in file.parts
    }
    assert set(writers) == set(AUDITED)
    for name, text in writers.items():
        assert AUDITED[name] in text, name
        assert '"strings_to_formulas": True' not in text
        assert "autoescape=False" not in text
