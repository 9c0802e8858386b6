"""The cells behind a figure, marked in copies of the workbooks that were sent.

How a workbook is marked is ``sources.notice.marked_copy``'s; here is which cells, and what is said of them.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from sources.findings import Severity
from sources.labels import Label
from sources.notice.fresh_workbook import write_fresh_workbook
from sources.notice.marking import Marking, mark_many
from sources.notice.notice import Line, Mark, NoticeSheet
from sources.notice.unmarked import only_a_list_words
from warehouse.indicators import TOTAL
from warehouse.lineage import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sources.compute import Compute
    from sources.intake.store import Store
    from sources.labels import Language
    from sources.workbook.limits import Limits
    from warehouse.lineage.explanation import Explanation
    from warehouse.lineage.lineage import Cell, Row

_SHEET = Label("Көрсөткүч", "Показатель", "Behind the figure")
_WIDTHS = (26.0, 10.0, 40.0, 20.0, 20.0, 34.0)
_LINK_COLUMN = 1
_HEADINGS = (
    Label("Барак", "Лист", "Sheet"),
    Label("Уяча", "Ячейка", "Cell"),
    Label("Мамыча", "Графа", "Column"),
    Label("Жазылган", "Записано", "As written"),
    Label("Эсептелген", "Учтено", "Counts as"),
    Label("Көрсөткүчтө", "В показателе", "In the figure"),
)
_ENTERS = Label(
    "Бул уяча көрсөткүчкө кирет: {figure}.", "Эта ячейка входит в показатель: {figure}.", "This cell enters {figure}."
)


def mark_workbooks(
    explanation: Explanation, archive: Store, language: Language, limits: Limits, compute: Compute
) -> Iterator[tuple[str, bytes, str | None]]:
    """Mark the cells behind a figure in copies of all workbooks that have any.

    Args:
        explanation: the figure and its cells.
        archive: where the workbooks lie.
        language: of what is said.
        limits: what a workbook may be and cost at most.
        compute: where they are marked.

    Yields:
        The id of each submission, an .xlsx file, and None; or, where its workbook cannot be marked, a list of the cells
        in place of the copy, and why.
    """
    cells: dict[str, list[tuple[Row, Cell]]] = defaultdict(list)
    for row, cell in explanation.cells:
        cells[row.submission.id].append((row, cell))
    sha256s = {name: mine[0][0].submission.sha256 for name, mine in cells.items()}
    with tempfile.TemporaryDirectory(prefix="aimak-marking-") as folder:
        files = archive.fetch(sha256s.values(), Path(folder))
        markings = {
            name: Marking(
                name,
                files[sha256s[name]],
                tuple(_mark(explanation, row, cell, language) for row, cell in mine),
                _front_sheet(explanation, mine, language),
            )
            for name, mine in sorted(cells.items())
        }
        for name, copy in mark_many(markings.values(), limits, compute):
            if isinstance(copy, bytes):
                yield name, copy, None
            else:
                yield name, write_fresh_workbook(markings[name].sheet), only_a_list_words(copy, language)


def figure_words(explanation: Explanation, language: Language) -> str:
    """Return which figure it is: the indicator, the quarter, the area, and the category if it is not the total."""
    lineage = explanation.lineage
    words = [lineage.indicator.label[language], str(lineage.quarter), explanation.name[language]]
    if lineage.category.breakdown != TOTAL:
        words.append(wording.category_label(lineage.category)[language])
    return ", ".join(words)


def _mark(explanation: Explanation, row: Row, cell: Cell, language: Language) -> Mark:
    enters = _ENTERS[language].format(figure=figure_words(explanation, language))
    counts = f"{wording.heading(row.form or '', cell.column)[language]}: {wording.said(cell.counted, language)}"
    return Mark(cell.sheet, cell.address, Severity.NOTE, f"{enters}\n{counts}\n{wording.role_words(cell, language)}")


def _front_sheet(explanation: Explanation, cells: list[tuple[Row, Cell]], language: Language) -> NoticeSheet:
    submission = cells[0][0].submission
    value = wording.value_words(explanation.lineage.indicator, explanation.figure, language)
    lines = [
        Line((figure_words(explanation, language),), "title"),
        Line((value,), "strong"),
        Line((explanation.lineage.indicator.definition[language],)),
        Line((wording.submission_words(submission, language),)),
        Line(("",)),
        Line(tuple(heading[language] for heading in _HEADINGS), "heading"),
    ]
    for row, cell in cells:
        texts = (
            cell.sheet,
            cell.address,
            wording.heading(row.form or "", cell.column)[language],
            wording.said(cell.written, language),
            wording.said(cell.counted, language),
            wording.role_words(cell, language),
        )
        lines.append(Line(texts, "note", (cell.sheet, cell.address)))
    return NoticeSheet(_SHEET[language], _WIDTHS, tuple(lines), _LINK_COLUMN)
