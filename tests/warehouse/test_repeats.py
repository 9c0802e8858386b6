"""Files that the ledger knew already: whoever sent them is answered all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sources.intake.drop import DropFolder
from tests.sources.intake.places import TAMGA, TEPKE, Place, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = 86_400
REPORT, LATER = workbook(settlement="Тамга 1"), workbook(settlement="Тамга 2")
"""Made once: a workbook says when it was made, and only the same bytes are the same file."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def latest(place: Place, folder: str) -> str:
    return (place.folder / "outbox" / folder / "latest_notice.txt").read_text(encoding="utf-8")


# Taken in before ------------------------------------------------------------------------------------------------------


def test_who_sends_the_same_again_is_told_that_it_counts_already(place: Place) -> None:
    place.drop(REPORT, f"{TAMGA}/first.xlsx", age_seconds=3 * DAY)
    place.take_in_and_answer()
    assert place.messages(TAMGA, "again") == []
    before = place.ledger()
    stale = place.folder / "outbox" / TAMGA / "latest_notice.xlsx"
    stale.parent.mkdir(parents=True, exist_ok=True)
    stale.write_bytes(b"of the notice before")
    place.drop(REPORT, f"{TAMGA}/copy.xlsx")
    assert place.take_in_and_answer().counts == {"known": 1}
    assert place.ledger().equals(before), "the same bytes twice change nothing"
    (message,) = place.messages(TAMGA, "again")
    assert "«copy.xlsx»" in message
    assert "1 квартал 2021 года, версия 1" in message
    assert "ничего делать не нужно" in message
    assert latest(place, TAMGA) == message
    assert not stale.exists()


@pytest.mark.parametrize("sender", [f"{TAMGA}/", ""], ids=["from its own folder", "from nobody's folder"])
def test_who_goes_back_to_an_older_file_is_told_what_counts_and_what_to_do(place: Place, sender: str) -> None:
    place.drop(REPORT, "first.xlsx", age_seconds=3 * DAY)
    place.drop(LATER, "second.xlsx", age_seconds=2 * DAY)
    place.take_in_and_answer()
    place.drop(REPORT, f"{sender}back to the first.xlsx")
    assert place.take_in_and_answer().counts == {"known": 1}
    (message,) = place.messages(TAMGA, "again")
    assert "версия 1." in message
    assert "Сейчас учитывается версия 2" in message
    assert "сохраните и пришлите ещё раз" in message
    assert list(place.ledger()["status"]) == ["superseded", "accepted"]


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one after the other"])
def test_who_sends_the_accepted_report_of_another_is_told_whose_it_is(place: Place, *, at_once: bool) -> None:
    place.drop(REPORT, f"{TAMGA}/own.xlsx", age_seconds=90)
    if not at_once:
        place.take_in_and_answer()
    place.drop(REPORT, f"{TEPKE}/wrong.xlsx")
    place.take_in_and_answer()
    (message,) = place.messages(TEPKE, "again")
    assert "Это отчёт другого муниципалитета, он уже принят: Тамгинский айылный аймак" in message
    assert place.messages(TAMGA, "again") == []


def test_one_message_tells_of_all_copies_in_a_folder(place: Place) -> None:
    for number, name in enumerate(("a.xlsx", "b.xlsx", "2021/c.xlsx")):
        place.drop(REPORT, f"{TAMGA}/{name}", age_seconds=60 - number)
    place.take_in_and_answer()
    (message,) = place.messages(TAMGA, "again")
    assert "«b.xlsx», «c.xlsx»" in message
    assert "«a.xlsx»" not in message


def test_names_are_masked(place: Place) -> None:
    for name in ("first.xlsx", "0555 123456.xlsx"):
        place.drop(REPORT, f"{TAMGA}/{name}", age_seconds=60 if name == "first.xlsx" else 30)
        summary = place.take_in_and_answer()
    assert [file.file for file in summary.files] == ["***.xlsx"]
    assert "0555" not in place.messages(TAMGA, "again")[0]


# Rejected before ------------------------------------------------------------------------------------------------------


def test_what_was_rejected_before_is_told_to_the_next_sender_too(place: Place) -> None:
    place.drop(b"no workbook", f"{TAMGA}/a.xlsx", age_seconds=3 * DAY)
    place.take_in_and_answer()
    first = place.messages(TAMGA)
    place.drop(b"no workbook", f"{TEPKE}/b.xlsx")
    assert place.take_in_and_answer().counts == {"rejected": 1}
    (message,) = place.messages(TEPKE, "rejected")
    assert "«b.xlsx»" in message
    assert "*Файл не принят.*" in message
    assert "Тепк" in message
    assert latest(place, TEPKE) == message
    assert (place.folder / "outbox" / TEPKE / "latest_notice.xlsx").exists(), "the list of what was found"
    assert place.messages(TAMGA) == first


def test_what_was_rejected_before_is_told_again_on_another_day_and_not_twice_on_one(place: Place) -> None:
    days = (3 * DAY + 60, 3 * DAY, 60)
    told = []
    for age_seconds in days:
        place.drop(b"no workbook", f"{TAMGA}/a.xlsx", age_seconds=age_seconds)
        place.take_in_and_answer()
        told.append(len(place.messages(TAMGA)))
    assert told[0] == 1
    assert told[-1] == 2
    assert place.ledger()["received_at"].dt.date.nunique() == 1, "the ledger keeps the first"


def test_each_sender_is_told_of_his_own_fault(place: Place) -> None:
    """The same report in the folders of two others: each is told that it is not his."""
    other = "41702205805000"
    place.drop(REPORT, f"{TEPKE}/a.xlsx", age_seconds=90)
    place.drop(REPORT, f"{other}/b.xlsx", age_seconds=60)
    place.take_in_and_answer()
    for folder in (TEPKE, other):
        (message,) = place.messages(folder, "rejected")
        assert "Отчёт другого муниципалитета" in message


# Killed meanwhile -----------------------------------------------------------------------------------------------------


class CrashError(Exception):
    """The process ends here."""


class DropStuck(DropFolder):
    """A drop folder out of which nothing goes."""

    def remove(self, *_: Any) -> None:
        raise CrashError


@pytest.mark.parametrize("content", [REPORT, b"no workbook"], ids=["taken in before", "rejected before"])
@pytest.mark.parametrize("where", ["before the answer", "after the answer"])
def test_a_repeat_stays_until_it_is_answered(place: Place, content: bytes, where: str) -> None:
    place.drop(content, f"{TAMGA}/first.xlsx", age_seconds=3 * DAY)
    place.take_in_and_answer()
    told = len(place.messages(TAMGA))
    place.drop(content, f"{TAMGA}/again.xlsx")
    stuck = DropStuck(place.intake.drop.url, settle_seconds=0, trust_file_times=True)

    def crash(_: object) -> None:
        raise CrashError

    answer: Callable[[Any], Any] = crash if where == "before the answer" else place.desk.repeats.answer
    with pytest.raises(CrashError):
        replace(place.intake, drop=stuck).take_in(answer=answer)
    assert "intake" in place.places(content)
    assert place.take_in_and_answer().counts.total() == 1
    assert "intake" not in place.places(content)
    assert len(place.messages(TAMGA)) == told + 1


@pytest.mark.parametrize("content", [REPORT, b"no workbook"], ids=["taken in", "rejected"])
def test_a_file_that_a_killed_run_left_lying_did_not_come_again(place: Place, content: bytes) -> None:
    place.drop(content, f"{TAMGA}/first.xlsx")
    with pytest.raises(CrashError):
        place.take_in(drop=DropStuck(place.intake.drop.url, settle_seconds=0, trust_file_times=True))
    place.take_in_and_answer()
    assert place.messages(TAMGA, "again") == []
    assert len(place.messages(TAMGA, "rejected")) == (content == b"no workbook")
