"""The outbox: where a notice lies, that it lies there whole, and which one is seen first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from sources.notice.notice import Notice
from sources.notice.outbox import SURVEYS, UNKNOWN_SENDER, Shelf, lay_down, set_latest, take_away
from sources.notice.writing import NoticeFiles
from sources.quarters import Quarter
from sources.register import load_register
from tests.sources.intake.places import TAMGA

if TYPE_CHECKING:
    from pathlib import Path

FAULTY = NoticeFiles("Исправьте.\n", b"a marked copy", marked=True)
RECEIPT = NoticeFiles("Принято.\n", None, marked=False)
FIRST = Shelf(TAMGA, "2021-04-20_2021-Q1_v1")
SECOND = Shelf(TAMGA, "2021-04-21_2021-Q1_v2")


def notice(**facts: Any) -> Notice:
    usual = {
        "submission_id": "0123456789abcdef",
        "file_name": "../../etc/passwd.xlsx",
        "received_at": datetime(2021, 4, 20, 6, tzinfo=UTC),
        "accepted": True,
        "findings": [],
        "municipality": load_register()[TAMGA],
        "quarter": Quarter(2021, 1),
        "version": 2,
    }
    return Notice(**{**usual, **facts})


SURVEY = {"survey": True, "municipality": None, "version": 1}


@pytest.mark.parametrize(
    ("facts", "wave", "path"),
    [
        ({}, None, f"{TAMGA}/notices/2021-04-20_2021-Q1_v2"),
        ({"received_at": datetime(2021, 4, 20, 18, tzinfo=UTC)}, None, f"{TAMGA}/notices/2021-04-21_2021-Q1_v2"),
        ({"accepted": False, "version": None}, None, f"{TAMGA}/notices/2021-04-20_rejected_01234567"),
        (
            {"accepted": False, "municipality": None, "quarter": None},
            None,
            f"{UNKNOWN_SENDER}/notices/2021-04-20_rejected_01234567",
        ),
        (SURVEY, "wave_1", f"{SURVEYS}/notices/2021-04-20_survey_wave_1_v1"),
        (SURVEY, "../../etc", f"{SURVEYS}/notices/2021-04-20_survey_etc_v1"),
    ],
    ids=["accepted", "the day is Bishkek's", "rejected", "rejected of nobody", "survey", "survey that climbs"],
)
def test_a_notice_has_its_place(facts: dict[str, Any], wave: str | None, path: str) -> None:
    shelf = Shelf.of(notice(**facts), wave)
    assert str(shelf) == path
    assert Shelf.parse(path) == shelf


def contents(outbox: Path) -> dict[str, bytes]:
    return {path.relative_to(outbox).as_posix(): path.read_bytes() for path in outbox.rglob("*") if path.is_file()}


def test_the_latest_notice_is_seen_first_and_older_ones_are_kept(tmp_path: Path) -> None:
    lay_down(tmp_path, FIRST, FAULTY)
    set_latest(tmp_path, TAMGA, FIRST, ("ky", "ru"))
    first = {
        f"{TAMGA}/notices/{FIRST.stem}.txt": "Исправьте.\n".encode(),
        f"{TAMGA}/notices/{FIRST.stem}.xlsx": b"a marked copy",
    }
    assert contents(tmp_path) == {
        **first,
        f"{TAMGA}/latest_notice.txt": "Исправьте.\n".encode(),
        f"{TAMGA}/latest_notice.xlsx": b"a marked copy",
    }
    lay_down(tmp_path, SECOND, RECEIPT)
    set_latest(tmp_path, TAMGA, SECOND, ("ky", "ru"))
    receipt = "Принято.\n".encode()
    assert contents(tmp_path) == {
        **first,
        f"{TAMGA}/notices/{SECOND.stem}.txt": receipt,
        f"{TAMGA}/latest_notice.txt": receipt,
    }, "no workbook of an older notice beside the receipt"


def test_the_same_notice_again_writes_the_same_files(tmp_path: Path) -> None:
    for _ in range(2):
        lay_down(tmp_path, FIRST, FAULTY)
        set_latest(tmp_path, TAMGA, FIRST, ("ky", "ru"))
    assert len(contents(tmp_path)) == 4


def test_a_notice_that_is_a_receipt_now_has_no_workbook_any_more(tmp_path: Path) -> None:
    lay_down(tmp_path, FIRST, FAULTY)
    lay_down(tmp_path, FIRST, RECEIPT)
    assert list(contents(tmp_path)) == [f"{TAMGA}/notices/{FIRST.stem}.txt"]


def test_what_a_crash_left_unfinished_is_written_over(tmp_path: Path) -> None:
    lay_down(tmp_path, FIRST, FAULTY)
    expected = contents(tmp_path)
    (tmp_path / TAMGA / "notices" / f".{FIRST.stem}.xlsx.unfinished").write_bytes(b"half a mar")
    lay_down(tmp_path, FIRST, FAULTY)
    assert contents(tmp_path) == expected


def test_a_notice_that_is_taken_away_leaves_nothing(tmp_path: Path) -> None:
    lay_down(tmp_path, FIRST, FAULTY)
    set_latest(tmp_path, TAMGA, FIRST, ("ky", "ru"))
    take_away(tmp_path, [FIRST, SECOND])
    set_latest(tmp_path, TAMGA, None, ("ky", "ru"))
    assert contents(tmp_path) == {}


def test_whoever_sends_several_files_on_a_day_is_told_of_all_answers(tmp_path: Path) -> None:
    rejected, of_another_quarter = Shelf(TAMGA, "2021-04-21_rejected_0123abcd"), Shelf(TAMGA, "2021-04-21_2020-Q4_v1")
    version_of_the_day = Shelf(TAMGA, "2021-04-21_2021-Q1_v1")
    for shelf in (FIRST, version_of_the_day, SECOND, rejected, of_another_quarter):
        lay_down(tmp_path, shelf, RECEIPT)
    set_latest(tmp_path, TAMGA, SECOND, ("ky", "ru"))
    others = f"notices/{of_another_quarter.stem}.txt, notices/{rejected.stem}.txt"
    told = contents(tmp_path)[f"{TAMGA}/latest_notice.txt"].decode()
    assert told == f"Принято.\n\nОшол эле күнкү башка жооптор: {others}\n\nДругие ответы того же дня: {others}\n"
    assert contents(tmp_path)[f"{TAMGA}/notices/{SECOND.stem}.txt"] == "Принято.\n".encode()


def test_of_very_many_answers_of_a_day_some_are_named(tmp_path: Path) -> None:
    shelves = [Shelf(SURVEYS, f"2021-04-21_survey_{number}_v1") for number in range(30)]
    for shelf in shelves:
        lay_down(tmp_path, shelf, RECEIPT)
    set_latest(tmp_path, SURVEYS, shelves[0], ("en",))
    told = contents(tmp_path)[f"{SURVEYS}/latest_notice.txt"].decode()
    assert told.count("notices/2021-04-21") == 10
    assert told.endswith("…\n")
