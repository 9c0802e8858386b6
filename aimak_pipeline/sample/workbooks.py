"""One workbook of the sample: the cover, the forms, and the bytes on disk.

Every workbook says that it is synthetic, in its properties and under the fields of its cover. The same submission
always gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import os
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from aimak_pipeline.sample.books import Book, put
from aimak_pipeline.sample.draws import draw_for
from aimak_pipeline.sample.mess import draw_mess
from aimak_pipeline.sample.roles import AWAY_FROM_CALIBRATION
from aimak_pipeline.sample.sheets import write_form
from aimak_pipeline.sample.truth import TrueFile, TrueFinding, Truth
from sources.forms import FORMS
from sources.forms.cover import COVER_FIELDS, COVER_SHEET, FORM_VERSION
from sources.register import load_register

if TYPE_CHECKING:
    from pathlib import Path

    from aimak_pipeline.sample.cells import InCell
    from aimak_pipeline.sample.drafts import Submission, SurveyFile
    from aimak_pipeline.sample.draws import Draw
    from sources.labels import Language
    from sources.quarters import Quarter
    from sources.register.municipalities import Municipality

SYNTHETIC = "Синтетикалык үлгү маалымат / Синтетические данные"
"""What marks every workbook of the sample."""

_MADE = datetime(2021, 5, 28)  # noqa: DTZ001 - a workbook's properties know no time zone
_ROMAN = ("I", "II", "III", "IV")
_ROLES = ("Башкы бухгалтер", "ФЭБ башчысы", "Главный специалист", "Айыл өкмөтүнүн башкы адиси")
_OTHER_VERSION = "0.9"
_EXTRA = ("Лист1", "Тапшырмалар", "Эсептөө", "Sheet4")


def write_submission(folder: Path, seed: int, submission: Submission) -> Truth:
    """Write one quarterly workbook and set the time of its arrival.

    Args:
        folder: the folder for all workbooks.
        seed: the sample's seed.
        submission: the workbook.

    Returns:
        What was put into it.
    """
    draw = draw_for(seed, submission.file, submission.who.code, submission.number, submission.version)
    mess = _allowed(submission, draw_mess(draw))
    workbook, content = _open(date_1904="date_1904" in mess)
    book = _book(workbook, submission.file, draw, mess, _titles(submission))
    if "date_1904" in mess:
        book.shown.add("date_1904")
    _write_cover(book, submission)
    for form in FORMS:
        write_form(book, submission.sheets[form])
    if "extra_sheet" in mess:
        _write_extra(book)
    workbook.close()
    book.truth.files.append(
        TrueFile(
            file=submission.file,
            kind="quarterly",
            municipality_code=submission.who.code,
            quarter=str(submission.quarter),
            wave=None,
            version=submission.version,
            status="superseded" if submission.superseded else "accepted",
            fatal=None,
            received_at=submission.received_at.isoformat(),
            mess=";".join(sorted(book.shown)),
            faults=";".join(submission.faults),
            sha256=save(folder / submission.file, content.getvalue(), submission.received_at),
        )
    )
    return book.truth


def write_survey(folder: Path, seed: int, survey: SurveyFile) -> Truth:
    """Write the workbook of one wave of the trust survey; it has no cover. Arguments as ``write_submission``."""
    draw = draw_for(seed, "survey", survey.wave)
    mess = frozenset(draw_mess(draw) & {"title_block", "line_break_headings", "number_column", "dates_as_text"})
    workbook, content = _open(date_1904=False)
    book = _book(workbook, survey.file, draw, mess, ("Сурамжылоо / Опрос", SYNTHETIC))
    write_form(book, survey.sheet)
    workbook.close()
    book.truth.files.append(
        TrueFile(
            file=survey.file,
            kind="survey",
            municipality_code=None,
            quarter=str(survey.quarter),
            wave=survey.wave,
            version=1,
            status="accepted",
            fatal=None,
            received_at=survey.received_at.isoformat(),
            mess=";".join(sorted(book.shown)),
            faults="",
            sha256=save(folder / survey.file, content.getvalue(), survey.received_at),
        )
    )
    return book.truth


def workbook_bytes(seed: int, submission: Submission, *, cover: str = "whole", forms: bool = True) -> bytes:
    """Return a tidy workbook without mess, with a cover that may lack something; for the hopeless files.

    Args:
        seed: the sample's seed.
        submission: the workbook.
        cover: ``whole``, ``none``, ``without_period``, or ``stranger`` (a municipality that no register knows).
        forms: whether the forms are there.
    """
    draw = draw_for(seed, submission.file, "tidy")
    workbook, content = _open(date_1904=False)
    book = _book(workbook, submission.file, draw, frozenset(), _titles(submission))
    if cover != "none":
        _write_cover(book, submission, cover)
    if forms:
        for form in FORMS:
            write_form(book, submission.sheets[form])
    else:
        _write_extra(book)
    workbook.close()
    return content.getvalue()


def save(path: Path, content: bytes, received_at: datetime) -> str:
    """Write a file as if it had arrived at a moment; return its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (received_at.timestamp(), received_at.timestamp()))
    return hashlib.sha256(content).hexdigest()


def _open(*, date_1904: bool) -> tuple[Any, io.BytesIO]:
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, "date_1904": date_1904})
    workbook.set_properties({"title": SYNTHETIC, "comments": SYNTHETIC, "created": _MADE})
    return workbook, content


def _book(workbook: Any, file: str, draw: Draw, mess: frozenset[str], titles: tuple[str, ...]) -> Book:
    return Book(
        file=file,
        workbook=workbook,
        draw=draw,
        mess=mess,
        titles=titles,
        bold=workbook.add_format({"bold": True, "text_wrap": True}),
        day=workbook.add_format({"num_format": "dd.mm.yyyy"}),
        date_1904="date_1904" in mess,
    )


def _titles(submission: Submission) -> tuple[str, ...]:
    register, quarter = submission.who.register, submission.quarter
    return (
        "КЫРГЫЗ РЕСПУБЛИКАСЫ",
        register.oblast.name.ky.upper(),
        register.full_name.ky,
        f"{quarter.year}-жылдын {quarter.number}-чейреги үчүн отчет",
    )


def _allowed(submission: Submission, mess: frozenset[str]) -> frozenset[str]:
    """Leave out the kinds of mess that this submission cannot bear."""
    banned = set()
    if not submission.who.habits.in_thousands:
        banned.add("thousands")
    register = submission.who.register
    found = load_register().match(None, register.full_name.ky, register.oblast.name.ky).municipality
    if (
        found is None
        or found.code != register.code
        or submission.number not in AWAY_FROM_CALIBRATION
        or submission.sheets["public_hearings"].entries
        or submission.sheets["tariff_decisions"].entries
    ):
        banned.add("cover_without_code")
    return mess - banned


def _write_cover(book: Book, submission: Submission, cover: str = "whole") -> None:
    draw = book.draw
    languages: tuple[Language, ...] = ("ky", "ru")
    language = draw.choice(languages) if {"russian_headings", "kyrgyz_headings"} & book.mess else None
    name = (COVER_SHEET.ru if "russian_sheets" in book.mess else COVER_SHEET.ky)[:31]
    sheet = book.workbook.add_worksheet(name)
    sheet.write_string(0, 0, "Чейректик отчет / Квартальный отчёт", book.bold)
    row = draw.randint(1, 3)
    for field, value in _cover_values(book, submission, cover).items():
        if value is None:
            continue
        column = COVER_FIELDS[field]
        label = column.label[language] if language else f"{column.label.ky} / {column.label.ru}"
        if "cover_aliases" in book.mess and column.aliases:
            book.shown.add("cover_aliases")
            label = draw.choice(column.aliases)
        sheet.write_string(row, 0, label)
        put(book, sheet, row, 1, value)
        if field == "municipality_code" and not submission.enrolled:
            _find_on_cover(book, "not_enrolled", name, row, field)
        if field == "municipality_name" and "cover_name_differs" in book.mess:
            _find_on_cover(book, "name_differs", name, row, field)
        if field == "municipality_name" and "cover_without_code" in book.mess:
            book.shown.add("cover_without_code")
            _find_on_cover(book, "municipality_by_name", name, row, "municipality_code")
        row += 1
    sheet.write_string(row + 1, 0, SYNTHETIC)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 40)


def _find_on_cover(book: Book, code: str, sheet: str, row: int, field: str) -> None:
    cell = xl_rowcol_to_cell(row, 1)
    book.truth.findings.append(TrueFinding(book.file, code, "warning", None, sheet, cell, None, field))


def _cover_values(book: Book, submission: Submission, cover: str) -> dict[str, InCell]:
    draw, register, quarter = book.draw, submission.who.register, submission.quarter
    values: dict[str, InCell] = {
        "municipality_code": _code(book, register.code),
        "municipality_name": register.full_name[draw.choice(("ky", "ky", "ru"))],
        "oblast": register.oblast.name[draw.choice(("ky", "ru"))],
        **_period(book, quarter),
        "prepared_on": submission.received_at.date(),
        "prepared_by_role": draw.choice(_ROLES),
        "form_version": FORM_VERSION,
    }
    if "dates_as_text" in book.mess:
        values["prepared_on"] = f"{submission.received_at:%d.%m.%Y}-ж."
    if "other_form_version" in book.mess:
        book.shown.add("other_form_version")
        values["form_version"] = _OTHER_VERSION
    if "cover_name_differs" in book.mess:
        book.shown.add("cover_name_differs")
        values["municipality_name"] = _neighbour(register).full_name.ky
    if "cover_without_code" in book.mess:
        values |= {
            "municipality_code": None,
            "municipality_name": register.full_name.ky,
            "oblast": register.oblast.name.ky,
        }
    if cover == "stranger":
        values |= {"municipality_code": "41799999999000", "municipality_name": "Алтын-Кала айыл аймагы"}
    if cover == "without_period":
        values |= {"year": None, "quarter": None}
    return values


def _code(book: Book, code: str) -> InCell:
    if "cover_code_as_number" in book.mess:
        book.shown.add("cover_code_as_number")
        return int(code)
    if "cover_code_spaced" in book.mess:
        book.shown.add("cover_code_spaced")
        return f"{code[:5]} {code[5:8]} {code[8:11]} {code[11:13]} {code[13:]}"
    return code


def _period(book: Book, quarter: Quarter) -> dict[str, InCell]:
    if "cover_period_in_words" not in book.mess:
        return {"year": quarter.year, "quarter": quarter.number}
    book.shown.add("cover_period_in_words")
    roman = _ROMAN[quarter.number - 1]
    year = book.draw.choice((f"{quarter.year}-жыл", f"{quarter.year} г.", f"{quarter.year}-ж."))
    words = (roman, f"{quarter.number}-чейрек", f"{roman} квартал", f"{quarter.number} квартал", f"{roman} чейрек")
    return {"year": year, "quarter": book.draw.choice(words)}


def _neighbour(register: Municipality) -> Municipality:
    """Return another municipality of the same oblast."""
    everyone = load_register().municipalities.values()
    return next(one for one in everyone if one.oblast.code == register.oblast.code and one.code != register.code)


def _write_extra(book: Book) -> None:
    name = book.draw.choice(_EXTRA)
    sheet = book.workbook.add_worksheet(name)
    sheet.write_string(0, 0, "Ички эсеп / Для служебного пользования")
    sheet.write_string(1, 0, "Айыл башчысынын тапшырмалары")
    book.shown.add("extra_sheet")
    book.truth.findings.append(TrueFinding(book.file, "sheet_unknown", "warning", None, name))
