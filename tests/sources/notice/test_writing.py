"""Writing a notice: a marked copy where that can be, a list that says that it is one where not, a receipt else."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from sources.compute import Processes
from sources.findings import Finding
from sources.notice.composing import compose
from sources.notice.marked_copy import Obstacle, Unmarked
from sources.notice.marking import Marking, mark_many
from sources.notice.message import MESSAGE_LIMIT
from sources.notice.unmarked import only_a_list_words
from sources.notice.writing import assemble, make_notice
from sources.workbook.limits import Limits
from tests.sources.intake.places import workbook
from tests.sources.notice.test_outbox import notice

if TYPE_CHECKING:
    from sources.notice.notice import Notice

SHEET = "Көчө жарыктандыруу"
DEADLY = "dd" * 32
ONLY_A_LIST = ("тизме гана, сиздин файлдын көчүрмөсү эмес", "только список, а не копия вашего файла")


def faulty(count: int = 1) -> Notice:
    found = [
        Finding("not_a_number", "street_lighting", SHEET, f"B{row}", row, "population", "көп", "a number", None, "cell")
        for row in range(2, 2 + count)
    ]
    return notice(findings=found)


def test_a_workbook_comes_back_marked() -> None:
    made = make_notice(faulty(), workbook(), ("ky", "ru"), Limits())
    assert made.marked
    book = openpyxl.load_workbook(io.BytesIO(made.workbook or b""))
    assert book[SHEET]["B2"].fill.fgColor.rgb.endswith("FFC7CE")
    assert "көп" in book[SHEET]["B2"].comment.text
    assert not any(text in made.message for text in ONLY_A_LIST)


@pytest.mark.parametrize(
    ("content", "limits"),
    [
        (b"no workbook at all", Limits()),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old one", Limits()),
        (b"", Limits()),
        (None, Limits()),
        (workbook()[:-200], Limits()),
        (workbook(), Limits(file_bytes=1000)),
    ],
    ids=["text", "xls", "empty", "not at hand", "truncated", "too large"],
)
@pytest.mark.parametrize("count", [1, 40])
def test_what_cannot_be_marked_is_answered_with_a_list_that_says_so(
    content: bytes | None, limits: Limits, count: int
) -> None:
    made = make_notice(faulty(count), content, ("ky", "ru"), limits)
    assert not made.marked
    (sheet,) = openpyxl.load_workbook(io.BytesIO(made.workbook or b"")).worksheets
    listed = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "B2" in listed
    for text in ONLY_A_LIST:
        assert text in made.message
        assert any(text in cell for cell in listed)
    assert len(made.message) <= MESSAGE_LIMIT + 1


@pytest.mark.parametrize("obstacle", Obstacle)
def test_a_list_says_why_it_is_no_copy(obstacle: Obstacle) -> None:
    told = faulty(40)
    made = assemble(told, compose(told, ("ky", "ru")), Unmarked(obstacle, SHEET, "B7"), ("ky", "ru"))
    (sheet,) = openpyxl.load_workbook(io.BytesIO(made.workbook or b"")).worksheets
    listed = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert len(made.message) <= MESSAGE_LIMIT + 1
    for language in ("ky", "ru"):
        words = only_a_list_words(Unmarked(obstacle, SHEET, "B7"), language)
        assert words in made.message
        assert words in listed
        assert words != only_a_list_words(None, language)
        assert (f"«{SHEET}», B7" in words) is (obstacle is Obstacle.FORMULA)


def test_a_formula_that_reads_another_file_is_named_with_its_cell() -> None:
    book = openpyxl.Workbook()
    book.active.title = SHEET
    book.active["A1"] = "=[1]S!A1"
    buffer = io.BytesIO()
    book.save(buffer)
    made = make_notice(faulty(), buffer.getvalue(), ("ru",), Limits())
    assert f"обращается к другому файлу или программе («{SHEET}», A1)" in made.message


def test_where_all_is_well_there_is_a_receipt_alone() -> None:
    made = make_notice(notice(), workbook(), ("ky", "ru"), Limits())
    assert (made.workbook, made.marked) == (None, False)
    assert "Рахмат" in made.message
    assert "Спасибо" in made.message


def test_a_sheet_answered_none_is_no_reason_for_a_copy_and_the_receipt_repeats_it() -> None:
    answered = Finding("answered_none", "youth_clubs", "Клубдар", "A3", 3, value="жок")

    made = make_notice(notice(findings=[answered]), workbook(), ("ky", "ru"), Limits())
    assert (made.workbook, made.marked) == (None, False)
    assert made.message.endswith("На этих листах указано «нет»: «Клубдар».\n")
    mended = Finding("number_as_text", "water_supply", SHEET, "D5", 5, value="1")
    assert make_notice(notice(findings=[answered, mended]), workbook(), ("ky", "ru"), Limits()).workbook is not None


# In processes ---------------------------------------------------------------------------------------------------------


def kept(folder: Path, contents: dict[str, bytes]) -> dict[str, Path]:
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents}


def test_one_workbook_that_cannot_be_marked_costs_no_other_its_marks(tmp_path: Path) -> None:
    contents = {f"{number:064x}": workbook() for number in range(5)}
    contents[f"{2:064x}"] = b"no workbook at all"
    files = kept(tmp_path, contents)
    composed = compose(faulty(), ("ky", "ru"))
    markings = [Marking(sha256, files[sha256], composed.marks, composed.sheet) for sha256 in contents]
    marked = dict(mark_many(markings, Limits(), compute=Processes(2)))
    assert list(marked) == list(contents), "in the order given"
    assert {sha256: copy is not None for sha256, copy in marked.items()} == {
        sha256: content != b"no workbook at all" for sha256, content in contents.items()
    }


class DeadlyFile(type(Path())):  # type: ignore[misc]
    """A file that ends the process that reads it."""

    def read_bytes(self) -> bytes:
        os._exit(9)


def test_a_workbook_that_ends_its_worker_only_loses_its_own_marks(tmp_path: Path) -> None:
    contents = {name * 32: workbook() for name in ("aa", "dd", "ff")}
    files = kept(tmp_path, contents)
    files[DEADLY] = DeadlyFile(files[DEADLY])
    composed = compose(faulty(), ("ky", "ru"))
    markings = [Marking(sha256, files[sha256], composed.marks, composed.sheet) for sha256 in contents]
    marked = dict(mark_many(markings, Limits(), compute=Processes(1)))
    assert [copy is not None for copy in marked.values()] == [True, False, True]


def test_a_store_out_of_reach_is_no_workbook_that_cannot_be_marked(tmp_path: Path) -> None:
    composed = compose(faulty(), ("ky", "ru"))
    marking = Marking("one", tmp_path / "gone", composed.marks, composed.sheet)
    with pytest.raises(FileNotFoundError):
        list(mark_many([marking], Limits(), compute=Processes(1)))
