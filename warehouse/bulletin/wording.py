"""How the bulletin writes what it shows: figures, units, quarters and every text of its own, in three languages.

Nothing is read or counted here. Labels of indicators, sections, oblasts and answers stand where these are declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sources.labels import Label

if TYPE_CHECKING:
    from sources.labels import Language
    from sources.quarters import Quarter

UNITS: Final = {
    "%": Label("%", "%", "%"),
    "pp": Label("пайыздык пункт", "п. п.", "pp"),
    "person": Label("адам", "чел.", "people"),
    "ratio": Label("катыш", "отношение", "ratio"),
    "h/day": Label("суткасына саат", "ч в сутки", "hours a day"),
    "KGS": Label("сом", "сомов", "som"),
    "hearing": Label("угуу", "слушаний", "hearings"),
    "municipality": Label("муниципалитет", "муниципалитетов", "municipalities"),
    "request": Label("кайрылуу", "обращений", "requests"),
    "event": Label("иш-чара", "мероприятий", "events"),
    "practice": Label("тажрыйба", "практик", "practices"),
}
"""What the units of indicators are called behind a figure."""

MILLION: Final = Label("млн", "млн", "million")

DECIMALS: Final = {"%": 1, "pp": 1, "h/day": 1, "ratio": 2}
"""Digits after the point by unit; none where a unit is not named."""

DIRECTIONS: Final = {
    "up": Label("Чоңураагы жакшы", "Больше — лучше", "Higher is better"),
    "down": Label("Кичинеси жакшы", "Меньше — лучше", "Lower is better"),
    "target_100": Label("100 % канчалык жакын болсо, ошончолук жакшы", "Чем ближе к 100 %, тем лучше", "Best at 100 %"),
    "none": Label("Баа берилбейт", "Без оценки", "Neither better nor worse"),
}

KINDS: Final = {
    "city": Label("Шаарлар", "Города", "Cities and towns"),
    "aiyl_aimak": Label("Айыл аймактары", "Айылные аймаки", "Aiyl aimaks"),
}
BREAKDOWNS: Final = {
    "sex": Label("жынысы боюнча", "по полу", "by sex"),
    "activity": Label("түрү боюнча", "по виду занятий", "by activity"),
    "service": Label("кызмат боюнча", "по услугам", "by service"),
    "age_group": Label("курагы боюнча", "по возрасту", "by age group"),
    "topic": Label("темасы боюнча", "по темам", "by topic"),
    "group": Label("катышуучулардын топтору боюнча", "по группам участников", "by group of participants"),
    "channel": Label("канал боюнча", "по каналам", "by channel"),
    "event_type": Label("иш-чаранын түрү боюнча", "по виду мероприятий", "by type of event"),
}
PARTS: Final = {
    "women": Label("аялдар", "женщины", "women"),
    "youth": Label("жаштар", "молодёжь", "youth"),
    "minorities": Label("этникалык азчылыктар", "этнические меньшинства", "ethnic minorities"),
}
"""What categories are called that are no answer on any form."""

KIND: Final = {
    "city": Label("шаар", "город", "city or town"),
    "aiyl_aimak": Label("айыл аймагы", "айылный аймак", "aiyl aimak"),
}

_ROMAN: Final = ("I", "II", "III", "IV")
_POINTS: Final = {"ky": ("\N{NARROW NO-BREAK SPACE}", ","), "ru": ("\N{NARROW NO-BREAK SPACE}", ","), "en": (",", ".")}

MISSING: Final = "–"


def rounded(value: float | None, unit: str) -> float | None:
    """Return a value with the digits that are shown of its unit; a negative zero is zero."""
    return None if value is None else round(value, DECIMALS.get(unit, 0)) + 0.0


def number_text(value: float | None, decimals: int, language: Language) -> str:
    """Write a number as a language does: thousands apart, a comma or a point before the decimals; a dash if missing."""
    if value is None:
        return MISSING
    thousands, point = _POINTS[language]
    plain = f"{round(value, decimals) + 0.0:,.{decimals}f}"
    return plain.translate({ord(","): thousands, ord("."): point, ord("-"): "\N{MINUS SIGN}"})


def quarter_label(quarter: Quarter) -> Label:
    """Return how a quarter is written in a sentence or a heading."""
    roman = _ROMAN[quarter.number - 1]
    return Label(
        f"{quarter.year}-жылдын {roman} чейреги", f"{roman} квартал {quarter.year} года", f"{_ordinal(quarter)}"
    )


def quarter_short(quarter: Quarter) -> Label:
    """Return how a quarter is written where there is little room."""
    roman = _ROMAN[quarter.number - 1]
    return Label(f"{quarter.year}, {roman} чейрек", f"{roman} кв. {quarter.year}", f"Q{quarter.number} {quarter.year}")


def _ordinal(quarter: Quarter) -> str:
    return f"{('first', 'second', 'third', 'fourth')[quarter.number - 1]} quarter of {quarter.year}"


TEXTS: Final = {
    "title": Label(
        "Муниципалдык кызматтардын бюллетени", "Бюллетень муниципальных услуг", "Bulletin of municipal services"
    ),
    "programme": Label("«Ийгиликтүү аймак» программасы", "Программа «Успешный аймак»", "Successful Aimak programme"),
    "languages": Label("Тил", "Язык", "Language"),
    "contents": Label("Мазмуну", "Содержание", "Contents"),
    "skip": Label("Негизги бөлүккө өтүү", "Перейти к содержанию", "Skip to the contents"),
    "all_bulletins": Label("Бардык чейректер", "Все кварталы", "All quarters"),
    "board": Label("Чейректер боюнча отчёттуулук", "Отчётность по кварталам", "Reporting by quarter"),
    "all_releases": Label("Бардык ачык маалыматтар", "Все открытые данные", "All data releases"),
    "pdf": Label("Басып чыгаруу үчүн PDF", "PDF для печати", "PDF for printing"),
    "as_of": Label("Маалыматтар ушул күнгө карата", "Данные по состоянию на", "Data as of"),
    "no_data": Label("Бир да отчёт келген жок", "Ни одного отчёта не получено", "No report has been received"),
    "reported": Label("Отчёт тапшыргандар", "Отчитались", "Reported"),
    "of": Label("/", "из", "of"),
    "deadline": Label("Отчёттун мөөнөтү", "Срок сдачи отчётов", "Reports were due by"),
    "edition": Label("Басылыш", "Выпуск", "Edition"),
    "published": Label("Жарыяланды", "Опубликован", "Published"),
    "first_published": Label("Биринчи жолу жарыяланды", "Впервые опубликован", "First published"),
    "preliminary": Label(
        "Алдын ала маалымат: отчёттун мөөнөтү бүтө электе жарыяланган, отчёттор дагы келе берет.",
        "Предварительные данные: опубликовано до истечения срока сдачи, отчёты ещё поступают.",
        "Preliminary: published before the reports were due; more are coming in.",
    ),
    "incomplete": Label(
        "Толук эмес: отчёттордун көбү жок. Суммалар отчёт тапшыргандардыкы гана, башка чейректер менен салыштырууга "
        "болбойт.",
        "Неполные данные: многих отчётов нет. Суммы — только по отчитавшимся, сравнивать их с другими кварталами "
        "нельзя.",
        "Incomplete: many reports are missing. Sums are of those that reported alone, and do not compare with those of "
        "other quarters.",
    ),
    "noted": Label("Муниципалитеттер", "Муниципалитетов", "Municipalities"),
    "headlines": Label("Негизги жыйынтыктар", "Главные результаты", "Headline results"),
    "headlines_intro": Label(
        "Программа боюнча жалпы көрсөткүч, анын динамикасы жана артында турган муниципалитеттердин саны.",
        "Показатель по программе в целом, его динамика и число муниципалитетов, которые за ним стоят.",
        "The figure of the whole programme, its trend, and the number of municipalities behind it.",
    ),
    "behind": Label("Муниципалитеттер", "Муниципалитетов", "Municipalities"),
    "contribute": Label("көрсөткүчкө салым кошкон", "дают вклад", "contribute"),
    "have_reported": Label("отчёт тапшырган:", "отчитались", "reported:"),
    "year_before": Label("Бир жыл мурун", "Годом ранее", "A year before"),
    "quarter_before": Label("Мурунку чейрек", "Предыдущий квартал", "Quarter before"),
    "since_start": Label("программа башталгандан бери", "с начала программы", "since the programme began"),
    "total": Label("Чейректе", "За квартал", "In the quarter"),
    "cumulative": Label("Программа башталгандан бери", "С начала программы", "Since the programme began"),
    "change": Label("Өзгөрүү", "Изменение", "Change"),
    "over_time": Label("Программа боюнча, чейректер боюнча", "По программе, по кварталам", "Programme, by quarter"),
    "by_area": Label(
        "Облустар жана түрлөрү боюнча; боз сызык — программа",
        "По областям и типам; серая линия — программа",
        "By oblast and kind; the grey line is the programme",
    ),
    "by_area_alone": Label("Облустар жана түрлөрү боюнча", "По областям и типам", "By oblast and kind"),
    "direction": Label("Багыты", "Направление", "Direction"),
    "contributing": Label("Салым кошкон", "Дают вклад", "Contribute"),
    "reporting": Label("Отчёт / күтүлгөн", "Отчёты / ожидалось", "Reported / expected"),
    "category": Label("Категория", "Категория", "Category"),
    "table": Label("таблица", "таблица", "table"),
    "none_key": Label("маалымат жок", "нет данных", "no figure"),
    "state": Label("Абалы", "Состояние", "State"),
    "revised_figures": Label("Оңдолгон цифралар", "Пересмотренные цифры", "Revised figures"),
    "definition": Label("Аныктама", "Определение", "Definition"),
    "source": Label("Булагы", "Источник", "Source"),
    "unit": Label("Өлчөм бирдиги", "Единица", "Unit"),
    "identifier": Label("Кампадагы аты", "Имя в хранилище", "Name in the warehouse"),
    "figures": Label("Цифралар таблицада", "Цифры в таблице", "Figures as a table"),
    "area": Label("Аймак", "Территория", "Area"),
    "quarter": Label("Чейрек", "Квартал", "Quarter"),
    "value": Label("Мааниси", "Значение", "Value"),
    "whole_programme": Label("Программа", "Программа", "Programme"),
    "categories": Label("Бөлүштүрүү", "В разбивке", "Breakdown"),
    "nobody": Label(
        "Маалымат жок: эч ким билдирген жок", "Нет данных: никто не сообщил", "No figure: nobody reported it"
    ),
    "no_report": Label("Отчёт келген жок", "Отчёт не получен", "No report received"),
    "no_value": Label(
        "Отчётто бул көрсөткүч үчүн маалымат жок",
        "В отчёте нет данных для этого показателя",
        "The report holds nothing for this indicator",
    ),
    "not_surveyed": Label(
        "Бул толкундо сурамжылоо өткөн эмес", "В этой волне опрос не проводился", "Not surveyed in this wave"
    ),
    "dash": Label(
        "– маалымат жок: отчёт келген эмес же анда бул көрсөткүч үчүн эч нерсе жок.",
        "– нет данных: отчёт не получен или в нём ничего нет для этого показателя.",
        "– no figure: no report was received, or it holds nothing for this indicator.",
    ),
    "not_printed": Label(
        "Муниципалитеттердин таблицасы басып чыгаруу үчүн өтө узун: ал веб-баракта жана чыгарылган файлдарда.",
        "Таблица муниципалитетов слишком длинна для бумаги: она на веб-странице и в файлах выпуска.",
        "The table of municipalities is too long for paper: it is on the web page and in the release's files.",
    ),
    "wave": Label("Толкун", "Волна", "Wave"),
    "map": Label("Муниципалитеттердин картасы", "Карта муниципалитетов", "Map of municipalities"),
    "map_intro": Label(
        "Ар бир плитка — бир муниципалитет, облустар жана райондор боюнча. Ошол эле маалымат төмөнкү таблицада.",
        "Каждая плитка — муниципалитет, по областям и районам. Те же данные — в таблице ниже.",
        "Each tile is a municipality, by oblast and raion. The table below holds the same figures.",
    ),
    "map_shows": Label("Көрсөткүч", "Показатель", "Indicator"),
    "municipalities": Label("Муниципалитеттер", "Муниципалитеты", "Municipalities"),
    "municipality": Label("Муниципалитет", "Муниципалитет", "Municipality"),
    "oblast": Label("Облус", "Область", "Oblast"),
    "raion": Label("Район", "Район", "Raion"),
    "kind": Label("Түрү", "Тип", "Kind"),
    "search": Label("Муниципалитетти табуу", "Найти муниципалитет", "Find a municipality"),
    "search_hint": Label("аты, району же облусу", "название, район или область", "name, raion or oblast"),
    "shown": Label("Көрсөтүлдү", "Показано", "Shown"),
    "sort": Label(
        "Сорттоо үчүн баштыкты басыңыз.",
        "Нажмите на заголовок столбца, чтобы отсортировать.",
        "Click a heading to sort.",
    ),
    "league": Label("Отчёттуулук таблицасы", "Таблица отчётности", "League of reporting"),
    "league_intro": Label(
        "Ким отчёт тапшырды, качан жана кандай сапатта. Сапат — 0дөн 100гө чейинки жалпы баа (A–D).",
        "Кто отчитался, когда и с каким качеством. Качество — общая оценка от 0 до 100 (A–D).",
        "Who reported, when, and with what quality. Quality is the overall score from 0 to 100 (A–D).",
    ),
    "place": Label("Орун", "Место", "Place"),
    "received": Label("Алынган күнү", "Получен", "Received"),
    "in_time": Label("Мөөнөтүндө", "В срок", "On time"),
    "late": Label("Кечиккен", "С опозданием", "Late"),
    "missing": Label("Отчёт жок", "Нет отчёта", "No report"),
    "not_expected": Label("Күтүлгөн эмес", "Не ожидался", "Not expected"),
    "version": Label("Версия", "Версия", "Version"),
    "errors": Label("Каталар", "Ошибки", "Errors"),
    "warnings": Label("Эскертүүлөр", "Предупреждения", "Warnings"),
    "quality": Label("Сапат", "Качество", "Quality"),
    "history": Label("Акыркы чейректер", "Последние кварталы", "Latest quarters"),
    "history_key": Label(
        "● мөөнөтүндө · ◐ кечиккен · ○ отчёт жок · эскиден жаңыга",
        "● в срок · ◐ с опозданием · ○ нет отчёта · от давних к недавним",
        "● on time · ◐ late · ○ no report · oldest first",
    ),
    "changes": Label(
        "Мурунку бюллетенден бери эмне өзгөрдү",
        "Что изменилось с прошлого бюллетеня",
        "What changed since the last bulletin",
    ),
    "changes_intro": Label(
        "Кеч келген же оңдолгон отчёттор мурда жарыяланган цифраларды өзгөртөт. Алар r белгиси менен белгиленет.",
        "Поздние и исправленные отчёты меняют уже опубликованные цифры. Такие цифры отмечены знаком r.",
        "Late and corrected reports change figures that were published before. Such figures are marked r.",
    ),
    "no_changes": Label(
        "Мурда жарыяланган цифралардын бири да өзгөргөн жок.",
        "Ни одна из опубликованных ранее цифр не изменилась.",
        "No figure that was published before has changed.",
    ),
    "first_bulletin": Label(
        "Бул биринчи бюллетень: салыштыра турган мурунку басылыш жок.",
        "Это первый бюллетень: сравнивать пока не с чем.",
        "This is the first bulletin: there is none to compare it with.",
    ),
    "was": Label("Жарыяланган", "Было опубликовано", "Published"),
    "is_now": Label("Азыр", "Теперь", "Now"),
    "revised": Label(
        "оңдолгон; биринчи жарыяланганы:", "пересмотрено; впервые опубликовано:", "revised; first published:"
    ),
    "about": Label("Бул бюллетень жөнүндө", "Об этом бюллетене", "About this bulletin"),
    "about_text": Label(
        "Цифралар муниципалитеттердин отчётторунан алынган. Облус, түр жана программа боюнча көрсөткүч "
        "муниципалитеттердин суммаларынын катышы, орточолордун орточосу эмес. Маанилер тегеректелип "
        "көрсөтүлөт; сандардын шкаласы нөлдөн башталат, үлүштөрдүкү андай болбошу мүмкүн.",
        "Цифры взяты из отчётов муниципалитетов. Показатель области, типа или программы — отношение сумм по "
        "муниципалитетам, а не среднее из средних. Значения показаны округлёнными; шкалы количеств начинаются "
        "с нуля, шкалы долей — не обязательно.",
        "The figures come from the municipalities’ reports. The figure of an oblast, a kind or the programme is a "
        "ratio of the municipalities’ sums, not a mean of means. Values are shown rounded; charts of counts begin at "
        "zero, charts of shares need not.",
    ),
    "lineage": Label(
        "Цифраны басыңыз: ал кайсы уячалардан чыкканы көрсөтүлөт.",
        "Нажмите на цифру, чтобы увидеть, из каких ячеек она получена.",
        "Click a figure to see the cells that it comes from.",
    ),
    "quality_report": Label("Маалыматтын сапаты", "Качество данных", "Data quality"),
    "quality_workbook": Label("Сапат (Excel)", "Качество (Excel)", "Data quality (Excel)"),
    "data_docs": Label("Күтүүлөрдү текшерүү", "Проверка ожиданий", "Data Docs"),
    "release": Label("Ачык маалыматтар", "Открытые данные", "Data release"),
    "report_short": Label("отчёт", "отчёт", "report"),
    "excel_short": Label("Excel", "Excel", "Excel"),
    "pdf_short": Label("PDF", "PDF", "PDF"),
    "bulletin": Label("Бюллетень", "Бюллетень", "Bulletin"),
    "on_time_of": Label("мөөнөтүндө", "в срок", "on time"),
    "mean_quality": Label("Орточо сапат", "Среднее качество", "Mean quality"),
    "score_of": Label("100дөн", "из 100", "of 100"),
    "index_intro": Label(
        "Ар бир чейрек үчүн бюллетень, маалыматтын сапаты жөнүндө отчёт жана маалыматтар.",
        "Бюллетень, отчёт о качестве данных и сами данные за каждый квартал.",
        "The bulletin, the report on data quality, and the data of each quarter.",
    ),
}
"""Every text of the pages that is not somebody else's, by the name under which the templates use it."""


def as_written(text: str) -> Label:
    """Return a text that is known in one language only."""
    return Label(text, text, text)
