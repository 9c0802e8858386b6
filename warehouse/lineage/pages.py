"""Explanations as web pages that need nothing but themselves: style and script inside, no network.

One page for each indicator and quarter, with an anchor for each area (``places``), or one for a single area.
Everything that came out of a workbook passes through Jinja's escaping and, before it, through ``plain``.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy import or_, select

from sources.labels import Label
from sources.whole_files import whole
from warehouse.indicators import INDICATORS, KIND, MUNICIPALITY, OBLAST, PROGRAMME, TOTAL
from warehouse.lineage import wording
from warehouse.lineage.explanation import explain
from warehouse.lineage.lineage import Area
from warehouse.lineage.places import FIGURES, figure_anchor
from warehouse.lineage.reading import Workbooks, read_lineage
from warehouse.lineage.tables import books, in_languages, number, refused
from warehouse.standing import note_label
from warehouse.tables import indicator_value, notice, submission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from sources.labels import Language
    from sources.quarters import Quarter
    from sources.register import Register
    from warehouse.lineage.explanation import Explanation
    from warehouse.lineage.lineage import Lineage

_WORDS = {
    "title": Label("Көрсөткүч эмнеден турат", "Из чего складывается показатель", "What is behind the figure"),
    "bulletin": Label("Бюллетенге", "К бюллетеню", "To the bulletin"),
    "definition": Label("Аныктама", "Определение", "Definition"),
    "formula": Label("Эсептөө", "Расчёт", "Formula"),
    "areas": Label("Маанилер", "Значения", "Values"),
    "area": Label("Аймак", "Территория", "Area"),
    "value": Label("Мааниси", "Значение", "Value"),
    "numerator": Label("алым", "числитель", "numerator"),
    "denominator": Label("бөлүм", "знаменатель", "denominator"),
    "contributing": Label("салым кошту", "внесли вклад", "contribute"),
    "reporting": Label("отчёт берди", "отчитались", "reported"),
    "expected": Label("күтүлгөн", "ожидалось", "expected"),
    "categories": Label("Категориялар боюнча", "По категориям", "By category"),
    "category": Label("Категория", "Категория", "Category"),
    "municipalities": Label(
        "Муниципалитеттер жана алардын уячалары", "Муниципалитеты и их ячейки", "Municipalities and their cells"
    ),
    "how_to_read": Label(
        "Ар бир сандын жанында анын файлдагы уячасы турат. Муниципалитетти басып ачыңыз.",
        "Рядом с каждым числом указана его ячейка в файле. Нажмите на муниципалитет, чтобы раскрыть.",
        "Beside every figure stands its cell in the workbook. Open a municipality by a click.",
    ),
    "by_command": Label(
        "Уячалары белгиленген көчүрмөлөр:", "Копии с отмеченными ячейками:", "Copies with the cells marked:"
    ),
}


_FINGERPRINT = "fingerprint"


def write_pages(  # noqa: PLR0913 - as ``read_lineage``, and where to
    connection: Connection,
    quarter: Quarter,
    folder: Path,
    *,
    register: Register,
    deadline_days: int,
    programme_start: Quarter,
    made_with: str,
    language: Language = "en",
    workbooks: Workbooks | None = None,
) -> list[Path]:
    """Write the pages of all indicators of a quarter below the folder of its reports; those that changed.

    Where nothing is different from what they were made from, nothing is read: beside them stands a fingerprint of it.

    Args:
        connection: to the warehouse, in which the quarter is computed.
        quarter: the quarter.
        folder: that of the quarter's reports.
        register: what areas are called.
        deadline_days: days after a quarter's end within which a report counts as on time.
        programme_start: the first quarter of cumulative sums.
        made_with: what else figures depend on: code, register, enrolment and settings, as one text.
        language: in which the pages open.
        workbooks: what is known of workbooks already; shared between quarters it saves asking again.

    Returns:
        The pages that were written.
    """
    (folder / FIGURES).mkdir(parents=True, exist_ok=True)
    record, files = folder / FIGURES / _FINGERPRINT, [folder / FIGURES / f"{each}.html" for each in INDICATORS]
    fingerprint = _fingerprint(connection, quarter, f"{made_with} {language}")
    if record.exists() and record.read_text() == fingerprint and all(file.exists() for file in files):
        return []
    record.unlink(missing_ok=True)
    workbooks = workbooks or Workbooks()
    written: list[Path] = []
    for indicator, file in zip(INDICATORS, files, strict=True):
        lineage = read_lineage(
            connection,
            indicator,
            quarter,
            deadline_days=deadline_days,
            programme_start=programme_start,
            workbooks=workbooks,
        )
        page = indicator_page(lineage, register, language).encode()
        if not file.exists() or file.read_bytes() != page:
            written.append(file)
            with whole(file) as unfinished:
                unfinished.write_bytes(page)
    record.write_text(fingerprint)
    return written


def _fingerprint(connection: Connection, quarter: Quarter, made_with: str) -> str:
    """Return a hash of all that a quarter's pages follow from: what was sent until then, and what came of it.

    Rows and findings are not read: those of a submission never change without its notice.
    """
    told = hashlib.sha256(made_with.encode())
    sent = select(submission, notice.c.path, notice.c.fingerprint).outerjoin(
        notice, notice.c.submission_id == submission.c.id
    )
    # A survey has no quarter of its own, and later reports may be behind nothing of this one.
    until = or_(submission.c.quarter.is_(None), submission.c.quarter <= str(quarter))
    figures = select(indicator_value).where(indicator_value.c.quarter == str(quarter))
    for statement in (
        sent.where(until).order_by(submission.c.id),
        figures.order_by(*indicator_value.primary_key),
    ):
        for row in connection.execute(statement):
            told.update(repr(tuple(row)).encode())
    return told.hexdigest()


def indicator_page(lineage: Lineage, register: Register, language: Language) -> str:
    """Return the page of all areas of an indicator and quarter."""
    found = {area for area in lineage.figures if area.level in (OBLAST, KIND)}
    areas = [Area(PROGRAMME, PROGRAMME), *sorted(found, key=lambda area: (area.level != KIND, area.code))]
    explained = [explain(lineage, area, register) for area in areas]
    everyone = [explain(lineage, Area(MUNICIPALITY, code), register) for code in lineage.members]
    parts = [part for each in everyone for part in each.parts]
    return _render(lineage, explained, parts, language, {"bulletin": f"../bulletin.html#{lineage.indicator.id}"})


def explanation_page(explanation: Explanation, copies: Mapping[str, str], language: Language) -> str:
    """Return the page of one area.

    Args:
        explanation: what is behind the area's figure.
        copies: links to workbooks with the cells marked, by submission.
        language: in which the page opens.
    """
    return _render(explanation.lineage, [explanation], explanation.parts, language, {"copies": copies})


def _render(
    lineage: Lineage, areas: Sequence[Explanation], parts: Sequence[Any], language: Language, links: Mapping[str, Any]
) -> str:
    page: str = _template().render(
        indicator=lineage.indicator,
        unit=wording.unit_label(lineage.indicator.unit),
        quarter=lineage.quarter,
        category=None if lineage.category.breakdown == TOTAL else wording.category_label(lineage.category),
        areas=areas,
        parts=parts,
        language=language,
        notes=[note_label(note) for note in lineage.notes],
        **{"copies": {}, "bulletin": None, **links},
    )
    return page


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("warehouse.lineage", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "anchor": lambda area: figure_anchor(*area),
        "books": books,
        "category": wording.category_label,
        "number": number,
        "refused": refused,
        "t": in_languages,
    }
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    # Our own file, which must not be escaped.
    return environment.get_template("page.html.jinja", globals={"words": _WORDS, "style": Markup(style)})  # noqa: S704
