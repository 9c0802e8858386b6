"""Intake and archive keep the same promises on a disk, in an object store and on a file server."""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sources.intake.drop import DropFolder
from sources.intake.store import ArchiveError, Store
from tests.sources.intake.places import TAMGA, TEPKE, Place, workbook
from tests.sources.intake.test_crashes import CrashError, LedgerCutOff, LedgerDown
from tests.storage_servers import STORAGES, Buckets, Disk, Storage, needs_sshd

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sources.intake.listing import DroppedFile
    from sources.intake.summary import IntakeSummary

REPORT = workbook(TAMGA)
OTHER = workbook(TEPKE, settlement="Тепке")


class Elsewhere:
    """An installation whose intake and archive lie somewhere."""

    def __init__(self, storage: Storage, place: Place) -> None:
        self.storage = storage
        self.place = place
        self.intake = storage.folder()
        self.archive = storage.folder()

    def drop(self, content: bytes, name: str = "report.xlsx") -> None:
        self.storage.put(self.intake, name, content)

    def take_in(self, **parts: Any) -> IntakeSummary:
        usual = {"drop": DropFolder(self.intake, settle_seconds=0), "archive": Store(self.archive)}
        return self.place.take_in(**{**usual, **parts})

    def dropped(self) -> set[str]:
        return set(self.storage.contents(self.intake))

    def archived(self) -> list[bytes]:
        """The files in the archive, without their cards."""
        files = self.storage.contents(self.archive)
        assert {name for name in files if name.endswith(".json")} == {
            f"{name}.json" for name in files if not name.endswith(".json")
        }, "each has its card, and nothing else is there"
        return sorted(content for name, content in files.items() if not name.endswith(".json"))


@pytest.fixture(params=STORAGES)
def elsewhere(request: pytest.FixtureRequest, place: Place) -> Elsewhere:
    return Elsewhere(request.getfixturevalue(request.param), place)


@pytest.fixture
def on_server(sftp: Disk, place: Place) -> Elsewhere:
    return Elsewhere(sftp, place)


@pytest.fixture
def in_buckets(s3: Buckets, place: Place) -> Elsewhere:
    return Elsewhere(s3, place)


def test_what_is_dropped_is_archived_or_quarantined_and_leaves_the_intake(elsewhere: Elsewhere) -> None:
    elsewhere.drop(REPORT, "жаңы [1]* отчет #2 100 %.xlsx")
    elsewhere.drop(OTHER, f"{TEPKE}/2021/I квартал/report.xlsx")
    elsewhere.drop(b"no workbook at all", f"{TAMGA}/scan.xlsx")
    elsewhere.drop(b"", "empty.xlsx")
    elsewhere.drop(b"?", f"{TAMGA}/~$owner.xlsx")
    elsewhere.drop(b"?", "another folder/report.xlsx")
    summary = elsewhere.take_in()
    assert summary.counts == {"accepted": 2, "rejected": 2}
    assert (summary.passed_over, summary.strange_folders) == (1, ["another folder"])
    assert elsewhere.dropped() == {f"{TAMGA}/~$owner.xlsx", "another folder/report.xlsx"}
    assert elsewhere.archived() == sorted([REPORT, OTHER])
    ledger = elsewhere.place.ledger().set_index("file_name")
    assert ledger["sender"].dropna().to_dict() == {"report.xlsx": TEPKE, "scan.xlsx": TAMGA}
    accepted = ledger[ledger["status"] == "accepted"]
    assert set(accepted["path"]) <= set(elsewhere.storage.contents(elsewhere.archive))


def test_an_empty_intake_is_nothing_to_do(elsewhere: Elsewhere) -> None:
    assert elsewhere.take_in().counts == {}


def test_what_is_fresh_is_left_alone_until_it_has_settled(elsewhere: Elsewhere) -> None:
    elsewhere.storage.put(elsewhere.intake, "report.xlsx", REPORT, age_seconds=0)
    summary = elsewhere.take_in(drop=DropFolder(elsewhere.intake, settle_seconds=600))
    assert (summary.counts, summary.waiting) == ({}, 1)
    assert elsewhere.dropped() == {"report.xlsx"}


def test_the_same_bytes_twice_change_nothing(elsewhere: Elsewhere) -> None:
    elsewhere.drop(REPORT)
    elsewhere.take_in()
    before = elsewhere.place.ledger()
    elsewhere.drop(REPORT, f"{TAMGA}/copy.xlsx")
    assert elsewhere.take_in().counts == {"known": 1}
    assert elsewhere.place.ledger().equals(before)
    assert (elsewhere.dropped(), elsewhere.archived()) == (set(), [REPORT])


class Interrupted(DropFolder):
    """A drop folder in which something happens before or after a file is copied out of it."""

    before: Callable[[], object]
    after: Callable[[], object]

    def copy(self, file: DroppedFile, target: Path) -> str:
        self.before()
        sha256 = super().copy(file, target)
        self.after()
        return sha256


def interrupted(url: str, **happening: Callable[[], object]) -> DropFolder:
    folder = Interrupted(url, settle_seconds=0)
    for when in ("before", "after"):
        object.__setattr__(folder, when, happening.get(when, lambda: None))
    return folder


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_file_that_changes_while_it_is_read_is_left_for_the_next_run(elsewhere: Elsewhere, when: str) -> None:
    elsewhere.drop(REPORT[:-100])
    drop = interrupted(elsewhere.intake, **{when: lambda: elsewhere.drop(REPORT)})
    assert elsewhere.take_in(drop=drop).counts == {}
    assert elsewhere.place.ledger().empty
    assert elsewhere.dropped() == {"report.xlsx"}
    assert elsewhere.take_in().counts == {"accepted": 1}
    assert elsewhere.archived() == [REPORT]


class Replacing(LedgerDown):
    """A ledger during whose writing something happens in the intake."""

    happening: Callable[[], object]

    def record(self, arrivals: Any) -> None:
        super(LedgerDown, self).record(arrivals)
        self.happening()


def test_a_file_that_is_replaced_after_it_was_read_stays(elsewhere: Elsewhere) -> None:
    elsewhere.drop(REPORT)
    ledger = Replacing(elsewhere.place.engine)
    object.__setattr__(ledger, "happening", lambda: elsewhere.drop(OTHER))
    assert elsewhere.take_in(ledger=ledger).counts == {"accepted": 1}
    assert elsewhere.storage.contents(elsewhere.intake) == {"report.xlsx": OTHER}
    assert elsewhere.take_in().counts == {"accepted": 1}
    assert elsewhere.archived() == sorted([REPORT, OTHER])


@pytest.mark.parametrize("size", [0, 1, 32_768, 65_536, 100_000])
def test_a_copy_has_the_bytes_whatever_their_number(elsewhere: Elsewhere, tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    elsewhere.drop(content)
    drop = DropFolder(elsewhere.intake, settle_seconds=0)
    (file,) = drop.scan(datetime.now(UTC)).ready
    assert drop.copy(file, tmp_path / "copy") == hashlib.sha256(content).hexdigest()
    assert (tmp_path / "copy").read_bytes() == content


def test_a_file_that_goes_away_meanwhile_is_no_failure(elsewhere: Elsewhere) -> None:
    elsewhere.drop(REPORT, "first.xlsx")
    system, root = DropFolder(elsewhere.intake, 0).files
    drop = interrupted(elsewhere.intake, before=lambda: system.rm_file(f"{root}/first.xlsx"))
    assert elsewhere.take_in(drop=drop).counts == {}


def test_a_file_over_the_limit_is_not_fetched_whole_and_stays_where_it_cannot_be_moved(elsewhere: Elsewhere) -> None:
    limits = replace(elsewhere.place.intake.limits, file_bytes=20_000)
    elsewhere.drop(REPORT + bytes(100_000))
    fetched: list[int] = []

    class Counting(DropFolder):
        def copy_beginning(self, file: DroppedFile, target: Path, most_bytes: int) -> str:
            name = super().copy_beginning(file, target, most_bytes)
            fetched.append(target.stat().st_size)
            return name

    summary = elsewhere.take_in(drop=Counting(elsewhere.intake, settle_seconds=0), limits=limits)
    assert summary.counts == {"rejected": 1}
    assert fetched == [20_001]
    is_on_disk = elsewhere.intake.startswith("/")
    assert elsewhere.dropped() == (set() if is_on_disk else {"report.xlsx"})
    assert is_on_disk or "too large to be moved" in summary.sentence()


@pytest.mark.parametrize("ledger", [LedgerDown, LedgerCutOff])
def test_after_a_crash_around_the_ledger_the_next_run_finishes(elsewhere: Elsewhere, ledger: type) -> None:
    elsewhere.drop(REPORT)
    with pytest.raises(CrashError):
        elsewhere.take_in(ledger=ledger(elsewhere.place.engine))
    assert (elsewhere.dropped(), elsewhere.archived()) == ({"report.xlsx"}, [REPORT])
    assert set(elsewhere.take_in().counts) <= {"accepted", "known"}
    assert (elsewhere.dropped(), elsewhere.archived()) == (set(), [REPORT])
    assert list(elsewhere.place.ledger()["status"]) == ["accepted"]


def test_a_lost_ledger_is_restored_from_the_archive(elsewhere: Elsewhere, tmp_path: Path) -> None:
    elsewhere.drop(REPORT)
    elsewhere.drop(OTHER, f"{TEPKE}/other.xlsx")
    elsewhere.take_in()
    before = elsewhere.place.ledger().sort_values("id", ignore_index=True)
    archived = elsewhere.storage.contents(elsewhere.archive)
    elsewhere.place = Place(tmp_path / "a new machine")
    summary = elsewhere.take_in()
    assert summary.restored == 2
    assert elsewhere.place.ledger().sort_values("id", ignore_index=True).equals(before)
    assert elsewhere.storage.contents(elsewhere.archive) == archived
    elsewhere.place.engine.dispose()


@pytest.mark.parametrize("missing", ["intake", "archive"])
def test_a_place_that_is_not_there_is_told_in_one_line_and_not_made(elsewhere: Elsewhere, missing: str) -> None:
    gone = elsewhere.storage.folder()
    gone = gone.replace("s3://", "s3://not-") if gone.startswith("s3") else f"{gone}/not there"
    parts = {"intake": {"drop": DropFolder(gone, 0)}, "archive": {"archive": Store(gone)}}
    with pytest.raises((FileNotFoundError, ArchiveError), match="is not there; mount it, or create it") as told:
        elsewhere.take_in(**parts[missing])
    assert "\n" not in str(told.value)


@pytest.mark.xdist_group("storage")
def test_a_report_in_a_bucket_costs_five_requests(in_buckets: Elsewhere, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(20):
        in_buckets.drop(workbook(TAMGA, 2017 + number // 4, number % 4 + 1), f"{number}.xlsx")
    in_buckets.take_in(drop=DropFolder(in_buckets.storage.folder(), settle_seconds=0))  # what an empty ledger asks for
    with caplog.at_level(logging.DEBUG, logger="s3fs"):
        assert in_buckets.take_in().counts == {"accepted": 20}
    calls = Counter(record.getMessage().split()[1] for record in caplog.records if "CALL:" in record.getMessage())
    lists = calls.pop("list_objects_v2") + calls.pop("head_bucket")
    assert calls == {"get_object": 20, "put_object": 40, "head_object": calls["head_object"], "delete_object": 20}
    assert calls["head_object"] <= 22
    assert lists < 10, "however many files there are"


@pytest.fixture
def strange_names() -> dict[str, bytes]:
    """Names that file systems let pass."""
    names = [
        "CP866: отчёт.xlsx".encode("cp866"),
        b"\xff\xfe\x80.xlsx",
        b"a\nb.xlsx",
        b"*?[a-z].xlsx",
        b" -rf 100%25.xlsx",
    ]
    return {os.fsdecode(name): workbook(TAMGA, 2017 + number) for number, name in enumerate(names)}


@needs_sshd
@pytest.mark.xdist_group("storage")
def test_a_name_of_any_bytes_on_a_server_holds_up_nobody(on_server: Elsewhere, strange_names: dict[str, bytes]) -> None:
    for name, content in strange_names.items():
        on_server.drop(content, name)
    assert on_server.take_in().counts == {"accepted": len(strange_names)}
    assert on_server.dropped() == set()


@needs_sshd
@pytest.mark.xdist_group("storage")
def test_links_and_pipes_on_a_server_are_not_followed_but_told_of(on_server: Elsewhere, sftp: Disk) -> None:
    folder = sftp.path(on_server.intake)
    on_server.drop(OTHER, f"{TEPKE}/report.xlsx")
    (folder / TAMGA).mkdir()
    (folder / TAMGA / "link.xlsx").symlink_to(folder / TEPKE / "report.xlsx")
    (folder / TAMGA / "2021").symlink_to(folder / TEPKE)
    os.mkfifo(folder / "pipe.xlsx")
    summary = on_server.take_in()
    assert summary.counts == {"accepted": 1}
    assert {(one.path, one.what) for one in summary.unread} == {
        (f"{TAMGA}/link.xlsx", "link"),
        (f"{TAMGA}/2021", "link"),
        ("pipe.xlsx", "pipe"),
    }
    assert stat.S_ISFIFO((folder / "pipe.xlsx").stat().st_mode)


@needs_sshd
@pytest.mark.xdist_group("storage")
@pytest.mark.parametrize("what", ["the file", "its folder"])
def test_what_becomes_a_link_on_a_server_is_neither_taken_in_nor_removed(
    on_server: Elsewhere, sftp: Disk, what: str
) -> None:
    on_server.drop(REPORT, f"{TAMGA}/2021/report.xlsx")
    file = sftp.path(on_server.intake) / TAMGA / "2021" / "report.xlsx"
    changed = file if what == "the file" else file.parent
    moved = sftp.path(sftp.folder()) / "moved"

    def become_a_link() -> None:
        changed.rename(moved)
        changed.symlink_to(moved)

    assert on_server.take_in(drop=interrupted(on_server.intake, after=become_a_link)).counts == {}
    assert (moved if what == "the file" else moved / "report.xlsx").read_bytes() == REPORT


@pytest.mark.xdist_group("storage")
def test_a_name_that_an_object_store_would_misread_is_told_of(in_buckets: Elsewhere) -> None:
    in_buckets.drop(OTHER, "report.xlsx")
    in_buckets.drop(REPORT, f"{TAMGA}/report.xlsx?versionId=1")
    in_buckets.drop(b"", f"{TAMGA}/an empty folder/")
    summary = in_buckets.take_in()
    assert summary.counts == {"accepted": 1}
    assert [one.path for one in summary.unread] == [f"{TAMGA}/report.xlsx?versionId=1"]


@needs_sshd
@pytest.mark.xdist_group("storage")
def test_a_time_that_the_sender_set_is_not_when_a_file_was_received(on_server: Elsewhere) -> None:
    on_server.storage.put(on_server.intake, "report.xlsx", REPORT, age_seconds=90 * 86_400)
    on_server.take_in()
    (card,) = Store(on_server.archive).cards()
    (row,) = on_server.place.ledger().itertuples()
    assert card.received_at == row.received_at
    assert datetime.now(UTC) - card.received_at < timedelta(days=1)
