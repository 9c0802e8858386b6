"""What an operator is told when a run fails for a reason outside the program: one line, and what to do.

Where to look for more is said by who knows the run (``running``). Mistakes of ours keep their traceback.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from fsspec.core import split_protocol
from sqlalchemy import make_url

from sources.intake.file_systems import shown

if TYPE_CHECKING:
    from aimak_pipeline.settings import Settings

_REMEDIES = {
    r"database is locked|due to lock timeout": (
        "another program has been writing into the warehouse {warehouse} for too long: close it and call `aimak run` "
        "again"
    ),
    # What PostgreSQL cannot write lies on the server's disk, and not on ours.
    r"could not (extend|write|create) .*No space left on device": (
        "the disk of the server of {warehouse} is full ({cause}): make space there and call `aimak run` again; "
        "nothing is lost"
    ),
    r"No space left on device|database or disk is full|Disk quota exceeded": (
        "the disk that holds {full} is full ({cause}): make space and call `aimak run` again; nothing is lost"
    ),
    r"file is not a database|disk image is malformed": (
        "the warehouse {warehouse} is damaged ({cause}): move its file away and call `aimak run`, which makes it again "
        "from the archive"
    ),
    r"unable to open database file": (
        "the warehouse {warehouse} cannot be opened: see whether its folder is there and may be written to"
    ),
    r"database \".*\" does not exist": (
        "the server has no database of that name, for the warehouse {warehouse}: make it with `createdb`"
    ),
    r"authentication failed|role \".*\" does not exist|no pg_hba.conf entry": (
        "the server of the warehouse {warehouse} does not let this user in ({cause})"
    ),
    r"connection (to server|is bad|failed|is lost)|server closed the connection|terminating connection": (
        "the server of the warehouse {warehouse} does not answer, or has ended the connection ({cause}): see whether "
        "it runs, and call `aimak run` again; nothing is lost"
    ),
}

_EXCEPTION_NAME = re.compile(r"^(\(?[\w.]+(Error|Exception)\)?:? )+")


def in_one_line(message: str, settings: Settings) -> str:
    """Return what an operator is told of an exception.

    Args:
        message: what the exception says; its first line counts, which in SQL errors is followed by the statement.
        settings: name the warehouse.
    """
    cause = _EXCEPTION_NAME.sub("", message.strip().partition("\n")[0])
    for pattern, remedy in _REMEDIES.items():
        if re.search(pattern, cause, re.IGNORECASE):
            warehouse = shown(settings.warehouse)
            return remedy.format(cause=cause, warehouse=warehouse, full=_fullest(settings))
    return cause


def _fullest(settings: Settings) -> Path:
    """Return the folder of ours that lies on the disk with the least space left.

    The system does not say where it was writing when it had no more space.
    """
    folders = [settings.root, settings.outbox, settings.reports, settings.cache, settings.dagster_home]
    folders.append(Path(settings.quarantine))
    protocol, archive = split_protocol(settings.archive)
    if protocol in (None, "file", "local"):
        folders.append(Path(archive))
    warehouse = make_url(settings.warehouse)
    if warehouse.get_backend_name() == "sqlite" and warehouse.database:
        folders.append(Path(warehouse.database).absolute().parent)
    disks: dict[int, list[Path]] = {}
    for folder in folders:
        if folder.exists():
            disks.setdefault(folder.stat().st_dev, []).append(folder)
    fullest = min(disks.values(), key=lambda on_disk: os.statvfs(on_disk[0]).f_bavail * os.statvfs(on_disk[0]).f_frsize)
    return Path(os.path.commonpath(fullest))
