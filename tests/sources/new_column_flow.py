"""One workbook through a checkout: read, standardized, loaded, documented. Run by ``test_new_column`` as a script.

It names the column of which it is told on the command line, and nothing else about it.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from sqlalchemy import select, text

import sources
from aimak_pipeline import documentation
from sources.extraction import extract_reads
from sources.forms import FORMS
from sources.forms.cover import COVER_FIELDS, COVER_SHEET
from sources.intake.arrival import Arrival
from sources.intake.identify import identify
from sources.quarters import Quarter
from sources.register import load_enrolment, load_register
from sources.standardize import standardize
from sources.workbook import form_vocabulary, read_workbook
from warehouse.engine import open_warehouse
from warehouse.ledger import Ledger
from warehouse.quarter import bring_in
from warehouse.schema import create_schema
from warehouse.views import CURRENT

SHA256 = "0" * 64
COVER = {"municipality_code": "41706211807000", "municipality_name": "Алля Анаров", "year": 2021, "quarter": 1}


def workbook(heading: str) -> bytes:
    """Return a report whose sheet of street lighting has one more column, with that heading."""
    form = FORMS["street_lighting"]
    settled = {"population": 1000, "residents_covered": 600, "lamps_installed": 50, "lamps_working": 45}
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        cover = book.add_worksheet(COVER_SHEET.ky)
        for place, (name, value) in enumerate(COVER.items()):
            cover.write_row(place, 0, [COVER_FIELDS[name].label.ky, value])
        sheet = book.add_worksheet(form.sheet.ru)
        headings = [form.columns()[name].label.ru for name in ("settlement", *settled)]
        sheet.write_row(0, 0, [*headings, heading])
        for row, (settlement, figure) in enumerate((("Ак-Суу", 12), ("Тоң", "1 200"), ("Сары", "көп")), start=1):
            sheet.write_row(row, 0, [settlement, *settled.values(), figure])
    return buffer.getvalue()


def main(column: str, heading: str, folder: Path) -> None:
    """Take the workbook the whole way and print what became of the column."""
    register = load_register()
    read = read_workbook(workbook(heading))
    enrolment = load_enrolment(folder / "enrolment.csv", register)
    identity = identify(read, None, datetime.now(UTC).date(), register, enrolment)
    extracted = extract_reads({SHA256[:16]: (read, identity)})
    standardized = standardize(extracted)

    engine = open_warehouse(f"sqlite:///{folder / 'warehouse.sqlite'}")
    create_schema(engine)
    code, quarter = identity.municipality_code, str(identity.quarter)
    arrival = Arrival(
        SHA256, "a.xlsx", 1, datetime.now(UTC), kind="quarterly", municipality_code=code, quarter=quarter, accepted=True
    )
    Ledger(engine).record([arrival])
    bring_in(engine, Quarter.parse(quarter), standardized, extracted.layout)
    with engine.connect() as connection:
        facts = CURRENT["street_lighting"]
        loaded = connection.execute(select(facts.c.settlement, facts.c[column]).order_by(facts.c.row))
        told = connection.execute(
            text('SELECT code, cell, refused FROM current_finding WHERE "column" = :column ORDER BY cell'),
            {"column": column},
        )
        result = {
            "checkout": str(Path(sources.__file__).parents[1]),
            "vocabulary": [
                words.labels for form in form_vocabulary().forms for words in form.columns if words.name == column
            ],
            "place": [(place.sheet, place.column_letter) for place in read.layout if place.column == column],
            "rows": [list(row) for row in loaded],
            "findings": [list(row) for row in told],
            "dictionary": [line for line in documentation._data_dictionary() if f"`{column}`" in line],
        }
    print(json.dumps(result, ensure_ascii=False))  # noqa: T201 - this is what the test reads


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
