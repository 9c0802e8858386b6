"""The report as a workbook, for people who sort and filter: every finding, and real numbers throughout.

What the sheets say, sheet by sheet; how cells are written and look is in ``book``.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from sources.findings import CATALOGUE
from sources.quarters import BISHKEK
from warehouse.quality import ALL_DIMENSIONS, DIMENSIONS, GRADES, OVERALL, grade
from warehouse.quality_report import wording
from warehouse.quality_report.book import MOST_ROWS, Book, Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from warehouse.quality_report.contents import Contents

_ORDER = (OVERALL, *DIMENSIONS.values())


def write_workbook(contents: Contents, path: Path) -> None:
    """Write the report as a workbook.

    Args:
        contents: what it says.
        path: the file to write, replaced if it is there.
    """
    book = Book(path, contents.as_of or datetime.combine(contents.quarter.end, datetime.min.time(), BISHKEK))
    _summary(book, contents)
    _municipalities(book, contents)
    _findings(book, contents)
    _by_column(book, contents)
    _definitions(book)
    book.file.close()


def _summary(book: Book, contents: Contents) -> None:
    sheet = book.file.add_worksheet("Summary")
    for column, width in enumerate((34, 30, 16, 16, 20, 16, 16, 16, 16, 16, 16, 16)):
        sheet.set_column(column, column, width)
    row = 0

    def block(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], styles: Sequence[str]) -> int:
        nonlocal row
        sheet.write_string(row, 0, title, book.styles["strong"])
        for column, heading in enumerate(headings):
            sheet.write_string(row + 1, column, heading, book.styles["heading"])
        first = row + 2
        row = first
        for values in rows:
            for column, (value, style) in enumerate(zip(values, styles, strict=True)):
                book.write(sheet, row, column, value, style)
            row += 1
        row += 1
        return first

    headline, quarter = contents.headline, contents.quarter
    title = f"Data quality, {quarter} · Качество данных, {wording.quarter_in_russian(quarter)}"
    sheet.write_string(0, 0, title, book.styles["title"])
    sheet.write_string(
        1,
        0,
        f"Deadline {quarter.deadline(contents.deadline_days)}. "
        f"Data as of {wording.moment_text(contents.as_of)} (Bishkek), the latest file received.",
        book.styles["text"],
    )
    notes = "; ".join(f"{count} municipalities: {note}" for note, count in contents.notes.items())
    sheet.write_string(2, 0, notes, book.styles["strong"])
    row = 4 if notes else 3
    numbers = (
        ("Municipalities expected", "Ожидалось отчётов", headline.expected),
        ("Of these, reported", "Отчитались", headline.reported),
        ("Reported without being enrolled", "Отчитались без участия в программе", headline.unexpected),
        ("First accepted version on time", "В срок", headline.on_time),
        ("Files accepted", "Файлов принято", headline.accepted),
        ("Of these, superseded", "Из них заменено", headline.superseded),
        ("Files rejected", "Файлов отклонено", headline.rejected),
        ("Errors in reports that count", "Ошибок в действующих отчётах", headline.errors),
        ("Warnings in reports that count", "Предупреждений в действующих отчётах", headline.warnings),
    )
    block("Headline", ("What", "Что", "Number"), numbers, ("text", "text", "count"))
    scores = [
        (dimension.label.en, dimension.label.ru, *_with_grade(at["score"]), *(at[[*GRADES, "none"]]))
        for dimension, at in ((dimension, contents.dimensions.loc[dimension.id]) for dimension in _ORDER)
    ]
    block(
        "Scores by dimension: mean, and municipalities by grade",
        ("Dimension", "Измерение", "Mean score", "Grade", *GRADES, "not known"),
        scores,
        ("text", "text", "score", "text", *["count"] * 5),
    )
    trend = [
        (str(at), None, *values)
        for at, *values in contents.trend[["expected", "reported", "on_time", *(d.id for d in _ORDER)]].itertuples()
    ]
    first = block(
        "Over the quarters",
        ("Quarter", "", "Expected", "Reported", "On time", *(dimension.label.en for dimension in _ORDER)),
        trend,
        ("text", "text", *["count"] * 3, *["score"] * len(_ORDER)),
    )
    book.grades(sheet, first, first + len(trend) - 1, 5, 4 + len(_ORDER))
    kinds = [
        (CATALOGUE[code].title.en, CATALOGUE[code].title.ru, severity, *counts, code)
        for severity, code, *counts in contents.by_code.itertuples(index=False)
    ]
    block(
        "Findings by kind",
        ("Finding", "Замечание", "Severity", "Findings", "Municipalities", "Refusing a cell", "Refusing a row", "Code"),
        kinds,
        ("text", "text", "text", *["count"] * 4, "text"),
    )
    rejected = [
        (file, _title(reason), name, reason, received, value)
        for file, name, received, reason, value in _values(contents.rejected)
    ]
    block(
        "Rejected files",
        ("File", "Причина", "Municipality", "Reason", "Received (Bishkek)", "What was read"),
        rejected,
        ("text", "text", "text", "text", "moment", "text"),
    )
    unanswered = [
        (wording.form_label(str(form)).en, wording.form_label(str(form)).ru, count, names)
        for form, count, names in contents.unanswered.itertuples()
    ]
    block(
        "Forms neither filled in nor answered with none",
        ("Form", "Форма", "Reports", "Municipalities"),
        unanswered,
        ("text", "text", "count", "text"),
    )
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _values(table: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    """Return rows with None for what is missing, so that ``or`` may choose between columns."""
    return table.astype(object).where(table.notna(), None).itertuples(index=False, name=None)


def _with_grade(score: Any) -> tuple[float | None, str | None]:
    return (None, None) if pd.isna(score) else (float(score), grade(float(score)))


def _title(code: str | None) -> str | None:
    return CATALOGUE[code].title.ru if code in CATALOGUE else code


def _municipalities(book: Book, contents: Contents) -> None:
    fields = (
        Field("Municipality (ru)", 28),
        Field("Municipality (ky)", 28),
        Field("Code", 17),
        Field("Raion", 18),
        Field("Oblast", 16),
        Field("Expected", 10),
        Field("First received (Bishkek)", 17, "moment"),
        Field("On time", 9),
        Field("Version", 9, "count"),
        Field("Errors", 9, "count"),
        Field("Warnings", 10, "count"),
        Field("Overall grade", 9),
        *(Field(f"{dimension.label.en} · {dimension.label.ru}", 15, "score") for dimension in _ORDER),
    )
    table = contents.municipalities.reset_index()
    rows = [
        (
            row["name_ru"],
            row["name_ky"],
            row["code"],
            row["raion"],
            row["oblast"],
            "yes" if row["expected"] else "no",
            row["received_at"],
            "no report" if row["version"] is None else "yes" if row["on_time"] else "no",
            row["version"],
            row["errors"],
            row["warnings"],
            grade(row[OVERALL.id]),
            *(row[dimension.id] for dimension in _ORDER),
        )
        for row in table.astype(object).where(table.notna(), None).to_dict("records")
    ]
    sheet = book.sheet("Municipalities", fields, rows)
    book.grades(sheet, 1, len(rows), len(fields) - len(_ORDER), len(fields) - 1)


def _findings(book: Book, contents: Contents) -> None:
    fields = (
        Field("Severity", 10),
        Field("Municipality", 26),
        Field("Municipality code", 17),
        Field("File", 30),
        Field("Form", 22),
        Field("Sheet", 22),
        Field("Cell", 8),
        Field("Column", 30),
        Field("Замечание", 34),
        Field("Табылган нерсе", 34),
        Field("What was read", 30),
        Field("What was expected", 36),
        Field("Refused", 9),
        Field("Code", 20),
        Field("Rule", 24),
    )
    names = ["severity", "municipality", "municipality_code", "file_name", "form", "sheet", "cell", "column"]
    names += ["value", "expected", "refused", "code", "rule"]
    rows = [
        (
            *row[:4],
            wording.form_label(row[4]).en if row[4] else None,
            *row[5:7],
            wording.column_label(row[4], row[7]).en if row[4] and row[7] else row[7],
            _title(row[11]),
            CATALOGUE[row[11]].title.ky if row[11] in CATALOGUE else None,
            *row[8:],
        )
        for row in _values(contents.findings[names].head(MOST_ROWS))
    ]
    book.sheet("Findings", fields, rows)


def _by_column(book: Book, contents: Contents) -> None:
    fields = (
        Field("Form", 24),
        Field("Форма", 26),
        Field("Column", 34),
        Field("Столбец", 40),
        Field("Errors", 10, "count"),
        Field("Warnings", 10, "count"),
        Field("Notes", 10, "count"),
    )
    rows = [
        (
            wording.form_label(form).en,
            wording.form_label(form).ru,
            wording.column_label(form, column).en if column else "the form as a whole",
            wording.column_label(form, column).ru if column else "форма в целом",
            *counts,
        )
        for form, column, *counts in _values(contents.by_column)
    ]
    book.sheet("By form and column", fields, rows)


def _definitions(book: Book) -> None:
    fields = (
        Field("Dimension", 18),
        Field("Измерение", 22),
        Field("Өлчөм", 22),
        Field("Formula", 60, "wrapped"),
        Field("Note", 60, "wrapped"),
        Field("Evidence stored with each score", 40, "wrapped"),
    )
    rows = [
        (
            *(dimension.label[language] for language in ("en", "ru", "ky")),
            dimension.formula,
            dimension.note,
            ", ".join(dimension.evidence),
        )
        for dimension in ALL_DIMENSIONS.values()
    ]
    book.sheet("Definitions", fields, rows)
