"""Answers from closed lists: codes, and yes or no.

An answer is known by its label in any of the three languages, by its code, or by another spelling that its list names
(``CodeList.aliases``). Which answers there are, and what they are called, is declared in ``sources.forms.codes``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.folding import fold
from sources.forms.codes import BOOLEAN
from sources.values.missing import is_unknown, says_nothing
from sources.values.reading import Reading
from sources.values.texts import clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sources.forms.form import CodeList

EXPECTED_YES_OR_NO = f"yes or no ({BOOLEAN.labels['true'].ky} / {BOOLEAN.labels['false'].ky})"

_MINUS = "−"
"""The minus sign proper says no, like its fellow ``+`` says yes; hyphens and dashes are markers for "no data"."""


class Answers:
    """A closed list made ready for reading: every spelling of every answer."""

    def __init__(self, codes: CodeList) -> None:
        self._exact: dict[str, str] = {}
        self._known: dict[str, str] = {}
        for code, label in codes.labels.items():
            for name in (code, *label):
                self._exact[name.casefold()] = code
            for name in (code, *label, *codes.aliases.get(code, ())):
                self._add(name, code, codes.name)
        self.expected = "one of: " + ", ".join(label.en for label in codes.labels.values())

    def _add(self, name: str, code: str, list_name: str) -> None:
        if self._known.setdefault(answer_key(name), code) != code:
            raise ValueError(f"{name!r} means two answers of the list {list_name!r}")

    def find(self, text: str) -> tuple[str, bool] | None:
        """Return the code of an answer and whether it was given in its own words (label or code, in any letter case).

        A bilingual answer (``Ичүүчү суу / Питьевая вода``) counts as its own words where its parts do and agree.
        """
        written = clean_text(text)
        whole = self._find_one(written)
        if whole is not None:
            return whole
        parts = [self._find_one(part.strip()) for part in re.split(r"[/|;]", written)]
        found = [part for part in parts if part is not None]
        if len(found) < len(parts) or len({code for code, _ in found}) != 1:
            return None
        return found[0][0], all(exact for _, exact in found)

    def _find_one(self, written: str) -> tuple[str, bool] | None:
        exact = self._exact.get(written.casefold())
        if exact is not None:
            return exact, True
        known = self._known.get(answer_key(written))
        return None if known is None else (known, False)


def answer_key(text: str) -> str:
    """Return the matching key of an answer: its folding, or itself where it is nothing but signs (``+``, ``✓``)."""
    return fold(text) or text.strip()


def parse_code(text: str, answers: Answers) -> Reading[str]:
    """Read a text as one answer of a closed list.

    Returns:
        The code, with the note ``text_as_code`` where it was known by an alias or by folding (letter case and spaces
        apart); missing for a blank or a marker; else the fault ``not_in_list``.
    """
    if not clean_text(text):
        return Reading()
    found = answers.find(text)
    if found is not None:
        return Reading(found[0], notes=() if found[1] else ("text_as_code",))
    if says_nothing(text):
        return Reading(notes=("missing_marker",))
    return Reading(fault="not_in_list", expected=answers.expected)


_YES_OR_NO = Answers(BOOLEAN)
_VALUES: Mapping[str, bool] = {"true": True, "false": False}


def parse_boolean(text: str) -> Reading[bool]:
    """Read a text as yes or no: ``ооба``, ``да``, ``+``, ``✓``; ``жок``, ``нет``, ``0``.

    Returns:
        True or False, with the note ``text_as_code`` for a spelling other than yes and no in the three languages;
        missing for a blank or a marker (a lone ``-`` among them); else the fault ``not_yes_no``.
    """
    written = clean_text(text)
    if not written or (is_unknown(written) and written != _MINUS):
        return Reading(notes=("missing_marker",) if written else ())
    found = _YES_OR_NO.find(written)
    if found is None:
        return Reading(fault="not_yes_no", expected=EXPECTED_YES_OR_NO)
    return Reading(_VALUES[found[0]], notes=() if found[1] else ("text_as_code",))
