"""How what is behind a figure is put into words, in the three languages.

Numbers and days are written as notices write them; nothing is read or counted here.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from sources.forms import ALL_FORMS
from sources.labels import LANGUAGES, Label
from sources.notice.plain_text import day_words, number_words, plain
from sources.notice.wording import word
from sources.quarters import BISHKEK
from warehouse.indicators.declaration import CUMULATIVE, TOTAL, Role

if TYPE_CHECKING:
    from datetime import datetime

    from sources.labels import Language
    from warehouse.indicators import Indicator
    from warehouse.lineage.lineage import Category, Cell, Figure, RefusedRow, Submission

Said: TypeAlias = str | float | bool | date | None
"""What a cell says, once it is read."""

REFUSED_ROWS = Label("Кабыл алынбаган саптар", "Строки, которые не приняты", "Rows that were refused")
_REFUSED_ROW = Label("{}-сап — {}", "строка {} — {}", "row {} — {}")

_DECIMALS = 2
_LONGEST = 60

ROLES = {
    Role.NUMERATOR: Label("алымда", "в числителе", "numerator"),
    Role.DENOMINATOR: Label("бөлүмдө", "в знаменателе", "denominator"),
    Role.COUNTED: Label("эсептелген сап", "учтённая строка", "counted row"),
    Role.CATEGORY: Label("категория", "категория", "category"),
    Role.CONDITION: Label("шарт", "условие", "condition"),
    Role.BASELINE: Label("баштапкы абал", "исходное состояние", "baseline"),
    Role.PREVIOUS: Label("мурунку чейрек, кемитилет", "прошлый квартал, вычитается", "quarter before, taken off"),
}
"""What a cell does in a figure."""

SUMS = {
    "numerator": Label("алымга", "в числитель", "to the numerator"),
    "denominator": Label("бөлүмгө", "в знаменатель", "to the denominator"),
    "served": Label("тейленген жашоочулар", "обслуживаемые жители", "residents served"),
    "collected": Label("чогултулган акы", "собранная плата", "charges collected"),
    "billed": Label("эсептелген акы", "начисленная плата", "charges billed"),
    "decisions": Label("тариф чечими", "решение о тарифе", "tariff decision"),
    "executed": Label("аткарылганы", "исполнено", "executed"),
    "trusting": Label("ишенгендер", "доверяющие", "trusting"),
    "answering": Label("жооп бергендер", "ответившие", "answering"),
    "in_use": Label("канал колдонулат", "канал используется", "channel in use"),
    "adopting": Label("стратегия кабыл алынган", "стратегия принята", "strategy adopted"),
    "workbooks": Label("отчёт", "отчёт", "report"),
}
"""What a row puts something into: numerator and denominator, and the sums that other indicators are made of."""


class Reason(Enum):
    """Why a figure has no value."""

    NO_WAVE = Label(
        "Бул чейректе сурамжылоо өткөрүлгөн эмес.",
        "В этом квартале опрос не проводился.",
        "No wave of the survey was fielded in this quarter.",
    )
    NOT_ENROLLED = Label(
        "Бул чейрек үчүн отчёт күтүлгөн эмес жана келген эмес.",
        "За этот квартал отчёт не ожидался и не поступал.",
        "No report was expected for this quarter, and none came.",
    )
    NOBODY_EXPECTED = Label(
        "Бул чейректе бул аймактан эч ким отчёт бериши керек эмес болчу.",
        "В этом квартале ни от кого на этой территории отчёт не ожидался.",
        "Nobody in this area was expected to report for this quarter.",
    )
    NOT_REPORTED = Label(
        "Бул чейрек үчүн кабыл алынган отчёт жок.",
        "За этот квартал нет принятого отчёта.",
        "Nobody reported: no report for this quarter was accepted.",
    )
    DENOMINATOR_ZERO = Label("Бөлүм нөлгө барабар.", "Знаменатель равен нулю.", "The denominator is zero.")
    CONDITION = Label(
        "Маалымат бар, бирок көрсөткүчтүн шарты аткарылган жок (аныктамасын караңыз).",
        "Данные есть, но условие показателя не выполнено (см. определение).",
        "There is data, but the indicator's condition is not met (see its definition).",
    )
    NOT_GIVEN = Label(
        "Отчёт бар, бирок анда бул көрсөткүчкө керектүү эч нерсе берилген эмес.",
        "Отчёт есть, но в нём нет ничего нужного для этого показателя.",
        "There is a report, but nothing in it that the indicator needs was given.",
    )


def number(value: float | None, language: Language, decimals: int | None = _DECIMALS) -> str:
    """Return a number as it is written in a language, rounded to be read; a dash where there is none."""
    return "–" if value is None else number_words(float(value), language, decimals)


def said(value: Said, language: Language) -> str:
    """Return what a cell says: numbers in full, days, yes and no, and texts of others made fit to be shown."""
    if value is None:
        return BLANK[language]
    if isinstance(value, bool):
        return (YES if value else NO)[language]
    if isinstance(value, date):
        return day_words(value)
    return plain(value, _LONGEST) if isinstance(value, str) else number_words(value, language)


BLANK = Label("бош", "пусто", "blank")
YES = Label("ооба", "да", "yes")
NO = Label("жок", "нет", "no")


def role_words(cell: Cell, language: Language) -> str:
    """Return what a cell does in a figure."""
    return ", ".join(ROLES[role][language] for role in cell.roles)


def value_words(indicator: Indicator, figure: Figure | None, language: Language) -> str:
    """Return a value with how it comes from numerator and denominator: ``87.3 % = 100 × 412 / 472``."""
    if figure is None or figure.value is None:
        value = "–"
    else:
        value = f"{number(figure.value, language)} {unit_label(indicator.unit)[language]}".strip()
    if figure is None or not indicator.is_ratio:
        return value
    factor = f"{number(indicator.factor, language)} × " if indicator.factor != 1 else ""
    return f"{value} = {factor}{number(figure.numerator, language)} ÷ {number(figure.denominator, language)}"


UNITS = {
    "ratio": Label("", "", ""),
    "person": Label("адам", "чел.", "people"),
    "municipality": Label("муниципалитет", "муниципалитетов", "municipalities"),
    "hearing": Label("угуу", "слушаний", "hearings"),
    "request": Label("кайрылуу", "обращений", "requests"),
    "event": Label("иш-чара", "мероприятий", "events"),
    "practice": Label("тажрыйба", "практик", "practices"),
    "KGS": Label("сом", "сомов", "KGS"),
    "h/day": Label("саат/сутка", "ч/сутки", "h/day"),
    "pp": Label("пайыздык пункт", "п. п.", "pp"),
}
"""What stands behind a number; a bare ratio has nothing there, and ``%`` needs no words."""


def unit_label(unit: str) -> Label:
    """Return what stands behind a number in a unit."""
    return UNITS.get(unit, Label(unit, unit, unit))


def submission_words(submission: Submission, language: Language) -> str:
    """Return which workbook it is: the file's name, the version, when it came, what was found in it."""
    return _SUBMISSION[language].format(
        file=submission.file_name,
        quarter=submission.wave or submission.quarter,
        version=submission.version,
        received=moment(submission.received_at),
        errors=submission.errors,
        warnings=submission.warnings,
    )


_SUBMISSION = Label(
    "{quarter}: «{file}», {version}-версия, {received} келип түшкөн; каталар: {errors}, эскертүүлөр: {warnings}",
    "{quarter}: «{file}», версия {version}, поступил {received}; ошибок: {errors}, предупреждений: {warnings}",
    "{quarter}: “{file}”, version {version}, received {received}; {errors} errors, {warnings} warnings",
)


def moment(time: datetime) -> str:
    """Return a moment as a clock in Bishkek shows it."""
    return time.astimezone(BISHKEK).strftime("%Y-%m-%d %H:%M")


def heading(form: str, column: str) -> Label:
    """Return a column's heading."""
    return ALL_FORMS[form].columns()[column].label


@cache
def category_label(category: Category) -> Label:
    """Return what a category of a breakdown is called: by the forms' own words where they have any."""
    breakdown, name = category
    if breakdown in (TOTAL, CUMULATIVE):
        return _OVERALL[breakdown]
    columns = [column for form in ALL_FORMS.values() for column in form.columns().values()]
    for column in columns:
        if column.codes is not None and column.name == breakdown and name in column.codes.labels:
            return column.codes.labels[name]
    named = (column.label for column in columns if column.name == name)
    return next(named, Label(name, name, name))


_OVERALL = {
    TOTAL: Label("Жалпы", "Всего", "Total"),
    CUMULATIVE: Label("Программанын башынан бери", "С начала программы", "Since the programme's first quarter"),
}

KINDS = {
    "city": Label("Шаарлар", "Города", "Cities"),
    "aiyl_aimak": Label("Айыл аймактары", "Айылные аймаки", "Aiyl aimaks"),
}
"""The kinds of municipality."""

PROGRAMME_NAME = Label("Программа", "Программа", "Programme")


def refused_words(row: RefusedRow) -> Label:
    """Say which row was refused and why: where, what is wrong, and what was read."""
    return Label(*(_REFUSED_ROW[language].format(row.number, _causes(row, language)) for language in LANGUAGES))


def _causes(row: RefusedRow, language: Language) -> str:
    worded = [word(cause, language) for cause in row.causes]
    return "; ".join(f"{each.place}: {each.title}" + (f" ({each.read})" if each.read else "") for each in worded)
