"""Text in the three languages of the programme.

Holds the one type that every form, code, finding and indicator uses for what people read. The texts themselves stand
where the thing they name is declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Language = Literal["ky", "ru", "en"]
LANGUAGES: tuple[Language, ...] = ("ky", "ru", "en")


@dataclass(frozen=True, slots=True)
class Label:
    """One text in Kyrgyz, Russian and English."""

    ky: str
    ru: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return str(getattr(self, language))

    def __iter__(self) -> Iterator[str]:
        return iter((self.ky, self.ru, self.en))
