"""Taking in: from a dropped file to the archive or the quarantine, and the ledger."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING

import pytest

from sources.intake.drop import DropFolder
from sources.intake.store import Store
from tests.sources.intake.places import TAMGA, TEPKE, Place, take_in_at, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sources.intake.listing import DroppedFile


class SideEffectFolder(DropFolder):
    """A drop folder in which something happens while a file is copied out of it."""

    happening: Callable[[], object]

    def copy(self, file: DroppedFile, target: Path) -> str:
        sha256 = super().copy(file, target)
        self.happening()
        return sha256


def folder_in_which(place: Place, happening: Callable[[], object]) -> DropFolder:
    folder = SideEffectFolder(place.intake.drop.url, settle_seconds=0)
    object.__setattr__(folder, "happening", happening)
    return folder


def test_a_report_is_archived_and_written_into_the_ledger(place: Place) -> None:
    content = workbook(TAMGA, 2021, 1)
    place.drop(content, "жаңы отчет.xlsx")
    summary = place.take_in()
    assert summary.counts == {"accepted": 1}
    assert place.places(content) == ["archive"]
    (row,) = place.ledger().to_dict("records")
    assert (row["file_name"], row["municipality_code"], row["quarter"]) == ("жаңы отчет.xlsx", TAMGA, "2021-Q1")
    assert (row["status"], row["version"], row["sender"], row["kind"]) == ("accepted", 1, None, "quarterly")
    assert row["id"] == row["sha256"][:16]
    assert row["size_bytes"] == len(content)
    assert Store(str(place.folder / "archive")).read(row["sha256"]) == content


def test_a_file_that_cannot_be_taken_in_is_quarantined(place: Place) -> None:
    place.drop(b"no workbook at all", f"{TAMGA}/scan.xlsx")
    summary = place.take_in()
    assert summary.counts == {"rejected": 1}
    assert place.places(b"no workbook at all") == ["quarantine"]
    (row,) = place.ledger().to_dict("records")
    assert (row["status"], row["version"], row["sender"]) == ("rejected", None, TAMGA)
    assert list(summary.rejections().itertuples(index=False, name=None)) == [("scan.xlsx", "not_a_workbook", TAMGA)]


def test_a_later_report_supersedes_an_earlier_one_in_whatever_order_they_are_taken_in(place: Place) -> None:
    place.drop(workbook(settlement="Тамга 2"), "second.xlsx", age_seconds=60)
    place.take_in()
    place.drop(workbook(settlement="Тамга 1"), "first.xlsx", age_seconds=600)
    place.take_in()
    ledger = place.ledger()
    assert list(ledger["file_name"]) == ["first.xlsx", "second.xlsx"]
    assert list(ledger["status"]) == ["superseded", "accepted"]
    assert list(ledger["version"]) == [1, 2]


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one after the other"])
def test_the_same_bytes_twice_change_nothing(place: Place, *, at_once: bool) -> None:
    content = workbook()
    place.drop(content, "report.xlsx", age_seconds=600)
    counts = dict(place.take_in().counts) if not at_once else {}
    place.drop(content, "report copy.xlsx", age_seconds=60)
    for status, count in place.take_in().counts.items():
        counts[status] = counts.get(status, 0) + count
    assert counts == {"accepted": 1, "known": 1}
    assert place.places(content) == ["archive"]
    assert list(place.ledger()["file_name"]) == ["report.xlsx"]


def test_an_empty_folder_is_nothing_to_do(place: Place) -> None:
    assert place.take_in().sentence() == (
        "0 files: 0 accepted, 0 rejected, 0 known already; 0 still being copied, 0 passed over"
    )


def test_a_summary_counts_by_quarter(place: Place) -> None:
    place.drop(workbook(TAMGA, 2021, 1), "a.xlsx")
    place.drop(workbook(TEPKE, 2021, 1), "b.xlsx")
    place.drop(workbook(TEPKE, 2020, 4), "c.xlsx")
    place.drop(b"", "d.xlsx")
    summary = place.take_in()
    assert list(summary.by_quarter().itertuples(index=False, name=None)) == [("2020-Q4", 1), ("2021-Q1", 2)]
    assert summary.counts == {"accepted": 3, "rejected": 1}


# Senders --------------------------------------------------------------------------------------------------------------


def test_a_report_in_its_own_folder_is_accepted(place: Place) -> None:
    place.drop(workbook(TAMGA), f"{TAMGA}/report.xlsx")
    place.take_in()
    assert list(place.ledger()[["status", "sender"]].itertuples(index=False, name=None)) == [("accepted", TAMGA)]


def test_a_report_in_the_folder_of_another_is_refused(place: Place) -> None:
    place.drop(workbook(TAMGA), f"{TEPKE}/report.xlsx")
    summary = place.take_in()
    assert summary.files[0].reason == "wrong_sender"


def test_what_lay_in_a_wrong_folder_is_accepted_from_the_right_one_and_leaves_the_quarantine(place: Place) -> None:
    content = workbook(TAMGA)
    place.drop(content, f"{TEPKE}/report.xlsx", age_seconds=600)
    assert place.take_in().counts == {"rejected": 1}
    assert place.places(content) == ["quarantine"]
    place.drop(content, f"{TAMGA}/report.xlsx")
    assert place.take_in().counts == {"accepted": 1}
    assert place.places(content) == ["archive"]
    (row,) = place.ledger().to_dict("records")
    assert (row["status"], row["version"], row["sender"]) == ("accepted", 1, TAMGA)


@pytest.mark.parametrize("right_first", [True, False], ids=["the right folder first", "the wrong folder first"])
def test_the_same_bytes_in_a_wrong_and_in_the_right_folder_are_accepted(place: Place, *, right_first: bool) -> None:
    content = workbook(TAMGA)
    place.drop(content, f"{TAMGA}/report.xlsx", age_seconds=600 if right_first else 60)
    place.drop(content, f"{TEPKE}/report.xlsx", age_seconds=60 if right_first else 600)
    assert place.take_in().counts == {"accepted": 1, "known": 1}
    assert place.places(content) == ["archive"]
    assert list(place.ledger()[["status", "sender"]].itertuples(index=False, name=None)) == [("accepted", TAMGA)]


# What happens meanwhile -----------------------------------------------------------------------------------------------


def test_a_file_that_changes_while_it_is_copied_is_left_for_the_next_run(place: Place) -> None:
    newer = workbook(settlement="Тамга 2")
    place.drop(workbook())
    summary = place.take_in(drop=folder_in_which(place, lambda: place.drop(newer, age_seconds=30)))
    assert (summary.counts, summary.waiting) == ({}, 1)
    assert place.ledger().empty
    assert place.places(newer) == ["intake"]
    assert place.take_in().counts == {"accepted": 1}
    assert place.places(newer) == ["archive"]


def test_a_file_that_changes_between_claim_and_removal_stays(place: Place) -> None:
    older, newer = workbook(), workbook(settlement="Тамга 2")
    place.drop(older, age_seconds=600)

    class ChangingLedger(type(place.intake.ledger)):  # type: ignore[misc]
        def record(self, arrivals: object) -> None:
            super().record(arrivals)
            place.drop(newer, age_seconds=60)

    assert place.take_in(ledger=ChangingLedger(place.engine)).counts == {"accepted": 1}
    assert (place.places(older), place.places(newer)) == (["archive"], ["intake"])
    assert place.take_in().counts == {"accepted": 1}
    assert place.places(newer) == ["archive"]
    assert list(place.ledger()["status"]) == ["superseded", "accepted"]


def test_a_file_that_goes_away_meanwhile_is_no_failure(place: Place) -> None:
    file = place.drop(workbook())
    summary = place.take_in(drop=folder_in_which(place, lambda: file.unlink(missing_ok=True)))
    assert (summary.files, place.ledger().empty) == ([], True)


def test_a_file_that_becomes_a_link_meanwhile_is_not_followed(place: Place, tmp_path: Path) -> None:
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(workbook(settlement="Сыр"))
    first, second = place.drop(workbook(), "a.xlsx", age_seconds=90), place.drop(workbook(), "b.xlsx")

    def swap() -> None:
        if not second.is_symlink():
            second.unlink()
            second.symlink_to(secret)

    summary = place.take_in(drop=folder_in_which(place, swap))
    assert summary.counts == {"accepted": 1}
    assert not first.exists()
    assert second.is_symlink()
    assert place.places(secret.read_bytes()) == ["intake"], "only the link itself"


def test_a_file_that_is_still_being_copied_is_left_alone(place: Place) -> None:
    place.drop(workbook(), age_seconds=1)
    summary = place.take_in(drop=DropFolder(place.intake.drop.url, settle_seconds=30))
    assert (summary.files, summary.waiting) == ([], 1)


def test_two_intakes_at_once_do_not_disturb_each_other(place: Place) -> None:
    contents = [workbook(settlement=f"Тамга {number}") for number in range(4)]
    for number, content in enumerate(contents):
        place.drop(content, f"report {number}.xlsx", age_seconds=60 + number)
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    processes = [context.Process(target=take_in_at, args=(place.folder, told)) for _ in range(2)]
    for process in processes:
        process.start()
    counts = [told.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert sum(count["accepted"] for count in counts) == 4
    assert sum(count["rejected"] for count in counts) == 0
    assert [place.places(content) for content in contents] == [["archive"]] * 4
    assert sorted(place.ledger()["version"]) == [1, 2, 3, 4]


# The ledger from the stores -------------------------------------------------------------------------------------------


def test_a_lost_ledger_is_restored_from_the_cards(place: Place, tmp_path: Path) -> None:
    place.drop(workbook(settlement="Тамга 1"), "first.xlsx", age_seconds=900)
    place.drop(workbook(settlement="Тамга 2"), f"{TAMGA}/second.xlsx", age_seconds=600)
    place.drop(b"no workbook at all", f"{TEPKE}/scan.xlsx", age_seconds=300)
    place.take_in()
    before = place.ledger()
    place.engine.dispose()
    for file in place.folder.glob("warehouse.sqlite*"):
        file.rename(tmp_path / file.name)

    again = Place(place.folder)
    assert again.ledger().empty
    assert again.intake.restore() == 3
    assert again.ledger().equals(before)
    assert again.intake.restore() == 0


def test_what_is_acceptable_by_now_is_restored_into_the_archive(place: Place) -> None:
    content = workbook(TAMGA)
    place.drop(content)
    place.take_in()
    (card,) = place.intake.archive.cards()
    # As if the register had not known it when it came, and the ledger were lost since.
    archived = place.intake.archive.fetch([card.sha256], place.folder)
    place.intake.quarantine.put(archived[card.sha256], card)
    place.intake.archive.remove(card.sha256)
    place.engine.dispose()
    for file in place.folder.glob("warehouse.sqlite*"):
        file.unlink()

    again = Place(place.folder)
    assert again.intake.restore() == 1
    assert list(again.ledger()["status"]) == ["accepted"]
    assert again.places(content) == ["archive"]


def test_received_is_when_a_file_was_last_written_and_never_later_than_now(place: Place) -> None:
    place.drop(workbook(settlement="Тамга 1"), "old.xlsx", age_seconds=1_000_000)
    place.drop(workbook(settlement="Тамга 2"), "from the future.xlsx", age_seconds=-1_000_000)
    place.take_in()
    old, future = place.ledger()["received_at"]
    written = (place.folder / "archive").stat().st_mtime
    assert old.timestamp() == pytest.approx(written - 1_000_000, abs=60)
    assert future.timestamp() == pytest.approx(written, abs=60)
