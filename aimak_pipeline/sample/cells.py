"""How a value looks in its cell: numbers as text, days as serials, codes in any language, marks for what is missing.

Turns one true value into what a clerk would have put in the cell. Which columns of a sheet have which habit is drawn
once a sheet; where the cell stands is the business of ``sheets``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from aimak_pipeline.sample.drafts import Written
from aimak_pipeline.sample.draws import Draw, chance
from sources.forms import Column, ColumnType
from sources.forms.codes import BOOLEAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from aimak_pipeline.sample.services import Value
    from sources.labels import Language

THOUSAND = 1000.0

_SPACES = (" ", "\u00a0", "\u2009", "\u202f", "")
"""What stands between thousands: ordinary, no-break, thin and narrow no-break spaces, or nothing."""

_MISSING = ("-", "–", "—", "н/д", "нет данных", "маалымат жок")

_UNITS: dict[str, tuple[str, ...]] = {
    "person": ("адам", "киши", "чел."),
    "household": ("түтүн", "дворов"),
    "m3": ("м³", "куб", "м3"),
    "KGS": ("сом", "сом."),
    "km": ("км",),
    "lamp": ("шт.", "даана"),
}
"""Units as written behind a figure; units without an entry are never written there."""

_MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
_MONTHS_POSSESSIVE = (
    *("январы", "февралы", "марты", "апрели", "майы", "июну"),
    *("июлу", "августу", "сентябры", "октябры", "ноябры", "декабры"),
)

_DATE_STYLES: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%d.%m.%Y}-ж.",
    lambda day: f"{day:%d.%m.%Y}-жыл",
    lambda day: f"{day.year}-жылдын {day.day}-{_MONTHS_POSSESSIVE[day.month - 1]}",
    lambda day: f"{day.day}- {_MONTHS[day.month - 1].capitalize()} {day.year}- жыл",
)

_RUSSIAN_LETTERS = str.maketrans("өңүӨҢҮ", "онуОНУ")
_LATIN_LETTERS = str.maketrans("асеорхАВСЕНКМОРТХ", "aceopxABCEHKMOPTX")


class Serial(NamedTuple):
    """A day written as Excel's bare count of days."""

    day: date


InCell = Written | Serial | bool


def with_russian_letters(text: str) -> str:
    """Return Kyrgyz text as it is typed on a Russian keyboard."""
    return text.translate(_RUSSIAN_LETTERS)


def with_latin_letters(text: str, draw: Draw) -> str:
    """Return text in which some Cyrillic letters are Latin ones that look the same."""
    return "".join(letter.translate(_LATIN_LETTERS) if chance(draw, 0.4) else letter for letter in text)


@dataclass(slots=True)
class CellStyle:
    """The habits of one sheet."""

    mess: frozenset[str]
    language: Language = "ky"
    as_text: set[str] = field(default_factory=set)
    """Columns whose numbers are stored as text."""
    with_unit: set[str] = field(default_factory=set)
    in_thousands: set[str] = field(default_factory=set)
    days: dict[str, Callable[[date], InCell]] = field(default_factory=dict)
    space: str = " "
    shown: set[str] = field(default_factory=set)
    """The kinds of mess that the sheet really shows."""

    def scale(self, column: str) -> float:
        """Return what the figures of a column are multiplied by to give the value."""
        return THOUSAND if column in self.in_thousands else 1.0


def draw_style(draw: Draw, columns: dict[str, Column], mess: frozenset[str], language: Language) -> CellStyle:
    """Draw the habits of a sheet: the columns that have each kind of mess.

    Args:
        draw: the sheet's draws.
        columns: the columns of the form.
        mess: the kinds of mess of the sheet.
        language: the language in which the clerk answers.
    """
    style = CellStyle(mess, language, space=draw.choice(_SPACES))
    numbers = [name for name, column in columns.items() if column.type.is_number]
    if "thousands" in mess:
        style.in_thousands = {name for name in numbers if columns[name].unit == "KGS" and columns[name].additive}
    if "numbers_as_text" in mess and numbers:
        style.as_text = set(draw.sample(numbers, min(len(numbers), draw.randint(1, 4))))
    able = [
        name
        for name in numbers
        if columns[name].unit in _UNITS and name not in style.in_thousands and name not in style.as_text
    ]
    if "unit_in_cell" in mess and able:
        style.with_unit = {draw.choice(able)}
    for name, column in columns.items():
        if column.type is ColumnType.DATE and "dates_as_text" in mess:
            style.days[name] = draw.choice(_DATE_STYLES)
        elif column.type is ColumnType.DATE and "dates_as_serials" in mess:
            style.days[name] = Serial
    return style


def in_cell(value: Value, column: Column, style: CellStyle, draw: Draw) -> InCell:
    """Return what stands in the cell of a true value."""
    if value is None:
        return _missing(column, style, draw)
    if isinstance(value, bool):
        return _answer(value, column, style)
    if isinstance(value, date):
        show = style.days.get(column.name)
        if show is None:
            return value
        style.shown.add("dates_as_serials" if show is Serial else "dates_as_text")
        return show(value)
    if isinstance(value, str):
        return _code(value, column, style) if column.codes else value
    return _number(value, column, style, draw)


def _missing(column: Column, style: CellStyle, draw: Draw) -> InCell:
    markable = column.type.is_number or column.type is ColumnType.DATE
    if "missing_marks" in style.mess and markable and chance(draw, 0.7):
        style.shown.add("missing_marks")
        return draw.choice(_MISSING)
    return None


def _answer(value: bool, column: Column, style: CellStyle) -> InCell:
    if "boolean_cells" in style.mess:
        style.shown.add("boolean_cells")
        return value
    answer = BOOLEAN.labels["true" if value else "false"]
    if "codes_in_english" in style.mess:
        style.shown.add("codes_in_english")
        return answer.en
    del column
    return _in_letters(answer[style.language], style)


def _code(value: str, column: Column, style: CellStyle) -> str:
    assert column.codes is not None  # noqa: S101 - the caller has looked
    label = column.codes.labels[value]
    if "codes_in_english" in style.mess:
        style.shown.add("codes_in_english")
        return label.en
    if "codes_as_codes" in style.mess:
        style.shown.add("codes_as_codes")
        return value
    return _in_letters(label[style.language], style)


def _in_letters(text: str, style: CellStyle) -> str:
    if "codes_in_capitals" in style.mess:
        style.shown.add("codes_in_capitals")
        return text.upper()
    if "russian_letters" in style.mess and with_russian_letters(text) != text:
        style.shown.add("russian_letters")
        return with_russian_letters(text)
    return text


def _number(value: float, column: Column, style: CellStyle, draw: Draw) -> InCell:
    name = column.name
    if value == 0 and column.type is ColumnType.INTEGER and "none_for_zero" in style.mess:
        style.shown.add("none_for_zero")
        return "нет" if style.language == "ru" else "жок"
    if "som_with_hyphen" in style.mess and column.unit == "KGS" and not column.additive and _hyphenable(value):
        style.shown.add("som_with_hyphen")
        return f"{_grouped(int(value), style.space)}-{round(value % 1 * 100):02d}"
    figure = value / style.scale(name)
    if name in style.in_thousands:
        style.shown.add("thousands")
    if name in style.with_unit:
        style.shown.add("unit_in_cell")
        return f"{_as_text(figure, style.space)} {draw.choice(_UNITS[column.unit or ''])}"
    if name in style.as_text:
        style.shown.add("numbers_as_text")
        return _as_text(figure, style.space)
    return int(figure) if float(figure).is_integer() else figure


def _hyphenable(value: float) -> bool:
    """Say whether an amount in som and tyiyn cannot be taken for a range: the second number is not the greater."""
    return round(value % 1 * 100) <= int(value)


def _grouped(number: int, space: str) -> str:
    return f"{number:,}".replace(",", space)


def _as_text(figure: float, space: str) -> str:
    """Return a number with its thousands apart and a decimal comma."""
    whole, _, decimals = repr(float(figure)).partition(".")
    grouped = _grouped(int(whole), space)
    return grouped if decimals == "0" else f"{grouped},{decimals}"
