"""Publishing: a release as a folder that is there whole or not at all, and is never changed once it is there.

``<folder>/<period>/v1, v2, …``: a version is made only where its content is another than the last one's.
``latest.json`` beside them names the last one. What the files hold is for the modules that write them.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sources.locking import alone
from sources.whole_files import at_once, settle, whole
from warehouse.release.changes import Changes, compare
from warehouse.release.files import Draft, draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from warehouse.release.contents import Contents
    from warehouse.release.terms import Terms

_VERSION = re.compile(r"v([1-9]\d*)")
_DESCRIPTOR = "datapackage.json"


class AlreadyThereError(Exception):
    """Something else lies where a release is to be written; nothing was written."""


@dataclass(frozen=True)
class Release:
    """A release that lies there."""

    folder: Path
    version: int | None
    """1, 2, …; None for one that was made again as known on a day."""
    is_new: bool
    """Whether it was written now; else the content was that of the last version."""
    rows: dict[str, int]
    """By table."""
    changes: Changes | None = None
    """What it changed, where it was written now and follows another."""

    @property
    def files(self) -> list[Path]:
        """Its files."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


@dataclass(frozen=True)
class Publisher:
    """What releasing works with."""

    folder: Path
    """Below which all releases lie."""
    terms: Terms
    deadline_days: int
    computed_with: Mapping[str, str]
    """What figures depend on beside the submissions: digests of code and register, settings."""

    def publish(self, contents: Contents) -> Release:
        """Publish what is known of a period; where that is what the last version says, nothing is written.

        Raises:
            OSError: the folder cannot be written, or the last version is not whole any more.
        """
        shelf = self.folder / contents.period.name
        shelf.mkdir(parents=True, exist_ok=True)
        with alone(self.folder / ".lock"):
            last = latest_version(shelf)
            made = draft(contents, self.terms, self.deadline_days, self.computed_with)
            if last:
                descriptor = json.loads((shelf / f"v{last}" / _DESCRIPTOR).read_text(encoding="utf-8"))
                if descriptor["release"]["content"] == made.content:
                    _point_to(shelf, last, made.content)
                    return Release(shelf / f"v{last}", last, is_new=False, rows=contents.rows)
                changes = compare(shelf / f"v{last}", descriptor, contents, self.computed_with)
            else:
                changes = None
            version = last + 1
            _lay_down(shelf / f"v{version}", made, version=version, changes=changes, as_known_on=None)
            _point_to(shelf, version, made.content)
        return Release(shelf / f"v{version}", version, is_new=True, rows=contents.rows, changes=changes)

    def write(self, contents: Contents, folder: Path, *, as_known_on: date) -> Release:
        """Write a release of an earlier state into a folder of its own.

        Args:
            contents: what was known then.
            folder: where to; it is not there, or empty.
            as_known_on: the day at the end of which this was known.

        Raises:
            AlreadyThereError: the folder holds something else.
            OSError: it cannot be written.
        """
        made = draft(contents, self.terms, self.deadline_days, self.computed_with)
        release = Release(folder, None, is_new=True, rows=contents.rows)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            if _is_same(folder, made, as_known_on):
                return Release(folder, None, is_new=False, rows=contents.rows)
            raise AlreadyThereError(f"{folder} is there already and holds something else; name another folder")
        folder.parent.mkdir(parents=True, exist_ok=True)
        _lay_down(folder, made, version=None, changes=None, as_known_on=as_known_on)
        return release


def latest_version(shelf: Path) -> int:
    """Return the number of the last version of a period; 0 if there is none."""
    return max((int(match[1]) for path in shelf.iterdir() if (match := _VERSION.fullmatch(path.name))), default=0)


def _is_same(folder: Path, made: Draft, as_known_on: date) -> bool:
    try:
        stated: dict[str, Any] = json.loads((folder / _DESCRIPTOR).read_text(encoding="utf-8"))["release"]
    except (OSError, ValueError, KeyError):
        return False
    return (stated.get("content"), stated.get("as_known_on")) == (made.content, as_known_on.isoformat())


def _lay_down(
    folder: Path, made: Draft, *, version: int | None, changes: Changes | None, as_known_on: date | None
) -> None:
    """Write a release beside its place and move it there when all of it is on the disk."""
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)  # what a killed process left
    unfinished.mkdir()
    try:
        made.write(unfinished, version=version, changes=changes, as_known_on=as_known_on)
        files = sorted(path for path in unfinished.rglob("*") if path.is_file())
        sums = [
            f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(unfinished).as_posix()}\n"
            for file in files
        ]
        (unfinished / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
        _settle_all(unfinished)
        unfinished.replace(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    settle(folder.parent)


def _settle_all(folder: Path) -> None:
    """Make the files of a folder unchangeable and wait until all of them are on the disk."""
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        if path.is_file():
            path.chmod(0o444)
    at_once(settle, paths)


def _point_to(shelf: Path, version: int, content: str) -> None:
    """Say which version is the last one."""
    pointer = shelf / "latest.json"
    says = json.dumps({"version": version, "folder": f"v{version}", "content": content}, indent=2) + "\n"
    if not pointer.exists() or pointer.read_text(encoding="utf-8") != says:
        with whole(pointer) as unfinished:
            unfinished.write_text(says, encoding="utf-8")
            settle(unfinished)
        settle(shelf)
