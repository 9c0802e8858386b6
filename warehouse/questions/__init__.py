"""The ten questions that analysts ask most, as SQL that both engines understand.

One file each, in the order of its number; the comment in its first line is the question. Parameters are bound by name:
``:quarter``, ``:year_before``, ``:since`` (quarters), ``:indicator``, ``:municipality_code``. Nothing is asked here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


@dataclass(frozen=True)
class Question:
    """One question."""

    name: str
    """The file's name without number and ending."""
    title: str
    sql: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in the order in which they first stand."""
        return tuple(dict.fromkeys(_PARAMETER.findall(self.sql)))


def _question(file_name: str, text: str) -> Question:
    first, _, sql = text.partition("\n")
    return Question(file_name.removesuffix(".sql").partition("_")[2], first.removeprefix("--").strip(), sql.strip())


QUESTIONS = tuple(
    _question(file.name, file.read_text(encoding="utf-8"))
    for file in sorted(files(__package__).iterdir(), key=lambda file: file.name)
    if file.name.endswith(".sql")
)
"""All of them, in order."""
