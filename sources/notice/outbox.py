"""The outbox: where the notices lie for whoever sent the files. ``warehouse`` decides what lies there.

Every municipality has a folder named by its code. In it lie ``latest_notice.txt`` and, unless all was well,
``latest_notice.xlsx``; ``notices`` keeps every notice. A file is put there whole or not at all, and the same notice
again writes the same files.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.labels import Label
from sources.quarters import BISHKEK
from sources.whole_files import settle, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from sources.labels import Language
    from sources.notice.notice import Notice
    from sources.notice.writing import NoticeFiles

UNKNOWN_SENDER = "unknown_sender"
"""The folder for notices on files whose sender nobody can tell."""

SURVEYS = "surveys"
"""The folder for notices on surveys of citizens, which belong to no municipality."""

_NOTICES = "notices"
_LATEST = "latest_notice"
_TEXT, _WORKBOOK = ".txt", ".xlsx"
_REJECTED = "_rejected_"
_UNREAD = "_unread_"
_VERSION = re.compile(r"_v\d+$")
_OTHERS = Label("Ошол эле күнкү башка жооптор", "Другие ответы того же дня", "Other answers of the same day")
_MOST_OTHERS = 10
_ID_DIGITS = 8
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_LONGEST_WAVE = 40


@dataclass(frozen=True, slots=True, order=True)
class Shelf:
    """Where one notice lies in an outbox."""

    folder: str
    stem: str
    """The names of its files without their endings."""

    @classmethod
    def of(cls, notice: Notice, wave: str | None = None) -> Shelf:
        """Return where a notice belongs.

        Args:
            notice: what is told; its municipality is the one that is told it.
            wave: the wave of a survey.
        """
        folder = SURVEYS if notice.survey else UNKNOWN_SENDER
        if notice.municipality is not None:
            folder = notice.municipality.code
        day = f"{notice.received_at.astimezone(BISHKEK):%Y-%m-%d}"
        if not notice.accepted:
            return cls(folder, f"{day}{_REJECTED}{notice.submission_id[:_ID_DIGITS]}")
        # A wave is a text of theirs: of it, only what is safe in any file's name.
        safe_wave = _NOT_IN_NAMES.sub("-", wave or "").strip(".-")[:_LONGEST_WAVE]
        about = f"survey_{safe_wave}" if notice.survey else str(notice.quarter)
        return cls(folder, f"{day}_{about}_v{notice.version}")

    @classmethod
    def of_repeat(cls, first: Shelf, file_name: str) -> Shelf:
        """Return where a notice belongs on a rejected file whose bytes had come before: beside the first one's."""
        return cls(first.folder, f"{first.stem}_{_digest(file_name)}")

    @classmethod
    def of_again(cls, folder: str, received_at: datetime, submission_id: str) -> Shelf:
        """Return where it belongs that a file came again after it had been taken in."""
        return cls(folder, f"{received_at.astimezone(BISHKEK):%Y-%m-%d}_again_{submission_id[:_ID_DIGITS]}")

    @classmethod
    def of_unread(cls, folder: str, told_at: datetime, name: str) -> Shelf:
        """Return where it belongs that what lies in the drop folder under a name is no file."""
        return cls(folder, f"{told_at.astimezone(BISHKEK):%Y-%m-%d}{_UNREAD}{_digest(name)}")

    def is_told(self, outbox: Path) -> bool:
        """Return whether the same was told on whatever day."""
        about = self.stem.partition("_")[2]
        return any((outbox / self.folder / _NOTICES).glob(f"*_{about}{_TEXT}"))

    @classmethod
    def parse(cls, path: str) -> Shelf:
        """Read back what ``str`` wrote."""
        folder, _, stem = path.partition(f"/{_NOTICES}/")
        return cls(folder, stem)

    def __str__(self) -> str:
        """Return the path of its files below the outbox, without their endings."""
        return f"{self.folder}/{_NOTICES}/{self.stem}"

    @property
    def is_rejection(self) -> bool:
        """Whether the notice is on a file that was not taken in."""
        return _REJECTED in self.stem

    def message(self, outbox: Path) -> Path:
        """Return where its message lies."""
        return outbox / self.folder / _NOTICES / f"{self.stem}{_TEXT}"

    def workbook(self, outbox: Path) -> Path:
        """Return where its workbook lies, if it has one."""
        return outbox / self.folder / _NOTICES / f"{self.stem}{_WORKBOOK}"


def lay_down(outbox: Path, shelf: Shelf, files: NoticeFiles) -> None:
    """Write a notice's files. The message comes last: where it lies, the notice is complete."""
    shelf.message(outbox).parent.mkdir(parents=True, exist_ok=True)
    _put_or_remove(shelf.workbook(outbox), files.workbook)
    _put(shelf.message(outbox), files.message.encode())


def set_latest(outbox: Path, folder: str, shelf: Shelf | None, languages: Sequence[Language]) -> None:
    """Make a notice that lies in a folder the one that is seen first there.

    Whoever sends several files on a day is told there which answers lie beside it.

    Args:
        outbox: where the folder lies.
        folder: the folder.
        shelf: the notice; None if there is none any more.
        languages: in which the other answers of the day are named.
    """
    workbook = shelf.workbook(outbox) if shelf is not None else None
    message = shelf.message(outbox) if shelf is not None else None
    told = message.read_bytes() if message is not None and message.exists() else None
    if shelf is not None and told is not None and (others := _others_of_the_day(outbox, shelf)):
        named = ", ".join(f"{_NOTICES}/{other}" for other in others)
        told += "".join(f"\n{_OTHERS[language]}: {named}\n" for language in languages).encode()
    _put_or_remove(
        outbox / folder / f"{_LATEST}{_WORKBOOK}",
        workbook.read_bytes() if workbook is not None and workbook.exists() else None,
    )
    _put_or_remove(outbox / folder / f"{_LATEST}{_TEXT}", told)


def _others_of_the_day(outbox: Path, shelf: Shelf) -> list[str]:
    """Return the messages of a folder's other notices of one day, but for other versions of the same report."""
    day = shelf.stem.partition("_")[0]
    names = sorted(path.name for path in shelf.message(outbox).parent.glob(f"{day}_*{_TEXT}"))
    report = _VERSION.sub("", shelf.stem)
    others = [name for name in names if _VERSION.sub("", name.removesuffix(_TEXT)) != report]
    return others if len(others) <= _MOST_OTHERS else [*others[:_MOST_OTHERS], "…"]


def take_away(outbox: Path, shelves: Iterable[Shelf]) -> None:
    """Remove the files of notices that say what is no longer so, such as another number of a version."""
    for shelf in shelves:
        shelf.message(outbox).unlink(missing_ok=True)
        shelf.workbook(outbox).unlink(missing_ok=True)


def _digest(name: str) -> str:
    """Return a few digits that stand for a name, which may hold what no file's name should."""
    return hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()[:_ID_DIGITS]


def _put_or_remove(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        _put(path, content)


def _put(path: Path, content: bytes) -> None:
    with whole(path) as unfinished:
        unfinished.write_bytes(content)
        settle(unfinished)
