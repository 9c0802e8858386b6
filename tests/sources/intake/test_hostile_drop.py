"""Whatever is dropped, under whatever name and as whatever kind of file: it is judged, kept, and holds up nobody."""

from __future__ import annotations

import os
import socket
import stat
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest

from sources.intake.file_systems import file_system
from sources.intake.store import Store
from tests.sources.intake.places import TAMGA, TEPKE, Place, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NFD = unicodedata.normalize("NFD", "Йрдык отчёт.xlsx")
assert unicodedata.normalize("NFC", _NFD) != _NFD

NAMES: dict[str, bytes] = {
    "a line feed": b"a\nb.xlsx",
    "a carriage return": b"a\rb.xlsx",
    "a bell and an escape": b"\x07\x1b[2J.xlsx",
    "a right-to-left mark": "отчёт\u202exslx.exe".encode(),
    "a mark of no width": "\u200b\ufeff.xlsx".encode(),
    "255 bytes": b"x" * 250 + b".xlsx",
    "255 bytes of Cyrillic": ("ж" * 125 + ".xlsx").encode(),
    "letters taken apart": _NFD.encode(),
    "letters put together": unicodedata.normalize("NFC", _NFD).encode(),
    "CP866": "отчёт.xlsx".encode("cp866"),
    "bytes that mean nothing": b"\xff\xfe\x80.xlsx",
    "a dash": b"-rf.xlsx",
    "two dashes": b"--help",
    "only spaces": b"   ",
    "spaces around it": b" report.xlsx ",
    "a dot at the end": b"report.xlsx.",
    "no suffix": b"report",
    "two suffixes": b"report.xlsx.exe",
    "a formula": b"=cmd|' %C calc'!A0.xlsx",
    "a sign of a formula": b"@SUM(A1).xlsx",
    "quotes": b"'\";DROP TABLE submission;--.xlsx",
    "HTML": b"<img src=x onerror=alert(1)>.xlsx",
    "a pattern": b"*?[a-z]{1,2}.xlsx",
    "a place in a home": b"~root.xlsx",
    "the sign of a home alone": b"~x",
    "what looks like a URL": b"s3::bucket.xlsx",
    "a chain of fsspec": b"zip:..::file.xlsx",
    "percent signs": b"%2e%2e%2fx%00.xlsx",
    "a backslash": b"x\\..\\y.xlsx",
    "a name of a device of Windows": b"CON.xlsx",
    "an emoji": "😀📊.xlsx".encode(),
    "markup of the console": b"[red]x[link=file:x].xlsx",
    "a conflicted copy": "отчёт (conflicted copy 2021-04-01).xlsx".encode(),
    "a conflict of Syncthing": b"report.sync-conflict-20210401-120000-ABCDEFG.xlsx",
    "a conflict of Nextcloud": b"report (conflicted copy 2021-04-01 120000).xlsx",
    "a conflict of OneDrive": b"report-DESKTOP-1A2B3C.xlsx",
    "a copy of WhatsApp": b"DOC-20210401-WA0001.xlsx",
}

NOT_FOR_US: tuple[str, ...] = (
    "~$report.xlsx",
    "~$отчет.xlsx",
    ".~lock.report.xlsx#",
    ".~report.xlsx",
    "~WRD0001.tmp",
    "lu12345abcd.tmp",
    "report.xlsx.tmp",
    "report.xlsx.TMP",
    "report.xlsx.part",
    "report.xlsx.partial",
    "report.xlsx.crdownload",
    "Unconfirmed 123456.crdownload",
    "report.xlsx.opdownload",
    "report.xlsx.download",
    "report.xlsx.filepart",
    "report.xlsx.aria2",
    "report.xlsx.!sync",
    "report.xlsx.SyncPart",
    "report.xlsx.ocTransferId123.part",
    "~syncthing~report.xlsx.tmp",
    "~syncthing~report.xlsx",
    ".syncthing.report.xlsx.tmp",
    ".goutputstream-A1B2C3",
    ".report.xlsx.AbC123",
    ".nfs000000000001",
    ".fuse_hidden00001",
    "._report.xlsx",
    ".DS_Store",
    ".dropbox",
    ".dropbox.attr",
    ".sync_a1b2c3.db",
    ".owncloudsync.log",
    "desktop.ini",
    "Desktop.ini",
    "Thumbs.db",
    "ehthumbs.db",
    "Icon\r",
    "report.xlsx:Zone.Identifier",
    "report.xlsx~",
    "#report.xlsx#",
    "report.lock",
)


@pytest.fixture
def good(place: Place) -> Iterator[Callable[[], None]]:
    """A good report beside what the test drops; at the end it must have been taken in."""
    content = workbook(TEPKE, 2021, 1, settlement="Тепке")
    place.drop(content, "good report.xlsx")
    yield lambda: None
    assert place.places(content) == ["archive"]
    assert "accepted" in list(place.ledger()["status"])


def drop_named(place: Place, name: bytes, content: bytes) -> None:
    """Drop a file under a name of any bytes, in the folder of a municipality."""
    usual = place.drop(content, f"{TAMGA}/usual.xlsx")
    os.rename(os.fsencode(usual), os.fsencode(usual.parent) + b"/" + name)  # noqa: PTH104 - the name is bytes


@pytest.mark.usefixtures("good")
def test_reports_are_taken_in_whatever_their_names(place: Place) -> None:
    contents = {name: workbook(settlement=f"Тамга {number}") for number, name in enumerate(NAMES.values())}
    for name, content in contents.items():
        drop_named(place, name, content)
    summary = place.take_in()
    assert summary.counts == {"accepted": len(NAMES) + 1}
    assert {name: place.places(content) for name, content in contents.items()} == {
        name: ["archive"] for name in contents
    }
    assert not list((place.folder / "intake" / TAMGA).iterdir())
    named = place.ledger().query("municipality_code == @TAMGA")["file_name"]
    assert set(named) == {name.decode(errors="replace") for name in NAMES.values()}


@pytest.mark.usefixtures("good")
def test_what_is_no_report_is_quarantined_whatever_its_name(place: Place) -> None:
    contents = {name: b"no workbook %d" % number for number, name in enumerate(NAMES.values())}
    for name, content in contents.items():
        drop_named(place, name, content)
    summary = place.take_in_and_answer()
    assert summary.counts == {"accepted": 1, "rejected": len(NAMES)}
    assert len(place.messages(TAMGA, "rejected")) == len(NAMES)
    assert {name: place.places(content) for name, content in contents.items()} == {
        key: ["quarantine"] for key in contents
    }
    rejections = summary.rejections()
    assert set(rejections["reason"]) == {"not_a_workbook"}
    assert set(rejections["municipality_code"]) == {TAMGA}
    shown = {name.decode(errors="replace") for name in NAMES.values()}
    assert set(rejections["file"]) == {card.file_name for card in place.intake.quarantine.cards()} == shown


@pytest.mark.usefixtures("good")
def test_what_programs_leave_lying_about_is_left_alone(place: Place) -> None:
    for name in NOT_FOR_US:
        place.drop(b"not for us", name)
        place.drop(b"not for us", f"{TAMGA}/{name}")
    summary = place.take_in()
    assert summary.counts == {"accepted": 1}
    assert summary.passed_over == 2 * len(NOT_FOR_US)
    assert set(place.places(b"not for us")) == {"intake"}
    assert len(place.places(b"not for us")) == 2 * len(NOT_FOR_US)


# What is no file ------------------------------------------------------------------------------------------------------


def _link_to(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def _socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # a socket's path may have 107 bytes, which folders of tests exceed
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(before)


def _device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero
    except PermissionError:  # only root may, and not everywhere
        path.symlink_to("/dev/zero")


def _full_folder(path: Path) -> None:
    path.mkdir()
    (path / "inner.xlsx").write_bytes(workbook(settlement="Тайный"))


NO_FILES: dict[str, Callable[[Path], object]] = {
    "a link to a file": _link_to("../good elsewhere.xlsx"),
    "a link to all zeros": _link_to("/dev/zero"),
    "a link to a secret": _link_to("/etc/passwd"),
    "a link to nothing": _link_to("nowhere"),
    "a link to itself": _link_to("a link to itself.xlsx"),
    "a link to the folder": _link_to("."),
    "a folder": lambda path: path.mkdir(),
    "a folder with a report": _full_folder,
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a device": _device,
}


@pytest.mark.usefixtures("good")
def test_what_is_no_file_is_never_opened_but_named_and_told_of_once(place: Place) -> None:
    (place.folder / "good elsewhere.xlsx").write_bytes(workbook(settlement="Чужой"))
    made = []
    for below in ("", TAMGA):
        folder = place.folder / "intake" / below
        folder.mkdir(exist_ok=True)
        for name, make in NO_FILES.items():
            made.append(folder / f"{name}.xlsx")
            make(made[-1])
    summary = place.take_in_and_answer()
    inner = place.ledger().query("file_name == 'inner.xlsx'")
    assert list(inner["sender"]) == [TAMGA], "a folder in a sender's folder is looked into, another is not"
    assert summary.counts == {"accepted": 2}
    assert len(place.ledger()) == 2
    assert all(map(os.path.lexists, made)), "they are not ours to remove"
    unread = [path for path in made if "folder" not in path.name or path.is_symlink()]
    (told,) = [trouble for trouble in summary.troubles() if trouble.startswith("no files")]
    assert all(path.relative_to(place.folder / "intake").as_posix() in told for path in unread)
    own = [path for path in unread if path.parent.name == TAMGA]
    messages = place.messages(TAMGA, "unread")
    assert [sum(f"«{path.name}»" in message for message in messages) for path in own] == [1] * len(own)
    assert len(messages) == len(own)

    latest = place.folder / "outbox" / TAMGA / "latest_notice.txt"
    latest.unlink()
    place.drop(workbook(settlement="Тамга"), "later.xlsx")
    again = place.take_in_and_answer()
    assert again.unread == summary.unread
    assert (len(place.messages(TAMGA, "unread")), latest.exists()) == (len(own), False), "it is told once"


def test_two_links_that_lead_to_each_other_hold_nobody_up(place: Place) -> None:
    intake = place.folder / "intake"
    (intake / "a.xlsx").symlink_to("b.xlsx")
    (intake / "b.xlsx").symlink_to("a.xlsx")
    (intake / TAMGA).symlink_to(TEPKE)
    (intake / TEPKE).symlink_to(TAMGA)
    place.drop(workbook(), "good.xlsx")
    assert place.take_in().counts == {"accepted": 1}


@pytest.mark.usefixtures("good")
def test_the_same_empty_file_from_everybody_is_told_to_everybody(place: Place) -> None:
    """All empty files have the same hash, whoever sends them and whatever they are called."""
    place.drop(b"", f"{TAMGA}/a.xlsx", age_seconds=90)
    place.drop(b"", f"{TAMGA}/b 0555 123456.xlsx", age_seconds=80)
    place.drop(b"", f"{TEPKE}/c.xlsx", age_seconds=70)
    place.drop(b"", "d.xlsx", age_seconds=60)
    summary = place.take_in_and_answer()
    assert summary.counts == {"accepted": 1, "rejected": 4}
    assert "0555" not in " ".join(file.file for file in summary.files)
    expected = {TAMGA: ["«a.xlsx»", "«b "], TEPKE: ["«c.xlsx»"], "unknown_sender": ["«d.xlsx»"]}
    for folder, names in expected.items():
        messages = place.messages(folder, "rejected")
        assert (
            [sum(name in message for message in messages) for name in names] == [1] * len(names) == [1] * len(messages)
        )
        assert "0555" not in "".join(messages)
        assert (place.folder / "outbox" / folder / "latest_notice.txt").exists()


# Size -----------------------------------------------------------------------------------------------------------------

_GIB = 1 << 30


def _sparse(place: Place, name: str, size: int, beginning: bytes = b"") -> Path:
    file = place.drop(beginning, name)
    moment = file.stat().st_mtime
    os.truncate(file, size)
    os.utime(file, (moment, moment))
    return file


def _disk_use(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


@pytest.mark.usefixtures("good")
@pytest.mark.parametrize("beginning", [b"", workbook()], ids=["zeros", "a report and zeros"])
def test_a_file_of_8_gib_is_refused_and_kept_without_being_copied(place: Place, beginning: bytes) -> None:
    file = _sparse(place, f"{TAMGA}/large.xlsx", 8 * _GIB, beginning)
    number = file.stat().st_ino
    summary = place.take_in()
    assert summary.counts == {"accepted": 1, "rejected": 1}
    assert list(summary.rejections()[["reason", "municipality_code"]].itertuples(index=False, name=None)) == [
        ("file_too_large", TAMGA)
    ]
    assert not file.exists()
    row = place.ledger().set_index("status").loc["rejected"]
    assert row["size_bytes"] == 8 * _GIB
    kept = place.folder / "quarantine" / row["path"]
    assert (kept.stat().st_ino, kept.stat().st_size) == (number, 8 * _GIB), "it is the very file, moved"
    assert _disk_use(place.folder) < 100 << 20
    assert place.take_in().counts == {}


def test_a_file_that_is_too_large_and_cannot_be_moved_stays_and_is_told_of(place: Place) -> None:
    file = _sparse(place, "large.xlsx", 8 * _GIB)
    elsewhere = Store("memory://quarantine-of-a-test")
    system, root = file_system(elsewhere.url)
    system.makedirs(root, exist_ok=True)
    good = workbook()
    place.drop(good, "good.xlsx")
    for _ in range(2):
        summary = place.take_in(quarantine=elsewhere)
        assert summary.counts["rejected"] == 1
        assert "too large to be moved" in summary.sentence()
        assert file.stat().st_size == 8 * _GIB
    assert sorted(place.ledger()["status"]) == ["accepted", "rejected"]
    assert place.places(good) == ["archive"]


def test_two_large_files_that_begin_alike_are_both_kept(place: Place) -> None:
    _sparse(place, "a.xlsx", 8 * _GIB)
    _sparse(place, f"{TAMGA}/a.xlsx", 8 * _GIB)
    _sparse(place, "b.xlsx", 9 * _GIB)
    assert place.take_in().counts == {"rejected": 3}
    assert len(list(place.intake.quarantine.cards())) == 3
    assert (
        place.ledger()["path"].map(lambda path: (place.folder / "quarantine" / path).stat().st_size).sum() == 25 * _GIB
    )


def test_a_lost_ledger_is_restored_with_what_was_too_large(place: Place) -> None:
    _sparse(place, f"{TAMGA}/a.xlsx", 8 * _GIB)
    place.take_in()
    before = place.ledger()
    place.engine.dispose()
    for file in place.folder.glob("warehouse.sqlite*"):
        file.unlink()
    again = Place(place.folder)
    assert again.intake.restore() == 1
    assert again.ledger().equals(before)
    again.engine.dispose()


@pytest.mark.usefixtures("good")
def test_a_file_that_grows_while_it_is_read_is_left_until_it_is_whole(place: Place) -> None:
    content = workbook()
    file = place.drop(content[: len(content) // 2], f"{TAMGA}/growing.xlsx")
    grown = 0

    class Growing(type(place.intake.drop)):  # type: ignore[misc]
        @staticmethod
        def _open(system: object, path: str, most_bytes: int) -> object:
            nonlocal grown
            source = type(place.intake.drop)._open(system, path, most_bytes)
            if "growing" in path:
                read = source.read

                class Tap:
                    """Writes on, faster than anybody reads."""

                    def read(self, size: int) -> bytes:
                        nonlocal grown
                        grown += 1
                        assert grown < 10, "nobody follows a file that never ends"
                        with file.open("ab") as more:
                            more.write(bytes(size))
                        return bytes(read(size))

                    def __enter__(self) -> Self:
                        return self

                    def __exit__(self, *_: object) -> None:
                        source.close()

                return Tap()
            return source

    growing = Growing(place.intake.drop.url, settle_seconds=0, trust_file_times=True)
    summary = place.take_in(drop=growing)
    assert (summary.counts, summary.waiting) == ({"accepted": 1}, 1)
    assert grown
    assert file.exists()
    file.unlink()
    place.drop(content, f"{TAMGA}/growing.xlsx")
    assert place.take_in().counts == {"accepted": 1}


def test_a_file_that_may_not_be_opened_stays_and_is_told_of(place: Place) -> None:
    """As root nothing is closed, so that the file system's answer is given by the folder here."""
    closed = place.drop(workbook(TEPKE, settlement="Тепке"), "closed.xlsx")
    closed.chmod(0)
    place.drop(workbook(), "good.xlsx")

    class Closed(type(place.intake.drop)):  # type: ignore[misc]
        @staticmethod
        def _open(system: object, path: str, most_bytes: int) -> object:
            if not stat.S_IMODE(Path(path).stat().st_mode):
                raise PermissionError(13, "Permission denied", path)
            return type(place.intake.drop)._open(system, path, most_bytes)

    summary = place.take_in(drop=Closed(place.intake.drop.url, settle_seconds=0, trust_file_times=True))
    assert summary.counts == {"accepted": 1, "closed": 1}
    assert "may not be opened: closed.xlsx" in summary.sentence()
    assert closed.exists()


# Content --------------------------------------------------------------------------------------------------------------


def test_a_drop_of_hostile_files_holds_up_no_good_one(place: Place) -> None:
    """One of each kind, each in a sender's folder, among good reports."""
    from tests.sources.workbook.hostile.corpus import CORPUS  # noqa: PLC0415 - the corpus is only made where it is needed

    chosen = {name: CORPUS[name] for name in _ONE_OF_EACH}
    for number, (name, case) in enumerate(chosen.items()):
        place.drop(case.make(), f"{TAMGA}/{number:03} {name.replace('/', '-')}.xlsx", age_seconds=600 - number)
    good = [workbook(TEPKE, 2021, 1, settlement=f"Тепке {number}") for number in range(3)]
    for number, content in enumerate(good):
        place.drop(content, f"{TEPKE}/{number}.xlsx", age_seconds=300 + number)
    summary = place.take_in_and_answer()
    assert summary.counts == {"accepted": len(good), "rejected": len(chosen)}
    notices = place.messages(TAMGA, "rejected")
    for number in range(len(chosen)):
        assert sum(f"«{number:03} " in notice for notice in notices) == 1, "whoever sent it is answered"
    for file in summary.files:
        if file.status == "rejected":
            name = list(chosen)[int(file.file[:3])]
            assert file.arrival is not None
            assert set(file.reason.split(", ")) & chosen[name].expected, (name, file.reason)
            assert file.arrival.sender == TAMGA
            assert (place.folder / "quarantine" / file.arrival.path).is_file()
    assert [place.places(content) for content in good] == [["archive"]] * len(good)
    assert not [path for path in (place.folder / "intake").rglob("*") if path.is_file()]
    assert len(list(place.intake.quarantine.cards())) == len(chosen)


_ONE_OF_EACH = (
    "zero bytes",
    "a web page",
    "a Word document",
    "cut off after 50 %",
    "locked with a password",
    "1 GiB of spaces in a sheet",
    "members that quote each other's headers",
    "archives in archives",
    "a billion laughs",
    "an entity from file:///etc/passwd",
    "a member named '../../../../etc/cron.d/x'",
    "a symbolic link",
    "two ends",
    "a value in the last cell",
    "the row 4294967295",
    "a promise of 4294967295 texts",
    "201 sheets",
    "20,001 merged ranges",
    ".xls: the header alone",
)
