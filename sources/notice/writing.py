"""Writing a notice: its files, from what is said and the sender's workbook where that can be marked.

One notice at a time in this process; ``marking`` marks many in processes of their own. Where the files are laid down is
``outbox``'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sources.notice.composing import compose
from sources.notice.fresh_workbook import write_fresh_workbook
from sources.notice.marking import mark_copy
from sources.notice.message import MESSAGE_LIMIT
from sources.notice.notice import Line
from sources.notice.unmarked import only_a_list_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.labels import Language
    from sources.notice.composing import Composed
    from sources.notice.marked_copy import Unmarked
    from sources.notice.notice import Notice
    from sources.workbook.limits import Limits

NOTICE_VERSION = 2
"""To be raised where the files of a notice change although it says the same: every notice is then written again."""


@dataclass(frozen=True, slots=True)
class NoticeFiles:
    """What is laid down for a sender."""

    message: str
    workbook: bytes | None
    """A marked copy of the sender's workbook, or a list of the findings; None with a receipt."""
    marked: bool
    """Whether the workbook is the sender's own, marked."""


def make_notice(notice: Notice, content: bytes | None, languages: Sequence[Language], limits: Limits) -> NoticeFiles:
    """Write the files of one notice.

    Args:
        notice: what is told.
        content: the sender's workbook; None if it is not at hand.
        languages: in which languages.
        limits: what a workbook may be at most to be marked.
    """
    composed = compose(notice, languages)
    marked: bytes | Unmarked | None = None
    if needs_workbook(notice) and content is not None:
        marked = mark_copy(content, composed.marks, composed.sheet, limits)
    return assemble(notice, composed, marked, languages)


def needs_workbook(notice: Notice) -> bool:
    """Whether there is anything to show in a workbook; if not, the message is a receipt.

    That a sheet says "жок" is the clerk's own answer, understood as it was meant: the message repeats it.
    """
    return any(finding.code != "answered_none" for finding in notice.findings)


def assemble(
    notice: Notice, composed: Composed, marked: bytes | Unmarked | None, languages: Sequence[Language]
) -> NoticeFiles:
    """Put the files of a notice together.

    Args:
        notice: what is told.
        composed: what ``compose`` says of it.
        marked: the marked copy, or why there is none; None where that is not known, or the findings say it.
        languages: in which languages.
    """
    if not needs_workbook(notice):
        return NoticeFiles(_finished(composed.message), None, marked=False)
    if isinstance(marked, bytes):
        return NoticeFiles(_finished(composed.message), marked, marked=True)
    said = [only_a_list_words(marked, language) for language in languages]
    closing = "\n".join(("", "", *said))
    shorter = compose(notice, languages, message_limit=MESSAGE_LIMIT - len(closing))
    title, *rest = composed.sheet.lines
    sheet = replace(composed.sheet, lines=(title, *(Line((text,), "strong") for text in said), *rest))
    return NoticeFiles(_finished(shorter.message + closing), write_fresh_workbook(sheet), marked=False)


def _finished(message: str) -> str:
    return f"{message}\n"
