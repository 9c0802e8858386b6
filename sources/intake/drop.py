"""The drop folder: which files lie there, and which of them have settled.

Nothing is opened here. A folder is any fsspec URL; on local disks only regular files count, so that links and pipes
that pose as workbooks are left where they are and named.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO

import fsspec
from fsspec.implementations.local import LocalFileSystem

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

_CHUNK_BYTES = 1 << 20

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
    """When it came to lie here as it is: on local disks a time that no sender can set."""

    @property
    def name(self) -> str:
        """The bare file name; bytes that are no UTF-8, as old programs leave in names, show as �."""
        return _shown(PurePosixPath(self.path).name)


@dataclass(frozen=True)
class Drop:
    """What lies in the drop folder."""

    ready: list[DroppedFile]
    """Files that have settled, in the order in which they arrived."""
    waiting: int
    """Files still being written, or too fresh to tell."""
    passed_over: int
    """What is not for us: owner files, temporary files, links, pipes."""
    strange_folders: list[str]
    """Subfolders that hold something and are not named by a municipality's code: nobody reads what lies there."""
    unread: list[Unread]
    """Of what was passed over, the links, pipes, devices and folders too deep: who put them there meant a file."""


@dataclass(frozen=True)
class DropFolder:
    """The folder, local or remote, where municipalities drop their files."""

    url: str
    settle_seconds: float
    trust_file_times: bool = False
    """Whether a file arrived when it says it was last written (a simulation does); a copy may keep an old time."""

    @property
    def files(self) -> tuple[Any, str]:
        """The fsspec file system and the folder's path in it."""
        system, path = fsspec.core.url_to_fs(self.url)
        return system, path

    def scan(self, now: datetime) -> Drop:
        """Look at the folder and at what lies below the subfolders named by a municipality's code; nothing is opened.

        Raises:
            FileNotFoundError: the folder does not exist.
        """
        ready: list[DroppedFile] = []
        unread: list[Unread] = []
        strange: list[str] = []
        waiting, passed_over = 0, 0
        for found in self._entries(strange):
            if isinstance(found, Unread):
                passed_over += 1
                if not _PASSED_OVER.search(PurePosixPath(found.name).name):
                    unread.append(found)
            elif _PASSED_OVER.search(found.name):
                passed_over += 1
            elif 0 <= (now - found.arrived_at).total_seconds() < self.settle_seconds:
                waiting += 1
            else:
                ready.append(found)
        ready.sort(key=lambda file: (file.arrived_at, file.path))
        return Drop(ready, waiting, passed_over, strange, sorted(unread, key=lambda one: one.path))

    def _entries(self, strange: list[str]) -> Iterator[DroppedFile | Unread]:
        system, root = self.files
        for entry in system.ls(root, detail=True, refresh=True):
            name = PurePosixPath(entry["name"]).name
            if entry["type"] == "directory" and _SENDER.fullmatch(name):
                yield from self._below(entry["name"], name, ())
            elif entry["type"] == "directory":
                if not _PASSED_OVER.search(name) and system.ls(entry["name"], detail=False):
                    strange.append(_shown(name))
            else:
                yield self._file(entry, None) or Unread(_shown(name), _what(entry), None)

    def _below(self, folder: str, sender: str, below: tuple[str, ...]) -> Iterator[DroppedFile | Unread]:
        """Yield what lies in a sender's folder and in the folders in it; links are never followed."""
        system, _ = self.files
        try:
            entries = system.ls(folder, detail=True, refresh=True)
        except FileNotFoundError:  # it has just gone
            return
        except PermissionError:
            yield Unread(_shown("/".join(below)), "folder", sender)
            return
        for entry in entries:
            name = PurePosixPath(entry["name"]).name
            if entry["name"].rstrip("/") == folder.rstrip("/"):  # object stores may list a folder in itself
                continue
            if entry["type"] != "directory":
                yield self._file(entry, sender) or Unread(_shown("/".join((*below, name))), _what(entry), sender)
            elif _PASSED_OVER.search(name):
                continue
            elif len(below) < DEEPEST:
                yield from self._below(entry["name"], sender, (*below, name))
            else:
                yield Unread(_shown("/".join((*below, name))), "folder", sender)

    def _file(self, entry: dict[str, Any], sender: str | None) -> DroppedFile | None:
        is_regular = (
            entry["type"] == "file" and not entry.get("islink") and stat.S_ISREG(entry.get("mode", stat.S_IFREG))
        )
        if not is_regular:
            return None
        modified = _moment(entry.get("mtime") or entry.get("LastModified") or entry.get("modified"))
        # On a local disk "created" is the time at which the file was last put or changed here.
        here = _moment(entry["created"]) if "created" in entry else modified
        return DroppedFile(
            entry["name"],
            sender,
            int(entry["size"] or 0),
            modified_at=modified,
            arrived_at=modified if self.trust_file_times else max(modified, here),
        )

    def unchanged(self, file: DroppedFile) -> bool:
        """Return whether the file still stands as it was seen, in folders that are no links by now."""
        system, root = self.files
        if isinstance(system, LocalFileSystem):
            # Whoever may write into a folder could put a link to another's in the place of one in it.
            between = Path(file.path).relative_to(root).parents
            if any(Path(root, folder).is_symlink() for folder in between if folder.name):
                return False
        try:
            entry = system.info(file.path)
        except FileNotFoundError:
            return False
        return self._file(entry, file.sender) == file

    def copy(self, file: DroppedFile, target: Path) -> str:
        """Copy a file to a local path and return the SHA-256 of what was copied.

        A local file is opened without following links, so that what was a file when it was seen is still one. One that
        grows meanwhile is not followed for ever: it is no longer ``unchanged``, and what was copied is of no use.

        Raises:
            FileNotFoundError: it has gone meanwhile.
        """
        system, _ = self.files
        # Elsewhere a size may be unknown, and nothing grows.
        most = file.size_bytes + 1 if isinstance(system, LocalFileSystem) else None
        fingerprint = hashlib.sha256()
        self._copy(file, target, most, fingerprint)
        return fingerprint.hexdigest()

    def copy_beginning(self, file: DroppedFile, target: Path, most_bytes: int) -> str:
        """Copy the beginning of a file that is too large to be copied, and return what it is to be known by.

        That is the SHA-256 of the beginning with the file's place, size and time: to read all of it could take for
        ever, and two such files must not pass for one.

        Raises:
            FileNotFoundError: it has gone meanwhile.
        """
        facts = f"{file.size_bytes} {file.arrived_at.isoformat()} ".encode()
        fingerprint = hashlib.sha256(facts + os.fsencode(file.path) + b"\0")
        self._copy(file, target, most_bytes, fingerprint)
        return fingerprint.hexdigest()

    def local_path(self, file: DroppedFile) -> Path | None:
        """Return the file's own path, if the folder is on a local disk."""
        return Path(file.path) if isinstance(self.files[0], LocalFileSystem) else None

    def _copy(self, file: DroppedFile, target: Path, most_bytes: int | None, fingerprint: Any) -> None:
        system, _ = self.files
        left = _CHUNK_BYTES if most_bytes is None else most_bytes
        with self._open(system, file.path) as source, target.open("wb") as copy:
            while left and (chunk := source.read(min(_CHUNK_BYTES, left))):
                fingerprint.update(chunk)
                copy.write(chunk)
                if most_bytes is not None:
                    left -= len(chunk)
            copy.flush()
            os.fsync(copy.fileno())

    @staticmethod
    def _open(system: Any, path: str) -> BinaryIO:
        if not isinstance(system, LocalFileSystem):
            remote: BinaryIO = system.open(path, "rb")
            return remote
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            raise FileNotFoundError(f"{path} has become a link") from None
        return os.fdopen(descriptor, "rb")

    def remove(self, file: DroppedFile) -> None:
        """Take the file out of the folder, unless it has changed since it was seen: then it is a new file."""
        system, _ = self.files
        if self.unchanged(file):
            system.rm_file(file.path)


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
