"""The units of the forms' columns as clerks write them behind a figure (``120 чел.``, ``35 км``).

Only spellings stand here; what a unit does to a number is in ``numbers``. A unit without an entry is known by its id.
"""

from __future__ import annotations

from sources.folding import fold

KGS = "KGS"
PERCENT = "percent"

_PIECES = ("шт", "штук", "штука", "даана", "ед")

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "person": (
        *("адам", "киши", "жан", "тургун", "жашоочу", "бала", "балдар", "окуучу"),
        *("чел", "человек", "человека", "жителей", "детей", "people", "persons"),
    ),
    "household": (
        *("түтүн", "кожолук", "үй-бүлө", "үй", "короо"),
        *("двор", "двора", "дворов", "хозяйств", "х-в", "х-во", "домохозяйство", "домохозяйства", "домохозяйств"),
        *("д/х", "семей", "семья", "households"),
    ),
    "connection": (
        *("түтүк", "кошулуу", "абонент", "абонента", "абонентов", "аб"),
        *("подключение", "подключения", "подключений", "ввод", "ввода", "вводов", "connections", *_PIECES),
    ),
    "h/day": (
        *("саат", "саат/сутка", "суткасына саат", "ч", "час", "часа", "часов", "ч/сут", "ч/сутки"),
        *("часов в сутки", "часа в сутки", "h", "hours"),
    ),
    "m3": (
        *("м3", "м³", "куб", "куб м", "м куб", "м/куб", "куб метр", "метр куб", "кубометр", "кубометра", "кубометров"),
        *("кубов", "куба", "кубических метров", "m3"),
    ),
    KGS: ("сом", "сома", "сомов", "сомдук", "сому", "с", "kgs"),
    "sample": ("үлгү", "сынама", "проба", "пробы", "проб", "samples", *_PIECES),
    "contract": ("келишим", "договор", "договора", "договоров", "contracts", *_PIECES),
    "pickup": ("рейс", "рейса", "рейсов", "жолу", "раз", "раза", "вывоз", "вывоза", "вывозов", "pickups"),
    "km": ("км", "километр", "километра", "километров", "чакырым", "km"),
    "ha": ("га", "гектар", "гектара", "гектаров", "ha"),
    "lamp": (
        *("чырак", "лампа", "лампы", "ламп", "светильник", "светильника", "светильников"),
        *("фонарь", "фонаря", "фонарей", "lamps", *_PIECES),
    ),
    "kWh": ("кВт·ч", "кВт ч", "кВт час", "кВт саат", "квт", "кВт часов", "киловатт саат", "киловатт час", "kWh"),
    "decision": ("чечим", "токтом", "решение", "решения", "решений", "decisions", *_PIECES),
    "message": ("кулактандыруу", "жарыя", "билдирүү", "объявление", "объявления", "объявлений", "messages", *_PIECES),
    "poll": ("сурамжылоо", "опрос", "опроса", "опросов", "polls", *_PIECES),
    "answer": ("жооп", "ответ", "ответа", "ответов", "answers", *_PIECES),
    "request": (
        *("кайрылуу", "суроо", "сунуш", "обращение", "обращения", "обращений", "вопрос", "вопроса", "вопросов"),
        *("предложение", "предложения", "предложений", "requests", *_PIECES),
    ),
    "activity": ("иш-чара", "мероприятие", "мероприятия", "мероприятий", "activities", *_PIECES),
    "campaign": ("кампания", "өнөктүк", "кампании", "кампаний", "campaigns", *_PIECES),
    PERCENT: (
        *("пайыз", "пайызга", "пайызы", "процент", "процента", "процентов", "проц"),
        *("процентга", "процентке", "процентти", "проценти", "percent"),  # "12,1% га": a case ending behind the sign
    ),
}

_KEYS: dict[str, frozenset[str]] = {
    unit: frozenset(map(fold, (unit, *spellings))) for unit, spellings in _SPELLINGS.items()
}

_THOUSAND = frozenset(map(fold, ("миң", "мищ", "тыс", "тысяч", "тысяча", "тысячи")))
_MILLION = frozenset(map(fold, ("млн", "миллион", "миллиона", "миллионов")))

_SCALES: dict[str, int] = {
    **dict.fromkeys(_THOUSAND, 1_000),
    **{word + som: 1_000 for word in (*_THOUSAND, fold("т")) for som in _KEYS[KGS]},
    **dict.fromkeys(_MILLION, 1_000_000),
    **{word + som: 1_000_000 for word in _MILLION for som in _KEYS[KGS]},
}
"""What a money column's suffix multiplies by: ``миң сом``, ``тыс. сом``, ``т.с.``, ``млн сом``."""


def known_units() -> frozenset[str]:
    """Return the units that have spellings."""
    return frozenset(_SPELLINGS)


def unit_keys(unit: str) -> frozenset[str]:
    """Return the spellings of a unit, folded."""
    return _KEYS.get(unit, frozenset((fold(unit),)))


def is_unit(text: str, unit: str | None) -> bool:
    """Say whether a text is a spelling of the unit."""
    if unit is None:
        return False
    key = fold(text.replace("%", "процент"))
    return key != "" and key in unit_keys(unit)


def money_scale(text: str) -> int | None:
    """Return what a suffix of an amount multiplies by (``миң сом`` gives 1000), None if it is no such suffix."""
    return _SCALES.get(fold(text))


def is_thousand(text: str) -> bool:
    """Say whether a text is the word for thousand, in full or short."""
    return fold(text) in _THOUSAND
