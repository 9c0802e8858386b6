"""What lies in a drop folder, as its file system lists it: the files, and what stands in the place of one.

A disk or a file server is gone through folder by folder, and links are never followed; an object store is listed with
one call. Nothing is opened and nothing is asked of a single file.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from sources.intake.file_systems import is_object_store

if TYPE_CHECKING:
    from collections.abc import Iterator

_PASSED_OVER = re.compile(
    r"^(~\$|\.|~syncthing~)"
    # Unfinished files of browsers, download and transfer programs, and sync programs
    r"|\.(tmp|part|partial|crdownload|opdownload|filepart|download|aria2|syncpart|!sync|!ut|!qb|bts|lock)$"
    # Copies that editors and rsync leave of what they replace
    r"|^#.*#$|~$"
    # What Windows and macOS put into folders
    r"|^(desktop\.ini|(eh)?thumbs\.db|icon\r)$|:zone\.identifier$",
    re.IGNORECASE | re.DOTALL,
)
"""Owner files of Excel, LibreOffice and WPS, hidden files, the unfinished files of browsers and sync programs, and what
desktops strew about. Conflicted copies that sync programs make are reports like any other."""

_VERSION = "?versionId="
"""What follows it in a name, s3fs takes for the version of an object of another name, and asks for that one."""

_SENDER = re.compile(r"\d{14}")

DEEPEST = 5
"""So many folders deep a sender's own folder is looked into: clerks file by year, quarter and form."""

_NO_FILES = {stat.S_IFLNK: "link", stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket", stat.S_IFDIR: "folder"}
_DEVICES = (stat.S_IFCHR, stat.S_IFBLK)


@dataclass(frozen=True, slots=True)
class Unread:
    """What lies in the drop folder in the place of a file and is not opened."""

    name: str
    """Its path below the sender's folder or, outside of these, below the drop folder."""
    what: str
    """``link``, ``pipe``, ``socket``, ``device``, ``folder`` (too deep, or closed to us), or ``other``."""
    sender: str | None

    @property
    def path(self) -> str:
        """Its path below the drop folder."""
        return f"{self.sender}/{self.name}" if self.sender and self.name else self.sender or self.name


@dataclass(frozen=True)
class DroppedFile:
    """A file in the drop folder as it stood when it was seen."""

    path: str
    """Within the folder's file system."""
    sender: str | None
    """The code of the municipality whose subfolder it lies in."""
    size_bytes: int
    modified_at: datetime
    """When it was last written, as the sender may have set it."""
    arrived_at: datetime
    """When it came to lie here as it is: on local disks and in object stores a time that no sender can set."""
    is_time_of_sender: bool = False
    """Whether its file system knows no time but the one that the sender may have set, as file servers do."""
    version: str = ""
    """What an object store calls these bytes (the ETag)."""

    @property
    def name(self) -> str:
        """The bare file name; bytes that are no UTF-8, as old programs leave in names, show as �."""
        return _shown(PurePosixPath(self.path).name)


@dataclass(frozen=True)
class Listing:
    """How a drop folder is listed."""

    system: Any
    root: str
    trust_file_times: bool

    def entries(self, strange: list[str]) -> Iterator[DroppedFile | Unread]:
        """Yield the files, and what stands in the place of one.

        Args:
            strange: is given the folders that hold something and are not named by a municipality's code.

        Raises:
            FileNotFoundError: there is no such folder.
        """
        return self._objects(strange) if is_object_store(self.system) else self._top(strange)

    def _objects(self, strange: list[str]) -> Iterator[DroppedFile | Unread]:
        for path, entry in self.system.find(self.root, detail=True).items():
            first, *below = path.removeprefix(self.root).lstrip("/").split("/")
            # An object whose name ends so only makes a folder seen.
            if entry["type"] != "file" or path == self.root or path.endswith("/"):
                continue
            if _VERSION in path:
                yield Unread(_shown("/".join(below) or first), "other", first if _SENDER.fullmatch(first) else None)
            elif not below:
                yield self.file(entry, None) or Unread(_shown(first), "other", None)
            elif not _SENDER.fullmatch(first):
                if not is_passed_over(first) and _shown(first) not in strange:
                    strange.append(_shown(first))
            elif any(is_passed_over(folder) for folder in below[:-1]):
                continue
            elif len(below) - 1 <= DEEPEST:
                yield self.file(entry, first) or Unread(_shown("/".join(below)), "other", first)
            else:
                yield Unread(_shown("/".join(below[: DEEPEST + 1])), "folder", first)

    def _top(self, strange: list[str]) -> Iterator[DroppedFile | Unread]:
        for entry in self.system.ls(self.root, detail=True):
            name = PurePosixPath(entry["name"]).name
            if entry["type"] == "directory" and _SENDER.fullmatch(name):
                yield from self._below(entry["name"], name, ())
            elif entry["type"] == "directory":
                if not is_passed_over(name) and self._holds_something(entry["name"]):
                    strange.append(_shown(name))
            else:
                yield self.file(entry, None) or Unread(_shown(name), _what(entry), None)

    def _holds_something(self, folder: str) -> bool:
        try:
            return bool(self.system.ls(folder, detail=False))
        except FileNotFoundError:  # it has just gone
            return False
        except PermissionError:
            return True

    def _below(self, folder: str, sender: str, below: tuple[str, ...]) -> Iterator[DroppedFile | Unread]:
        """Yield what lies in a sender's folder and in the folders in it; links are never followed."""
        try:
            entries = self.system.ls(folder, detail=True)
        except FileNotFoundError:  # it has just gone
            return
        except PermissionError:
            yield Unread(_shown("/".join(below)), "folder", sender)
            return
        for entry in entries:
            name = PurePosixPath(entry["name"]).name
            if entry["type"] != "directory":
                yield self.file(entry, sender) or Unread(_shown("/".join((*below, name))), _what(entry), sender)
            elif is_passed_over(name):
                continue
            elif len(below) < DEEPEST:
                yield from self._below(entry["name"], sender, (*below, name))
            else:
                yield Unread(_shown("/".join((*below, name))), "folder", sender)

    def file(self, entry: dict[str, Any], sender: str | None) -> DroppedFile | None:
        """Return the file that an entry of a listing stands for; None if it is no file."""
        is_regular = (
            entry["type"] == "file" and not entry.get("islink") and stat.S_ISREG(entry.get("mode") or stat.S_IFREG)
        )
        if not is_regular:
            return None
        put_at = entry.get("LastModified") or entry.get("last_modified")
        # Some object stores list fractions of a second and leave them out when they are asked for one object.
        modified = _moment(put_at or entry.get("mtime") or entry.get("modified"))
        modified = modified.replace(microsecond=0) if put_at else modified
        # On a local disk "created" is the time at which the file was last put or changed here.
        here = _moment(entry["created"]) if "created" in entry else modified
        return DroppedFile(
            entry["name"],
            sender,
            int(entry["size"] or 0),
            modified_at=modified,
            arrived_at=modified if self.trust_file_times else max(modified, here),
            is_time_of_sender=not (self.trust_file_times or put_at or "created" in entry),
            version=str(entry.get("ETag") or entry.get("etag") or ""),
        )


def is_passed_over(name: str) -> bool:
    """Return whether something is by its name no report: an owner file, a hidden or an unfinished one."""
    return bool(_PASSED_OVER.search(name))


def _shown(name: str) -> str:
    """Return a name whose bytes may be no UTF-8, as old programs leave them, with � for these."""
    return os.fsencode(name).decode(errors="replace")


def _what(entry: dict[str, Any]) -> str:
    """Say what an entry is that is no file."""
    kind = stat.S_IFMT(entry.get("mode") or 0)
    if entry.get("islink") or entry["type"] == "link":
        return "link"
    return "device" if kind in _DEVICES else _NO_FILES.get(kind, "other")


def _moment(stated: object) -> datetime:
    if isinstance(stated, datetime):
        return stated.astimezone(UTC)
    return datetime.fromtimestamp(float(str(stated or 0)), UTC)
