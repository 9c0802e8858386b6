"""The drop folder: which files are for us, and which of them have settled."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sources.intake.drop import DropFolder
from sources.intake.listing import DEEPEST, Unread

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2021, 4, 20, 12, 0, tzinfo=UTC)
CODE = "41702210862000"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is named as awkwardly as a folder may be."""
    folder = tmp_path / "Отчёттор [2021] 100 %? #1"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, content: bytes = b"bytes", *, age_seconds: float = 60) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    moment = (NOW - timedelta(seconds=age_seconds)).timestamp()
    os.utime(file, (moment, moment))
    return file


def seen(folder: Path, settle_seconds: float = 10) -> tuple[list[tuple[str, str | None]], int, int]:
    """Names and senders of the files that are ready, and how many wait and are passed over."""
    drop = DropFolder(str(folder), settle_seconds, trust_file_times=True).scan(NOW)
    return [(file.name, file.sender) for file in drop.ready], drop.waiting, drop.passed_over


def test_files_are_taken_in_the_order_in_which_they_arrived(folder: Path) -> None:
    put(folder, "b.xlsx", age_seconds=300)
    put(folder, "a.xlsx", age_seconds=100)
    put(folder, "c.xlsx", age_seconds=200)
    assert seen(folder) == ([("b.xlsx", None), ("c.xlsx", None), ("a.xlsx", None)], 0, 0)


def test_a_subfolder_named_by_a_code_says_who_sent_it(folder: Path) -> None:
    put(folder, f"{CODE}/a.xlsx")
    put(folder, "тиркеме/b.xlsx")
    put(folder, "2021/c.xlsx")
    assert seen(folder) == ([("a.xlsx", CODE)], 0, 0)


@pytest.mark.parametrize(
    "name",
    [
        "~$отчет.xlsx",
        ".отчет.xlsx",
        ".~lock.отчет.xlsx#",
        "отчет.xlsx.part",
        "отчет.xlsx.crdownload",
        "отчет.TMP",
        "отчет.xlsx.filepart",
    ],
)
def test_owner_files_hidden_files_and_unfinished_downloads_are_passed_over(folder: Path, name: str) -> None:
    put(folder, name)
    put(folder, f"{CODE}/{name}")
    assert seen(folder) == ([], 0, 2)


@pytest.mark.parametrize("name", ["_отчет.xlsx", "$отчет.xlsx", "отчет", "отчет.docx", "temp.xlsx", "part.xlsx"])
def test_whatever_else_a_file_is_called_it_is_looked_at(folder: Path, name: str) -> None:
    put(folder, name)
    assert seen(folder) == ([(name, None)], 0, 0)


@pytest.mark.parametrize("below", ["", CODE])
def test_links_and_pipes_that_pose_as_workbooks_are_passed_over_and_named(
    folder: Path, tmp_path: Path, below: str
) -> None:
    here = folder / below
    here.mkdir(exist_ok=True)
    secret = put(tmp_path, "secret.xlsx")
    (here / "link.xlsx").symlink_to(secret)
    (here / "dangling.xlsx").symlink_to(tmp_path / "nothing")
    os.mkfifo(here / "pipe.xlsx")
    (here / ".#secret.xlsx").symlink_to(secret)
    assert seen(folder) == ([], 0, 4)
    sender = below or None
    assert DropFolder(str(folder), 10).scan(NOW).unread == [
        Unread("dangling.xlsx", "link", sender),
        Unread("link.xlsx", "link", sender),
        Unread("pipe.xlsx", "pipe", sender),
    ], "what editors strew about is not worth a word"


def test_folders_in_a_senders_folder_are_looked_into(folder: Path) -> None:
    put(folder, f"{CODE}/2021/a.xlsx", age_seconds=300)
    put(folder, f"{CODE}/2021/1-чейрек/b.xlsx", age_seconds=200)
    put(folder, f"{CODE}/41702205844000/c.xlsx", age_seconds=100)
    put(folder, f"{CODE}/2021/~$a.xlsx")
    put(folder, f"{CODE}/.stfolder/d.xlsx")
    (folder / CODE / "2022").mkdir()
    assert seen(folder) == ([("a.xlsx", CODE), ("b.xlsx", CODE), ("c.xlsx", CODE)], 0, 1)


def test_folders_are_not_looked_into_without_end(folder: Path) -> None:
    deepest = "/".join("abcdefgh"[:DEEPEST])
    put(folder, f"{CODE}/{deepest}/in.xlsx")
    put(folder, f"{CODE}/{deepest}/z/out.xlsx")
    assert seen(folder) == ([("in.xlsx", CODE)], 0, 1)
    assert DropFolder(str(folder), 10).scan(NOW).unread == [Unread(f"{deepest}/z", "folder", CODE)]


def test_a_link_to_a_folder_in_a_senders_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    put(tmp_path, "elsewhere/a.xlsx")
    (folder / CODE).mkdir()
    (folder / CODE / "2021").symlink_to(tmp_path / "elsewhere")
    (folder / CODE / "round").symlink_to(".")
    assert seen(folder) == ([], 0, 2)


def test_a_folder_that_becomes_a_link_to_the_same_file_is_noticed(folder: Path, tmp_path: Path) -> None:
    put(folder, f"{CODE}/2021/a.xlsx")
    drop = DropFolder(str(folder), 10, trust_file_times=True)
    (file,) = drop.scan(NOW).ready
    assert drop.unchanged(file)
    (folder / CODE / "2021").rename(tmp_path / "moved")
    (folder / CODE / "2021").symlink_to(tmp_path / "moved")
    assert not drop.unchanged(file)
    drop.remove(file)
    assert (tmp_path / "moved" / "a.xlsx").exists()


def test_folders_of_a_remote_drop_folder_are_looked_into(tmp_path: Path) -> None:
    drop = DropFolder("memory://drop-with-folders", 0)
    system, root = drop.files
    try:
        for name in ("top.xlsx", f"{CODE}/a.xlsx", f"{CODE}/2021/q1/b.xlsx"):
            system.makedirs(f"{root}/{name}".rpartition("/")[0], exist_ok=True)
            system.pipe_file(f"{root}/{name}", name.encode())
        found = drop.scan(datetime.now(UTC) + timedelta(seconds=60)).ready
        assert {(file.name, file.sender) for file in found} == {("top.xlsx", None), ("a.xlsx", CODE), ("b.xlsx", CODE)}
        for file in found:
            drop.copy(file, tmp_path / "copy")
            assert (tmp_path / "copy").read_text().endswith(file.name)
            assert drop.unchanged(file)
            drop.remove(file)
        assert not system.find(root)
    finally:
        system.rm(root, recursive=True)


def test_a_link_to_a_folder_that_is_named_by_a_code_is_passed_over(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    put(tmp_path / "elsewhere", "a.xlsx")
    (folder / CODE).symlink_to(tmp_path / "elsewhere")
    assert seen(folder) == ([], 0, 1)


@pytest.mark.parametrize(("age_seconds", "ready"), [(0, False), (9.9, False), (10, True), (3600, True), (-3600, True)])
def test_a_file_has_settled_when_it_has_not_changed_for_a_while(
    folder: Path, age_seconds: float, *, ready: bool
) -> None:
    put(folder, "a.xlsx", age_seconds=age_seconds)
    files, waiting, _ = seen(folder)
    assert (bool(files), waiting) == (ready, 0 if ready else 1)


def test_a_folder_that_is_not_there_is_a_fault_of_ours(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        DropFolder(str(tmp_path / "nowhere"), 10).scan(NOW)


def test_a_copy_has_the_bytes_and_their_hash(folder: Path, tmp_path: Path) -> None:
    put(folder, "a.xlsx", b"abc")
    drop = DropFolder(str(folder), 10)
    (file,) = drop.scan(NOW).ready
    assert drop.copy(file, tmp_path / "copy") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (tmp_path / "copy").read_bytes() == b"abc"
    assert file.size_bytes == 3


@pytest.mark.parametrize("becomes", ["a link", "nothing"])
def test_what_is_no_file_any_more_is_not_copied(folder: Path, tmp_path: Path, becomes: str) -> None:
    path = put(folder, "a.xlsx")
    drop = DropFolder(str(folder), 10)
    (file,) = drop.scan(NOW).ready
    path.unlink()
    if becomes == "a link":
        path.symlink_to(put(tmp_path, "secret.xlsx"))
    with pytest.raises(FileNotFoundError):
        drop.copy(file, tmp_path / "copy")
    assert not drop.unchanged(file)


@pytest.mark.parametrize("change", ["size", "time"])
def test_only_the_file_that_was_seen_is_removed(folder: Path, change: str) -> None:
    path = put(folder, "a.xlsx")
    drop = DropFolder(str(folder), 10)
    (file,) = drop.scan(NOW).ready
    put(folder, "a.xlsx", b"longer bytes" if change == "size" else b"bytes", age_seconds=60 if change == "size" else 50)
    drop.remove(file)
    assert path.exists()
    (file,) = drop.scan(NOW).ready
    drop.remove(file)
    assert not path.exists()
    drop.remove(file)


def test_a_folder_may_be_any_that_fsspec_knows() -> None:
    drop = DropFolder("memory://drop-of-a-test", 0)
    system, root = drop.files
    system.pipe_file(f"{root}/a.xlsx", b"abc")
    system.pipe_file(f"{root}/{CODE}/b.xlsx", b"abc")
    assert {(file.name, file.sender) for file in drop.scan(datetime.now(UTC)).ready} == {
        ("a.xlsx", None),
        ("b.xlsx", CODE),
    }


def test_a_file_arrives_when_it_comes_to_lie_here_whatever_time_it_brings_along(folder: Path) -> None:
    put(folder, "copied with its old time.xlsx", age_seconds=1_000_000)
    now = datetime.now(UTC)
    assert DropFolder(str(folder), 10).scan(now).waiting == 1
    (file,) = DropFolder(str(folder), 0).scan(now).ready
    assert abs((file.arrived_at - now).total_seconds()) < 60


def test_folders_that_nobody_reads_are_named(folder: Path) -> None:
    put(folder, "Kochkor/a.xlsx")
    put(folder, f"{CODE}/b.xlsx")
    (folder / "empty").mkdir()
    assert DropFolder(str(folder), 0).scan(datetime.now(UTC)).strange_folders == ["Kochkor"]
