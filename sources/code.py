"""The code itself as data: what results were computed with, and whether two machines have the same."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


@cache
def code_fingerprint(*packages: ModuleType) -> str:
    """Return a hash of packages' code and tables, as they lie on the disk when it is first asked for."""
    fingerprint = hashlib.sha256()
    for package in packages:
        root = Path(str(package.__file__)).parent
        for file in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".csv")):
            fingerprint.update(file.relative_to(root).as_posix().encode())
            fingerprint.update(file.read_bytes())
    return fingerprint.hexdigest()
