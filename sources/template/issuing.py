"""Writing the templates of many municipalities: into one folder, a folder for each, or a zip.

What a template looks like is in ``workbook``; who gets one, and what is known of them, the caller says.
"""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.compute import ComputeError, Processes, Work
from sources.template.prefill import NOTHING_KNOWN
from sources.template.workbook import template_bytes, write_template
from sources.whole_files import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sources.compute import Compute
    from sources.labels import Language
    from sources.quarters import Quarter
    from sources.register import Municipality, Register
from sources.template.prefill import Prefill

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The time that every file in a zip bears, so that the same templates are the same zip."""


_MANY = 30
"""So many templates are worth the seconds that processes need to load what writes them."""
_WALL_SECONDS = 120.0
"""A template takes a tenth of a second; a process that takes so long for a few is stuck."""


def _silent(_done: int, _all: int) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class TemplateIssue:
    """The templates of one quarter."""

    quarter: Quarter
    register: Register
    prefills: Mapping[str, Prefill]
    """What is known of earlier reports, by municipality code."""
    languages: Sequence[Language] = ("ky", "ru")
    deadline_days: int = 20
    compute: Compute = field(default_factory=Processes)
    """Where many of them are written."""
    progress: Callable[[int, int], None] = _silent
    """Called after each template: how many are written, of how many."""

    def file_name(self, code: str) -> str:
        """Return what a municipality's template is called."""
        return f"{code}_{self.quarter}.xlsx"

    def write(self, code: str, file: Path) -> None:
        """Write the template of one municipality.

        Raises:
            KeyError: the municipality is not in the register.
        """
        write_template(
            file,
            self.register[code],
            self.quarter,
            self.prefills.get(code, NOTHING_KNOWN),
            self.languages,
            deadline_days=self.deadline_days,
            settlements=self._settlements(code),
        )

    def into_folder(self, codes: Sequence[str], folder: Path) -> list[Path]:
        """Write the templates of some municipalities into one folder, and return the files."""
        return self._into(codes, dict.fromkeys(codes, folder))

    def into_outbox(self, codes: Sequence[str], outbox: Path) -> list[Path]:
        """Write the templates of some municipalities each into its own folder of the outbox, and return the files."""
        return self._into(codes, {code: outbox / code for code in codes})

    def _into(self, codes: Sequence[str], folders: Mapping[str, Path]) -> list[Path]:
        files = []
        for code, content in self._contents(codes):
            folders[code].mkdir(parents=True, exist_ok=True)
            files.append(folders[code] / self.file_name(code))
            with whole(files[-1]) as unfinished:
                unfinished.write_bytes(content)
            self.progress(len(files), len(codes))
        return files

    def into_zip(self, codes: Sequence[str], file: Path) -> None:
        """Write the templates of some municipalities into a zip, which appears whole or not at all."""
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(f".{file.name}.{os.getpid()}.unfinished")
        try:
            with zipfile.ZipFile(unfinished, "w") as archive:
                for done, (code, content) in enumerate(self._contents(codes), 1):
                    archive.writestr(zipfile.ZipInfo(self.file_name(code), _ZIP_TIME), content)
                    self.progress(done, len(codes))
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)

    def _contents(self, codes: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the templates of some municipalities; many are written in parallel."""
        work = _Writing(self.quarter, tuple(self.languages), self.deadline_days)
        items = (
            (code, (self.register[code], self._settlements(code), self.prefills.get(code, NOTHING_KNOWN)))
            for code in codes
        )
        if len(codes) < _MANY:
            return ((code, work.do(item)) for code, item in items)
        return self.compute.work_through(work, items)

    def _settlements(self, code: str) -> tuple[str, ...]:
        return tuple(each.name_ru for each in self.register.settlements_of(code))


@dataclass(frozen=True)
class _Writing(Work["tuple[Municipality, tuple[str, ...], Prefill]", bytes]):
    """Writing templates, each for a municipality with its settlements and what is known of it."""

    quarter: Quarter
    languages: tuple[Language, ...]
    deadline_days: int

    @property
    def wall_seconds(self) -> float:
        return _WALL_SECONDS

    def start(self) -> None:
        """Nothing to set up: what is written is ours, and needs no limits."""

    def do(self, item: tuple[Municipality, tuple[str, ...], Prefill]) -> bytes:
        municipality, settlements, prefill = item
        return template_bytes(
            municipality,
            self.quarter,
            prefill,
            self.languages,
            deadline_days=self.deadline_days,
            settlements=settlements,
        )

    def lost(self, key: object, reason: str) -> bytes:
        raise ComputeError(f"the template of {key} cannot be written: {reason}")
