"""``aimak explain``: what is behind a figure, as a tree, as JSON, as a page and as marked workbooks.

Which figure is meant, and how the tree is printed; what is behind it is found by ``warehouse.lineage``.
"""

from __future__ import annotations

import difflib
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

import click
from rich.markup import escape
from rich.tree import Tree

from aimak_pipeline.console import console, progress_bar
from aimak_pipeline.templates import municipality_called
from sources.folding import fold
from sources.forms import ALL_FORMS
from sources.labels import Label
from sources.quarters import Quarter
from sources.register import load_register
from warehouse.indicators import INDICATORS, KIND, MUNICIPALITY, OBLAST, PROGRAMME, TOTAL
from warehouse.lineage import wording
from warehouse.lineage.explanation import Explanation, explain
from warehouse.lineage.lineage import Area, Category
from warehouse.lineage.reading import WHOLE, computed_quarters, read_lineage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from aimak_pipeline.settings import Settings
    from sources.labels import Language
    from sources.register import Register
    from warehouse.lineage.explanation import Part
    from warehouse.lineage.lineage import Cell, Remark, Row

_SIMILAR = 5
_SEVERITY_STYLES = {"fatal": "bold red", "error": "red", "warning": "yellow", "note": "dim"}
_ROWS_AND_CELLS = Label(
    "уячалар: {cells}, саптар: {rows}, файлдар: {books}",
    "ячеек: {cells}, строк: {rows}, файлов: {books}",
    "cells: {cells}, rows: {rows}, workbooks: {books}",
)
_STAND_BEHIND = Label(
    "{expected} муниципалитеттин {reporting} отчёт берди, {contributing} салым кошту",
    "отчитались {reporting} из {expected}, внесли вклад {contributing}",
    "{reporting} of {expected} municipalities reported, {contributing} contribute",
)
_NO_VALUE = Label("мааниси жок", "значения нет", "no value")
_SCALED = Label(
    "{written}, ×{scale} = {counted}", "{written}, ×{scale} = {counted}", "written {written}, × {scale} = {counted}"
)
_READ_AS = Label("«{written}» → {counted}", "«{written}» → {counted}", "“{written}” → {counted}")
_ROW = Label("{}-сап", "строка {}", "row {}")


def indicator_asked(text: str) -> str:
    """Return the id of the indicator that is meant, by its id or its label in any language.

    Raises:
        click.ClickException: there is none; the message names those that look like it.
    """
    names = {fold(name): each.id for each in INDICATORS.values() for name in (each.id, *each.label)}
    if fold(text) in names:
        return names[fold(text)]
    close = dict.fromkeys(names[name] for name in difflib.get_close_matches(fold(text), names, n=_SIMILAR, cutoff=0.5))
    inside = [each for each in INDICATORS if text.lower() in each]
    similar = list(dict.fromkeys([*inside, *close]))[:_SIMILAR]
    lines = [f"  {each}  {INDICATORS[each].label.en}" for each in similar or INDICATORS]
    said = "did you mean" if similar else "there are"
    raise click.ClickException("\n".join([f"there is no indicator {text!r}; {said}:", *lines]))


def area_asked(text: str | None, register: Register) -> Area:
    """Return the area that is meant: a municipality or an oblast by code or name, a kind, or the programme.

    Raises:
        click.ClickException: none or several are meant; the message says which.
    """
    if text is None or fold(text) in {fold(name) for name in (PROGRAMME, *wording.PROGRAMME_NAME)}:
        return Area(PROGRAMME, PROGRAMME)
    kinds = {fold(name): kind for kind, label in wording.KINDS.items() for name in (kind, *label)}
    if fold(text) in kinds:
        return Area(KIND, kinds[fold(text)])
    oblasts = [each for each in register.areas.values() if each.kind in ("oblast", "capital_city")]
    names = {fold(name): each.code for each in oblasts for name in (each.code, *each.name) if name}
    bare = {fold(name.removesuffix(" oblast")): each.code for each in oblasts for name in each.name if name}
    if fold(text) in names:
        return Area(OBLAST, names[fold(text)])
    if fold(text) not in bare:
        return Area(MUNICIPALITY, municipality_called(text, register).code)
    oblast = bare[fold(text)]
    namesake = register.match(text, text)
    if namesake.municipality is None and not namesake.candidates:
        return Area(OBLAST, oblast)
    meant = [namesake.municipality] if namesake.municipality else namesake.candidates
    lines = [f"  {each.code}  {each.full_name.en}" for each in meant if each]
    raise click.ClickException(
        "\n".join([f"{text!r} may be any of these; give its code:", f"  {oblast}  the oblast", *lines])
    )


def category_asked(indicator: str, text: str | None) -> Category:
    """Return the category that is meant: ``sex=female``, ``cumulative``, or the total.

    Raises:
        click.ClickException: the indicator is not broken down like that.
    """
    if text is None:
        return WHOLE
    breakdown, _, name = text.partition("=")
    known = INDICATORS[indicator].breakdowns
    if breakdown not in known:
        others = ", ".join(known[1:]) or "nothing"
        raise click.ClickException(f"{indicator} is not broken down by {breakdown!r}, but by {others}")
    return Category(breakdown, name or TOTAL)


def explanation_of(
    settings: Settings, indicator: str, quarter: str, area: str | None, category: str | None
) -> Explanation:
    """Find what is behind a figure.

    Raises:
        click.ClickException: no such figure is meant, there is no warehouse, or the quarter is not computed.
    """
    from sqlalchemy.exc import OperationalError, ProgrammingError  # noqa: PLC0415 - as the warehouse below

    from warehouse.engine import open_read_only, reading  # noqa: PLC0415 - not before it is known what is asked

    asked, register = indicator_asked(indicator), load_register(settings.register_folder)
    where, what = area_asked(area, register), category_asked(asked, category)
    try:
        with reading(open_read_only(settings.warehouse)) as connection:
            lineage = read_lineage(
                connection,
                asked,
                Quarter.parse(quarter),
                deadline_days=settings.deadline_days,
                programme_start=Quarter.parse(settings.programme_start),
                category=what,
            )
            computed = computed_quarters(connection)
    except (OperationalError, ProgrammingError):
        raise click.ClickException("there is no warehouse yet: drop workbooks and call: aimak run") from None
    if quarter not in computed:
        known = f"; computed are {computed[0]} to {computed[-1]}" if computed else ""
        raise click.ClickException(f"{quarter} is not computed{known}")
    if not lineage.figures and what != WHOLE:
        named = sorted({f"{one.breakdown}={one.category}" for figures in lineage.others.values() for one in figures})
        raise click.ClickException(f"{asked} has no category {category!r} in {quarter}, but {', '.join(named)}")
    return explain(lineage, where, register)


def print_tree(explanation: Explanation, language: Language, *, cells: bool) -> None:
    """Print an explanation as a tree: value, municipalities, workbooks, rows, cells.

    Args:
        explanation: what is behind the figure.
        language: of what is printed.
        cells: whether rows and cells are shown for an area of many municipalities too.
    """
    indicator = explanation.lineage.indicator
    detailed = cells or explanation.area.level == MUNICIPALITY
    tree = Tree(_title(explanation, language), guide_style="dim")
    tree.add(f"[dim]{escape(indicator.definition[language])}[/dim]")
    for category, figure in explanation.others.items():
        value = wording.value_words(indicator, figure, language)
        name = f"{category.breakdown}={category.category}" if category.category != TOTAL else category.breakdown
        tree.add(f"{escape(wording.category_label(category)[language])} [dim]({name})[/dim]: {value}")
    if explanation.area.level == MUNICIPALITY:
        for part in explanation.parts:
            _add_rows(tree, part, language)
    else:
        for part in explanation.parts:
            branch = tree.add(_part_words(part, explanation, language))
            if detailed:
                _add_rows(branch, part, language)
    console.print(tree, highlight=False)
    if not detailed and explanation.parts:
        example = next((part for part in explanation.parts if part.rows), explanation.parts[0]).member.code
        console.print(
            f"[dim]The rows and cells of one municipality: aimak explain {indicator.id} "
            f"{explanation.lineage.quarter} {example}; of all: add --cells[/dim]",
            soft_wrap=True,
        )


def _title(explanation: Explanation, language: Language) -> str:
    from warehouse.lineage.marking import figure_words  # noqa: PLC0415 - brings what marks workbooks

    value = wording.value_words(explanation.lineage.indicator, explanation.figure, language)
    lines = [f"[bold]{escape(figure_words(explanation, language))}[/bold]", f"[bold green]{escape(value)}[/bold green]"]
    if explanation.reason:
        lines[1] = f"[bold yellow]{_NO_VALUE[language]}[/bold yellow]: {escape(explanation.reason.value[language])}"
    if explanation.figure and explanation.area.level != MUNICIPALITY:
        figure = explanation.figure
        lines.append(
            _STAND_BEHIND[language].format(
                expected=figure.expected, reporting=figure.reporting, contributing=figure.contributing
            )
        )
    lines.append(f"[dim]{_counts(explanation.rows, language)}[/dim]")
    return "\n".join(lines)


def _counts(rows: Iterable[Row], language: Language) -> str:
    rows = list(rows)
    books = len({row.submission.id for row in rows})
    return _ROWS_AND_CELLS[language].format(cells=sum(len(row.cells) for row in rows), rows=len(rows), books=books)


def _part_words(part: Part, explanation: Explanation, language: Language) -> str:
    value = wording.value_words(explanation.lineage.indicator, part.figure, language)
    said = f"[dim]{escape(part.reason.value[language])}[/dim]" if part.reason else f"[green]{escape(value)}[/green]"
    counts = f"[dim]({_counts(part.rows, language)})[/dim]" if part.rows else ""
    refused = f"[yellow]{wording.REFUSED_ROWS[language]}: {len(part.refused)}[/yellow]" if part.refused else ""
    return f"{escape(part.member.name[language])} [dim]{part.member.code}[/dim]  {said} {counts} {refused}".rstrip()


def _add_rows(tree: Tree, part: Part, language: Language) -> None:
    in_order = sorted(part.rows, key=lambda row: (row.submission.quarter or "", row.submission.id))
    for _, rows in groupby(in_order, key=lambda row: row.submission.id):
        of_book = list(rows)
        book = tree.add(f"[cyan]{escape(wording.submission_words(of_book[0].submission, language))}[/cyan]")
        for form, of_form in groupby(of_book, key=lambda row: row.form):
            sheet = book.add(f"[bold]{escape(ALL_FORMS[form].sheet[language])}[/bold]") if form else book
            for row in of_form:
                if form:
                    sheet.add(_row_words(row, language))
    if part.refused:
        refused = tree.add(f"[yellow]{wording.REFUSED_ROWS[language]}[/yellow]")
        for row_refused in part.refused:
            refused.add(escape(wording.refused_words(row_refused)[language]))


def _row_words(row: Row, language: Language) -> str:
    key = ", ".join(wording.said(value, language) for value in row.key.values() if value is not None)
    cells = [_cell_words(row, cell, language) for cell in row.cells.values()]
    lines = [f"{_ROW[language].format(row.number)} {escape(key)}{_remark_words(row.remarks)}", *cells]
    return "\n".join(lines)


def _cell_words(row: Row, cell: Cell, language: Language) -> str:
    label = wording.heading(row.form or "", cell.column)[language]
    return (
        f"  [cyan]{escape(cell.sheet)}!{cell.address}[/cyan] {escape(label)}: {escape(_value_words(cell, language))} "
        f"[dim]{wording.role_words(cell, language)}[/dim]{_remark_words(cell.remarks)}"
    )


def _value_words(cell: Cell, language: Language) -> str:
    counted, written = wording.said(cell.counted, language), wording.said(cell.written, language)
    if counted == written:
        return counted
    if isinstance(cell.written, str):
        return _READ_AS[language].format(written=written, counted=counted)
    return _SCALED[language].format(written=written, scale=wording.said(cell.scale, language), counted=counted)


def _remark_words(remarks: Iterable[Remark]) -> str:
    return "".join(
        f" [{_SEVERITY_STYLES[remark.severity]}]{remark.severity}: {remark.code}[/]"
        for remark in dict.fromkeys(remarks)
    )


def write_page(explanation: Explanation, page: Path, copies: Mapping[str, Path], language: Language) -> None:
    """Write an explanation as a web page, with links to the marked workbooks that were written with it.

    Raises:
        click.ClickException: it cannot be written.
    """
    from os.path import relpath  # noqa: PLC0415 - only needed with --html

    from sources.whole_files import whole  # noqa: PLC0415
    from warehouse.lineage.pages import explanation_page  # noqa: PLC0415

    links = {name: quote(relpath(copy.resolve(), page.resolve().parent)) for name, copy in copies.items()}
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        with whole(page) as unfinished:
            unfinished.write_text(explanation_page(explanation, links, language), encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.ClickException(f"--html: {page} cannot be written: {error.strerror}") from None
    click.echo(f"explained in {page}", err=True)


def write_workbooks(explanation: Explanation, settings: Settings, out: Path, language: Language) -> dict[str, Path]:
    """Write copies of the workbooks with the figure's cells marked, and say where they lie.

    Args:
        explanation: the figure.
        settings: where the archive is, and what a workbook may be.
        out: a file for one workbook; a folder for several.
        language: of what is said in the copies.

    Returns:
        The files, by submission.

    Raises:
        click.ClickException: they cannot be written, or there is no cell to mark.
    """
    from sources.compute import ComputeError, Processes  # noqa: PLC0415 - only needed with --workbook
    from sources.intake.store import ArchiveError, Store  # noqa: PLC0415
    from sources.whole_files import whole  # noqa: PLC0415
    from warehouse.lineage.marking import mark_workbooks  # noqa: PLC0415

    books = {row.submission.id: row.submission for row, _ in explanation.cells}
    if not books:
        raise click.ClickException("--workbook: there is no cell behind this figure to mark")
    is_folder = len(books) > 1 or out.is_dir()
    if is_folder and out.suffix.lower() == ".xlsx" and not out.is_dir():
        raise click.ClickException(f"--workbook: the cells lie in {len(books)} workbooks; name a folder, not {out}")
    written = {}
    try:
        (out if is_folder else out.parent).mkdir(parents=True, exist_ok=True)
        with progress_bar() as progress:
            bar = progress.add_task("Marking workbooks", total=len(books))
            archive, compute = Store(settings.archive), Processes(min(len(books), settings.workers or 2))
            for name, content, obstacle in mark_workbooks(explanation, archive, language, settings.limits, compute):
                book = books[name]
                file = f"{book.municipality_code or book.wave}_{book.quarter}_v{book.version}_{name[:8]}.xlsx"
                target = out / file if is_folder else out
                with whole(target) as unfinished:
                    unfinished.write_bytes(content)
                written[name] = target
                if obstacle:
                    click.echo(f"{target}: {obstacle}", err=True)
                progress.advance(bar)
    except (ComputeError, ArchiveError) as error:
        raise click.ClickException(f"--workbook: {error}") from None
    except OSError as error:
        raise click.ClickException(f"--workbook: {error.filename or out} cannot be written: {error.strerror}") from None
    click.echo(f"{len(written)} workbooks with marked cells in {out}", err=True)
    return written
