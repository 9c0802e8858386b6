"""The sheet that a notice puts first: what came, what became of it, and every finding with its place and its remedy.

Its lines as texts, styles and links; ``marked_copy`` and ``fresh_workbook`` draw them. How one finding is put into
words is ``wording``'s.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from sources.findings import CATALOGUE, Finding, Severity
from sources.labels import Label
from sources.notice.facts import correction_words, received_words, reported_words, verdict_words
from sources.notice.notice import Line, NoticeSheet
from sources.notice.plain_text import plain
from sources.notice.wording import place_row, sheet_name, word
from sources.workbook.sheet_names import NOTICE_SHEET_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sources.labels import Language
    from sources.notice.notice import Notice

MOST_LINES = 1_000
"""The most lines about findings."""
MOST_ALIKE = 20
"""So many findings of one code in one column have a line each; the others share one."""
_MOST_PLACES = 12
_MOST_VALUES = 4

_TITLE = Label("Отчётту текшерүү", "Проверка отчёта", "Check of the report")
_FILE = Label("Файл", "Файл", "File")
_COUNTS = Label(
    "Каталар: {errors}, эскертүүлөр: {warnings}, түшүндүрмөлөр: {notes}. "
    "Кабыл алынган саптар: {loaded}, кабыл алынбаган саптар: {refused}.",
    "Ошибок: {errors}, предупреждений: {warnings}, примечаний: {notes}. "
    "Строк принято: {loaded}, строк не принято: {refused}.",
    "Errors: {errors}, warnings: {warnings}, notes: {notes}. Rows taken in: {loaded}, rows left out: {refused}.",
)
_COUNTS_BEFORE_SENDING = Label(
    "Каталар: {errors}, эскертүүлөр: {warnings}, түшүндүрмөлөр: {notes}. "
    "Кабыл алына турган саптар: {loaded}, кабыл алынбай турган саптар: {refused}.",
    "Ошибок: {errors}, предупреждений: {warnings}, примечаний: {notes}. "
    "Строк, которые будут приняты: {loaded}, которые не будут: {refused}.",
    "Errors: {errors}, warnings: {warnings}, notes: {notes}. "
    "Rows that will be taken in: {loaded}, that will be left out: {refused}.",
)
_NOTHING_FOUND = Label("Эч кандай кемчилик табылган жок.", "Никаких недочётов не найдено.", "Nothing was found amiss.")
_LIST_CUT = Label(
    "Тизме ушул жерден кыскартылды: дагы {} жазуу бар. Адегенде жогорудагыларды оңдоңуз.",
    "Здесь список сокращён: есть ещё {} записей. Сначала исправьте перечисленное выше.",
    "The list is cut short here: there are {} more entries. Mend those above first.",
)
_MORE = Label("Дагы {} ушундай уяча", "Ещё {} таких ячеек", "{} more such cells")
_CELLS = Label("{} уяча", "ячеек: {}", "{} cells")
_SHEETS = Label("{} барак", "листов: {}", "{} sheets")
_ONCE_A_FILE = frozenset({"answered_none", "hidden_sheet"})
"""Notes about whole sheets: all of a code share one line."""

HEADINGS = (
    Label("№", "№", "No."),
    Label("Эмне табылды", "Что найдено", "What was found"),
    Label("Барак", "Лист", "Sheet"),
    Label("Уяча", "Ячейка", "Cell"),
    Label("Мамыча", "Столбец", "Column"),
    Label("Эмне жазылган", "Что написано", "What was read"),
    Label("Кандай болушу керек", "Как должно быть", "What was expected"),
    Label("Натыйжасы", "Что с этим стало", "What became of it"),
    Label("Кантип оңдоо керек", "Как исправить", "How to mend it"),
)
_WIDTHS = (5, 25, 18, 11, 25, 22, 30, 18, 42)
_LINK_COLUMN = 3

SEVERITY_WORDS = {
    Severity.FATAL: Label("Олуттуу ката", "Серьёзная ошибка", "Fatal"),
    Severity.ERROR: Label("Ката", "Ошибка", "Error"),
    Severity.WARNING: Label("Эскертүү", "Предупреждение", "Warning"),
    Severity.NOTE: Label("Түшүндүрмө", "Примечание", "Note"),
}
_SECTIONS = {
    Severity.FATAL: Label(
        "ФАЙЛ ЭМНЕ ҮЧҮН КАБЫЛ АЛЫНГАН ЖОК (кочкул кызыл түс)",
        "ПОЧЕМУ ФАЙЛ НЕ ПРИНЯТ (тёмно-красный цвет)",
        "WHY THE FILE WAS NOT TAKEN IN (dark red)",
    ),
    Severity.ERROR: Label(
        "КАТАЛАР: {} (кызыл түс) — бул маалымат эсепке алынган жок, оңдоо керек",
        "ОШИБКИ: {} (красный цвет) — эти данные не учтены, их нужно исправить",
        "ERRORS: {} (red) — these data were left out and need mending",
    ),
    Severity.WARNING: Label(
        "ЭСКЕРТҮҮЛӨР: {} (сары түс) — текшерип коюу керек",
        "ПРЕДУПРЕЖДЕНИЯ: {} (жёлтый цвет) — это нужно проверить",
        "WARNINGS: {} (yellow) — please check these",
    ),
    Severity.NOTE: Label(
        "ТҮШҮНДҮРМӨЛӨР: {} (көк түс) — программа муну өзү түшүндү, азыр оңдоонун кереги жок",
        "ПРИМЕЧАНИЯ: {} (голубой цвет) — программа поняла это сама, исправлять сейчас не нужно",
        "NOTES: {} (blue) — understood as it is, nothing needs mending now",
    ),
}
"""The headings of the groups; they tell the colours."""
_SECTIONS_BEFORE_SENDING = {
    **_SECTIONS,
    Severity.FATAL: Label(
        "ФАЙЛ ЭМНЕ ҮЧҮН КАБЫЛ АЛЫНБАЙТ (кочкул кызыл түс)",
        "ПОЧЕМУ ФАЙЛ НЕ БУДЕТ ПРИНЯТ (тёмно-красный цвет)",
        "WHY THE FILE WILL NOT BE TAKEN IN (dark red)",
    ),
    Severity.ERROR: Label(
        "КАТАЛАР: {} (кызыл түс) — бул маалымат эсепке алынбайт, оңдоо керек",
        "ОШИБКИ: {} (красный цвет) — эти данные не будут учтены, их нужно исправить",
        "ERRORS: {} (red) — these data will be left out and need correcting",
    ),
}
_RANK = {severity: rank for rank, severity in enumerate(Severity)}


def first_sheet(notice: Notice, findings: Sequence[Finding], languages: Sequence[Language]) -> NoticeSheet:
    """Put a notice's first sheet together.

    Args:
        notice: the facts.
        findings: its findings, in reading order.
        languages: in the order in which they shall stand.
    """
    lines = [*_head(notice, findings, languages), Line(("",))]
    if findings:
        lines.append(Line(tuple(_both(label, languages) for label in HEADINGS), "heading"))
        lines += _list(notice, findings, languages)
    else:
        lines.append(Line((_both(_NOTHING_FOUND, languages, " / "),)))
    return NoticeSheet(NOTICE_SHEET_NAME, _WIDTHS, tuple(lines), _LINK_COLUMN)


def _both(label: Label, languages: Sequence[Language], between: str = "\n") -> str:
    return between.join(dict.fromkeys(label[language] for language in languages))


def _head(notice: Notice, findings: Sequence[Finding], languages: Sequence[Language]) -> Iterator[Line]:
    found = Counter(CATALOGUE[finding.code].severity for finding in findings)
    yield Line((_both(_TITLE, languages, " / "),), "title")
    if notice.municipality is not None:
        yield Line((_both(notice.municipality.full_name, languages, " / "),), "strong")
    yield Line((f"{_both(_FILE, languages, ' / ')}: «{plain(notice.file_name, 120)}»",))
    for language in languages:
        about = " ".join(filter(None, (received_words(notice, language), reported_words(notice, language))))
        yield Line((about,))
    for language in languages:
        yield Line((verdict_words(notice, findings, language),), "strong")
    for language in languages:
        counts = (_COUNTS if notice.sent else _COUNTS_BEFORE_SENDING)[language].format(
            errors=found[Severity.FATAL] + found[Severity.ERROR],
            warnings=found[Severity.WARNING],
            notes=found[Severity.NOTE],
            loaded=notice.rows_loaded,
            refused=notice.rows_refused,
        )
        yield Line((" ".join(filter(None, (counts, correction_words(notice, findings, language)))),))


def _list(notice: Notice, findings: Sequence[Finding], languages: Sequence[Language]) -> Iterator[Line]:
    """List the findings, the most severe first, each group under its heading."""
    number = told = 0
    ranked = sorted(findings, key=lambda finding: _RANK[CATALOGUE[finding.code].severity])
    for severity, group in groupby(ranked, key=lambda finding: CATALOGUE[finding.code].severity):
        alike = list(group)
        sections = _SECTIONS if notice.sent else _SECTIONS_BEFORE_SENDING
        yield Line((_lines([sections[severity][language].format(len(alike)) for language in languages]),), "strong")
        for gathered, is_rest in _gather(alike, 1 if severity is Severity.NOTE else MOST_ALIKE):
            if number == MOST_LINES:
                left = len(findings) - told
                yield Line((" / ".join(_LIST_CUT[language].format(left) for language in languages),), "strong")
                return
            number += 1
            told += len(gathered)
            yield _line(number, gathered, is_rest, severity, notice, languages)


def _gather(findings: Sequence[Finding], alone: int) -> Iterator[tuple[list[Finding], bool]]:
    """Yield what shares a line: findings one by one, and what repeats itself in a column together, after them.

    Args:
        findings: of one severity.
        alone: so many of a kind have a line of their own; with 1, all of a kind share one line.

    Yields:
        Findings, and whether they are the rest of those that have lines of their own.
    """
    kinds: dict[tuple[str | None, ...], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.code, finding.form, finding.sheet, finding.column), []).append(finding)
    if alone == 1:
        yield from ((kind, False) for kind in _once_a_file(kinds.values()))
        return
    seen: Counter[tuple[str | None, ...]] = Counter()
    for finding in findings:
        key = (finding.code, finding.form, finding.sheet, finding.column)
        seen[key] += 1
        if seen[key] <= alone:
            yield [finding], False
    for kind in kinds.values():
        if len(kind) > alone:
            yield kind[alone:], True


def _once_a_file(kinds: Iterable[list[Finding]]) -> Iterable[list[Finding]]:
    """Put together what is the same of many sheets, where its first one stands."""
    found: dict[object, list[Finding]] = {}
    for number, kind in enumerate(kinds):
        code = kind[0].code
        found.setdefault(code if code in _ONCE_A_FILE else number, []).extend(kind)
    return found.values()


def _line(  # noqa: PLR0913, PLR0917 - what a line is made of
    number: int,
    gathered: Sequence[Finding],
    is_rest: bool,
    severity: Severity,
    notice: Notice,
    languages: Sequence[Language],
) -> Line:
    first = gathered[0]
    worded = [
        word(first, language, municipality=notice.municipality, taken_in=notice.accepted, sent=notice.sent)
        for language in languages
    ]
    titles = [
        f"{SEVERITY_WORDS[severity][language]}: {each.title}" for language, each in zip(languages, worded, strict=True)
    ]
    expected = [each.expected for each in worded]
    read = [each.read for each in worded]
    sheets = list(dict.fromkeys(_lines([plain(sheet_name(each, it), 60) for it in languages]) for each in gathered))
    if len(gathered) > 1:
        how_many = _SHEETS if len(sheets) > 1 else _MORE if is_rest else _CELLS
        titles = [
            f"{title} — {how_many[language].format(len(gathered))}"
            for title, language in zip(titles, languages, strict=True)
        ]
        read = [_values(gathered, language) for language in languages]
        if len({(finding.expected, finding.rule) for finding in gathered}) > 1:
            expected = [CATALOGUE[first.code].explanation[language] for language in languages]
    place = _places(gathered) or _lines([place_row(first, language) for language in languages])
    cell = first.cell or (f"A{first.row}" if first.row is not None else None)
    if len(sheets) > 1 and len({finding.cell for finding in gathered}) > 1:
        place, cell = "", None
    cells = (
        str(number),
        _lines(titles),
        _listed(sheets),
        place,
        _lines([each.heading for each in worded]),
        _lines(read),
        _lines(expected),
        _lines([each.consequence for each in worded]),
        _lines([each.remedy for each in worded]),
    )
    return Line(cells, severity.value, (first.sheet, cell) if first.sheet and cell else None)


def _listed(sheets: Sequence[str]) -> str:
    """List sheets, one below the other."""
    return "\n".join(sheets[:_MOST_PLACES]) + (" …" if len(sheets) > _MOST_PLACES else "")


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, texts)))


def _values(gathered: Sequence[Finding], language: Language) -> str:
    """Quote some of the values that several findings are about."""
    distinct = list(dict.fromkeys(finding.value for finding in gathered if finding.value))
    examples = {finding.value: finding for finding in gathered}
    shown = [word(examples[value], language).read for value in distinct[:_MOST_VALUES]]
    return "; ".join(shown) + (" …" if len(distinct) > _MOST_VALUES else "")


def _places(gathered: Sequence[Finding]) -> str:
    """List cells, those below each other as a range: ``D5–D9, D12``."""
    cells = [finding.cell for finding in gathered if finding.cell]
    ranges: list[list[str]] = []
    last: tuple[str, int] | None = None
    for cell in dict.fromkeys(cells):
        match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
        place = (match[1], int(match[2])) if match else None
        if place is not None and last is not None and place == (last[0], last[1] + 1):
            ranges[-1][1:] = [cell]
        else:
            ranges.append([cell])
        last = place
    shown = ["–".join(ends) for ends in ranges[:_MOST_PLACES]]
    return ", ".join(shown) + (" …" if len(ranges) > _MOST_PLACES else "")
