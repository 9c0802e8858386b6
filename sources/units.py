"""The units of the forms' columns and every spelling in which clerks write them: one vocabulary for all readers.

Plain data, which the reader's workers load without pandas. What a unit in a heading says of its column is in
``workbook.units``, what one behind a figure does to it in ``values.units`` and ``values.numbers``.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sources.folding import fold
from sources.labels import Label

KGS: Final = "KGS"
PERCENT: Final = "percent"

LABELS: Final[dict[str, Label]] = {
    "person": Label("адам", "чел.", "people"),
    "household": Label("түтүн", "домохозяйств", "households"),
    "connection": Label("абонент", "абонентов", "connections"),
    "h/day": Label("саат", "часов", "hours"),
    "m3": Label("м³", "м³", "m³"),
    "KGS": Label("сом", "сом", "som"),
    "sample": Label("үлгү", "проб", "samples"),
    "contract": Label("келишим", "договоров", "contracts"),
    "pickup": Label("рейс", "рейсов", "pickups"),
    "km": Label("км", "км", "km"),
    "ha": Label("га", "га", "ha"),
    "lamp": Label("чырак", "светильников", "lamps"),
    "kWh": Label("кВт·саат", "кВт·ч", "kWh"),
    "decision": Label("чечим", "решений", "decisions"),
    "message": Label("жарыя", "объявлений", "messages"),
    "poll": Label("сурамжылоо", "опросов", "polls"),
    "answer": Label("жооп", "ответов", "answers"),
    "request": Label("кайрылуу", "обращений", "requests"),
    "activity": Label("иш-чара", "мероприятий", "activities"),
    "campaign": Label("кампания", "кампаний", "campaigns"),
    "%": Label("%", "%", "%"),
}
"""How the units are printed; each of them is a spelling that is read, too."""


class Spellings(NamedTuple):
    """How a unit is written."""

    anywhere: tuple[str, ...]
    """Behind a figure, in the row of units and at the end of a heading (``Калктын саны, адам``)."""
    behind_figures: tuple[str, ...] = ()
    """Only where nothing but a unit can stand. At the end of a heading these words are part of what it says: without
    them ``Дата решения`` would be any date."""

    @property
    def all(self) -> tuple[str, ...]:
        """Every spelling."""
        return self.anywhere + self.behind_figures


_PIECES = ("шт", "штук", "даана", "ед", "единиц")
_PIECES_BEHIND = ("штука",)

SPELLINGS: Final[dict[str, Spellings]] = {
    "person": Spellings(
        ("адам", "киши", "жан", "чел", "человек"),
        (
            *("тургун", "жашоочу", "бала", "балдар", "окуучу"),
            *("человека", "жителей", "детей", "people", "persons"),
        ),
    ),
    "household": Spellings(
        ("түтүн", "кожолук", "дворов", "хозяйств", "домохозяйств"),
        (
            *("үй-бүлө", "үй", "короо", "двор", "двора", "х-в", "х-во", "домохозяйство", "домохозяйства"),
            *("д/х", "семей", "семья", "households"),
        ),
    ),
    "connection": Spellings(
        ("абонент", "абонентов", *_PIECES),
        (
            *("түтүк", "кошулуу", "абонента", "аб", "подключение", "подключения", "подключений"),
            *("ввод", "ввода", "вводов", "connections", *_PIECES_BEHIND),
        ),
    ),
    "h/day": Spellings(
        (
            *("саат", "саат/сутка", "суткасына саат", "ч", "час", "часа", "часов", "ч/сут", "ч/сутки"),
            *("часов в сутки", "часа в сутки", "hours"),
        ),
        ("h",),
    ),
    "m3": Spellings(
        (
            *("м3", "м³", "куб", "куб м", "м куб", "м/куб", "куб метр", "метр куб", "кубометр", "кубометра"),
            *("кубометров", "кубов", "куба", "кубических метров", "m3"),
        ),
    ),
    KGS: Spellings(
        ("сом", "сома", "сомов", "сомах", "сомдо", "сомдук", "сому", "в сомах", "сом менен", "kgs"),
        ("с",),
    ),
    "sample": Spellings(("үлгү", "проб", *_PIECES), ("сынама", "проба", "пробы", "samples", *_PIECES_BEHIND)),
    "contract": Spellings(("келишим", "договоров", *_PIECES), ("договор", "договора", "contracts", *_PIECES_BEHIND)),
    "pickup": Spellings(("рейс", "рейсов", "жолу", "раз"), ("рейса", "раза", "вывоз", "вывоза", "вывозов", "pickups")),
    "km": Spellings(("км", "километр", "километра", "километров", "чакырым", "km")),
    "ha": Spellings(("га", "гектар"), ("гектара", "гектаров", "ha")),
    "lamp": Spellings(
        ("чырак", "лампа", "ламп", "светильников", *_PIECES),
        ("лампы", "светильник", "светильника", "фонарь", "фонаря", "фонарей", "lamps", *_PIECES_BEHIND),
    ),
    "kWh": Spellings(
        (
            *("кВт·ч", "кВт ч", "кВт час", "кВт часов", "кВт саат", "квт"),
            *("киловатт саат", "киловатт час", "kWh"),
        ),
    ),
    "decision": Spellings(
        ("чечим", "решений", *_PIECES), ("токтом", "решение", "решения", "decisions", *_PIECES_BEHIND)
    ),
    "message": Spellings(
        ("жарыя", "объявлений", *_PIECES),
        ("кулактандыруу", "билдирүү", "объявление", "объявления", "messages", *_PIECES_BEHIND),
    ),
    "poll": Spellings(("сурамжылоо", "опросов", *_PIECES), ("опрос", "опроса", "polls", *_PIECES_BEHIND)),
    "answer": Spellings(("жооп", "ответов", *_PIECES), ("ответ", "ответа", "answers", *_PIECES_BEHIND)),
    "request": Spellings(
        ("кайрылуу", "обращений", *_PIECES),
        (
            *("суроо", "сунуш", "обращение", "обращения", "вопрос", "вопроса", "вопросов"),
            *("предложение", "предложения", "предложений", "requests", *_PIECES_BEHIND),
        ),
    ),
    "activity": Spellings(
        ("иш-чара", "мероприятий", *_PIECES), ("мероприятие", "мероприятия", "activities", *_PIECES_BEHIND)
    ),
    "campaign": Spellings(("кампания", "кампаний", *_PIECES), ("өнөктүк", "кампании", "campaigns", *_PIECES_BEHIND)),
    PERCENT: Spellings(
        (),
        (
            *("пайыз", "пайызга", "пайызы", "процент", "процента", "процентов", "проц"),
            *("процентга", "процентке", "процентти", "проценти", "percent"),  # "12,1% га": an ending behind the sign
        ),
    ),
}
"""By unit. A unit is also known by its id."""

_KEYS = {unit: frozenset(map(fold, (unit, *spellings.all))) for unit, spellings in SPELLINGS.items()}

THOUSAND: Final = ("миң", "мищ", "тыс", "тысяч", "тысяча", "тысячи", "тысячах")
THOUSAND_LETTER: Final = "т"
"""Thousand before a word for som (``т.с.``, ``т. сом``); before anything else it may be tonnes."""
MILLION: Final = ("млн", "миллион", "миллиона", "миллионов", "миллиондон")


def unit_keys(unit: str) -> frozenset[str]:
    """Return every spelling of a unit, folded."""
    return _KEYS.get(unit, frozenset((fold(unit),)))
