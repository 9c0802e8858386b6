"""The phrases in which the readers of workbooks and values say what they expected, translated.

Whole phrases, figures and days taken over. What follows from the form, the column or the rule is ``expectations``'s.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.labels import Label
from sources.notice.plain_text import bound_words, with_days

if TYPE_CHECKING:
    from sources.labels import Language

_AT_LEAST = Label("{} же андан көп", "не меньше {}", "at least {}")
_AT_MOST = Label("{} же андан аз", "не больше {}", "at most {}")
_BETWEEN = Label("{} — {} аралыгында", "от {} до {}", "between {} and {}")
_READ_AS = Label("{} деп окулду", "прочитано как {}", "read as {}")
_NO_VALUE = Label("«маани жок» деп окулду", "прочитано как «нет значения»", "read as a blank cell")

_PHRASES: tuple[tuple[re.Pattern[str], Label], ...] = tuple(
    (re.compile(english), label)
    for english, label in (
        (
            r"a number that cannot be read in two ways.*",
            Label(
                "эки башкача окулбай турган сан: миңдиктер боштук менен (1 234), бөлчөк үтүр менен (1,2)",
                "число, которое читается однозначно: тысячи через пробел (1 234), дробь через запятую (1,2)",
                "a number that cannot be read in two ways: thousands set apart by a space (1 234), decimals by a "
                "comma (1,2)",
            ),
        ),
        (
            r"a number; Excel has made a date.*",
            Label(
                "сан; Excel жазылганды датага айлантып койгон: уячага сандык формат коюп, санды кайра жазыңыз",
                "число; Excel превратил введённое в дату: задайте ячейке числовой формат и впишите число заново",
                "a number; Excel has made a date of what was typed: set the cell to a number format and type it again",
            ),
        ),
        (
            r"a whole number; Excel has made a date.*",
            Label(
                "бүтүн сан; Excel жазылганды датага айлантып койгон: уячага сандык формат коюп, санды кайра жазыңыз",
                "целое число; Excel превратил введённое в дату: задайте ячейке числовой формат и впишите число заново",
                "a whole number; Excel has made a date of what was typed: set the cell to a number format and type it "
                "again",
            ),
        ),
        (
            r"a number with a comma.*",
            Label("үтүр менен жазылган сан, мисалы: 12,5", "число с запятой, например: 12,5", "a number, such as 12,5"),
        ),
        (
            r"a number, not TRUE or FALSE",
            Label("сан («ооба» же «жок» эмес)", "число, а не «да» или «нет»", "a number, not TRUE or FALSE"),
        ),
        (
            r"the amount without a unit.*",
            Label(
                "өлчөм бирдиги жазылбаган же мамычанын өз бирдигиндеги сан",
                "число без единицы измерения или в единице из заголовка",
                "the amount without a unit, or in the unit of the heading",
            ),
        ),
        (r"a smaller number", Label("мындан кичине сан", "число меньше этого", "a smaller number")),
        (r"a text", Label("текст", "текст", "a text")),
        (
            r"a date, written .*, that is in the calendar",
            Label(
                "календарда бар дата, мисалы: 31.12.2020",
                "дата, которая есть в календаре, например: 31.12.2020",
                "a date that is in the calendar, such as 31.12.2020",
            ),
        ),
        (
            r"a date from (\d{4}) to (\d{4})",
            Label("{0}-жылдан {1}-жылга чейинки дата", "дата с {0} по {1} год", "a date from the years {0} to {1}"),
        ),
        (r"the number (.+)", _READ_AS),
        (r"the date (.+)", _READ_AS),
        (r"a blank cell", _NO_VALUE),
        (r"at least (-?[\d.]+)(?:, by earlier quarters)?", _AT_LEAST),
        (r"between (-?[\d.]+) and (-?[\d.]+)(?:, by earlier quarters)?", _BETWEEN),
        (r"at most (\d+) sheets", Label("{} барактан көп эмес", "не больше {} листов", "at most {} sheets")),
        (r"at most (\d+) cells.*", Label("{} уячадан көп эмес", "не больше {} ячеек", "at most {} cells")),
        (r"at most (-?[\d.]+)", _AT_MOST),
        (
            r"the sum of the rows above: (.+)",
            Label("жогорудагы саптардын суммасы: {}", "сумма строк выше: {}", "the sum of the rows above: {}"),
        ),
        (
            r"a heading above the values",
            Label("маанилердин үстүндө мамычанын аталышы", "заголовок над значениями", "a heading above the values"),
        ),
        (
            r"a code of the register",
            Label("муниципалитеттин туура коду", "верный код муниципалитета", "the code of a municipality"),
        ),
        (
            r"a municipality enrolled in (\d{4})-Q(\d)",
            Label(
                "{0}-жылдын {1}-чейрегинде программага катышкан муниципалитет",
                "муниципалитет, который участвует в программе в {1} квартале {0} года",
                "a municipality enrolled in quarter {1} of {0}",
            ),
        ),
        (
            r"one quarter, written .*",
            Label("бир чейрек: 1, 2, 3 же 4", "один квартал: 1, 2, 3 или 4", "one quarter: 1, 2, 3 or 4"),
        ),
        (
            r"a year of four digits.*",
            Label("төрт орундуу жыл, мисалы: 2021", "год из четырёх цифр, например: 2021", "a year, written 2021"),
        ),
        (
            r"the same year in both cells",
            Label("эки уячада бирдей жыл", "один и тот же год в обеих ячейках", "the same year in both cells"),
        ),
        (
            r"a year from (\d+) to (\d+)",
            Label("{0}-жылдан {1}-жылга чейинки жыл", "год с {0} по {1}", "a year from {0} to {1}"),
        ),
        (
            r"a quarter that has begun; (\d{4})-Q(\d) begins on (.+)",
            Label(
                "башталып калган чейрек: {0}-жылдын {1}-чейреги {2} күнү гана башталат",
                "уже начавшийся квартал: {1} квартал {0} года начинается только {2}",
                "a quarter that has begun: quarter {1} of {0} begins on {2}",
            ),
        ),
        (
            r"one wave, and the days it was fielded, from (\d+) .*",
            Label(
                "сурамжылоонун бир толкуну жана анын күндөрү: {0}-жылдан файл жөнөтүлгөн күнгө чейин",
                "одна волна опроса и её даты: с {0} года по день отправки файла",
                "one wave, and the days it was fielded, from {0} to the day it was sent",
            ),
        ),
        (
            r"(?P<cell>[A-Z]{1,3}\d+) is merged over this row",
            Label(
                "{0} уячасы бул сапка да бириктирилген",
                "ячейка {0} объединена и с этой строкой",
                "{0} is merged over this row",
            ),
        ),
        (r"version (.+)", Label("{}-версия", "версия {}", "version {}")),
    )
)
"""What the readers of workbooks and values say in English, from the particular to the general."""


def translated(expected: str, language: Language) -> str | None:
    """Translate a phrase of the readers; the figures and days in it get the language's shape."""
    for pattern, label in _PHRASES:
        if match := pattern.fullmatch(expected):
            is_year = "{0}" in label.en
            parts = (part if is_year else bound_words(part, language) for part in match.groups())
            return label[language].format(*map(with_days, parts))
    return None
