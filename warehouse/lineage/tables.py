"""The tables of cells on a page, written without a template: a quarter's pages have thousands of cells.

Whatever comes out of a workbook passes through ``escape`` here, and through ``plain`` before.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from sources.findings import CATALOGUE
from sources.forms import ALL_FORMS
from sources.labels import LANGUAGES, Label
from sources.notice.plain_text import number_words
from warehouse.lineage import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sources.forms import Form
    from warehouse.indicators.declaration import Role
    from warehouse.lineage.lineage import Cell, RefusedRow, Remark, Row, Submission
    from warehouse.lineage.wording import Said

_VERSION = Label("версия", "версия", "version")
_RECEIVED = Label("келип түшкөн", "поступил", "received")
_ERRORS = Label("каталар:", "ошибок:", "errors:")
_WARNINGS = Label("эскертүүлөр:", "предупреждений:", "warnings:")
_NOTICE = Label("жооп:", "ответ:", "notice:")
_COPY = Label("уячалары белгиленген көчүрмө", "копия с отмеченными ячейками", "copy with the cells marked")
_ROW = Label("Сап", "Строка", "Row")
_HASH_DIGITS = 16


@lru_cache(maxsize=4096)
def in_languages(label: Label) -> Markup:
    """Return a text in all languages, of which the page shows one."""
    return Markup(  # noqa: S704 - the texts are escaped here
        "".join(f'<span lang="{language}">{escape(label[language])}</span>' for language in LANGUAGES)
    )


@lru_cache(maxsize=65_536)
def number(value: float | None, decimals: int | None = 2) -> str:
    """Write a number so that it is read alike in all languages: a space between thousands, a decimal point."""
    return "–" if value is None else number_words(float(value), "en", decimals).replace(",", "\N{NO-BREAK SPACE}")


def books(rows: Sequence[Row], copies: Mapping[str, str]) -> Markup:
    """Return the workbooks of some rows, in the order of their quarters, each with a table for each form.

    Args:
        rows: the rows of one municipality.
        copies: links to workbooks with the cells marked, by submission.
    """
    written: list[str] = []
    in_order = sorted(rows, key=lambda row: (row.submission.quarter or "", row.submission.id))
    for _, of_book in groupby(in_order, key=lambda row: row.submission.id):
        mine = list(of_book)
        written.append(_heading(mine[0].submission, copies))
        for form, of_form in groupby(mine, key=lambda row: row.form):
            if form:
                written.append(_table(ALL_FORMS[form], list(of_form)))
    return Markup("\n".join(written))  # noqa: S704 - every text in it is escaped


def refused(rows: Sequence[RefusedRow]) -> Markup:
    """Return a list of the rows that were refused; nothing where there are none."""
    lines = "".join(f"<li>{in_languages(wording.refused_words(row))}</li>" for row in rows)
    said = f"<h4>{in_languages(wording.REFUSED_ROWS)}</h4>\n<ul>{lines}</ul>" if rows else ""
    return Markup(said)  # noqa: S704 - every text in it is escaped


def _heading(submission: Submission, copies: Mapping[str, str]) -> str:
    facts = [
        f"{in_languages(_VERSION)} {submission.version}",
        f"{in_languages(_RECEIVED)} {wording.moment(submission.received_at)}",
        f"{in_languages(_ERRORS)} {submission.errors}",
        f"{in_languages(_WARNINGS)} {submission.warnings}",
        f"SHA-256 <code>{submission.sha256[:_HASH_DIGITS]}</code>",
    ]
    if submission.notice:
        facts.append(f"{in_languages(_NOTICE)} <code>outbox/{escape(submission.notice)}</code>")
    if submission.id in copies:
        facts.append(f'<a href="{escape(copies[submission.id])}">{in_languages(_COPY)}</a>')
    period = escape(submission.wave or submission.quarter or "")
    title = f"<h4>{period} · <bdi>{escape(submission.file_name)}</bdi></h4>"
    return f'{title}\n<p class="quiet">{" · ".join(facts)}</p>'


def _table(form: type[Form], rows: list[Row]) -> str:
    """Return the rows of one form in one workbook: a line a row, a column for each column of the form that is read."""
    roles: dict[str, dict[Role, None]] = {}
    sheets: dict[str, None] = {}
    for row in rows:
        for cell in row.cells.values():
            sheets[cell.sheet] = None
            roles.setdefault(cell.column, {}).update(dict.fromkeys(cell.roles))
    columns = tuple(name for name in form.columns() if name in roles)
    lines = "\n".join(
        f'<tr><th scope="row" class="n">{row.number}<small>{_key(row.key)}</small>{_remarks(row.remarks)}</th>'
        + "".join(_cell(row.cells.get(name)) for name in columns)
        + "</tr>"
        for row in rows
    )
    caption = f"{in_languages(form.sheet)} · <bdi>{escape(', '.join(sheets))}</bdi>"
    head = _head(form.id, tuple((name, tuple(roles[name])) for name in columns))
    return f'<div class="wide"><table><caption>{caption}</caption>{head}<tbody>\n{lines}\n</tbody></table></div>'


@lru_cache(maxsize=1024)
def _head(form: str, columns: tuple[tuple[str, tuple[Role, ...]], ...]) -> str:
    headings = "".join(
        f'<th scope="col">{in_languages(wording.heading(form, name))}<small>'
        f"{', '.join(in_languages(wording.ROLES[role]) for role in roles)}</small></th>"
        for name, roles in columns
    )
    return f'<thead><tr><th scope="col" class="n">{in_languages(_ROW)}</th>{headings}</tr></thead>'


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return "<td>–</td>"
    counted, written = cell.counted, cell.written
    said = _said(counted)
    if isinstance(written, str) and written != counted:
        said = f"<q>{escape(written)}</q> → {said}"
    elif written != counted:
        said = f"{_said(written)} × {number(cell.scale)} = {said}"
    return f"<td>{said} <i>{cell.address}</i>{_remarks(cell.remarks)}</td>"


def _said(value: Said) -> str:
    if value is None:
        return in_languages(wording.BLANK)
    if isinstance(value, bool):
        return in_languages(wording.YES if value else wording.NO)
    return number(value, None) if isinstance(value, int | float) else escape(wording.said(value, "en"))


def _key(key: Mapping[str, Said]) -> str:
    return escape(", ".join(wording.said(value, "en") for value in key.values() if value is not None))


def _remarks(found: Sequence[Remark]) -> str:
    if not found:
        return ""
    return "".join(
        f' <mark class="{each.severity}" title="{escape(CATALOGUE[each.code].title.en)}">{escape(each.code)}</mark>'
        for each in dict.fromkeys(found)
    )
