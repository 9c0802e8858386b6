"""The words of the template that no form declares: titles, instructions, units and what input rules say.

Texts only, in three languages, and how they are put beside one another. Which of them stands where is for the sheets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.forms.form import ColumnType, Kind
from sources.labels import Label
from sources.units import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sources.forms.form import Column
    from sources.labels import Language
    from sources.quarters import Quarter


def in_languages(label: Label, languages: Sequence[Language], between: str = " / ") -> str:
    """Return a text in several languages; what two of them share stands once."""
    return between.join(dict.fromkeys(label[language] for language in languages))


FROM_LIST = Label("тизмеден", "из списка", "list")
_TYPES = {
    ColumnType.TEXT: Label("текст", "текст", "text"),
    ColumnType.DATE: Label("күн.ай.жыл", "дд.мм.гггг", "date"),
    ColumnType.CODE: FROM_LIST,
    ColumnType.BOOLEAN: FROM_LIST,
}

KINDS = {
    Kind.STOCK: Label(
        "Чейректин акыркы күнүнө карата абалы", "По состоянию на последний день квартала", "On the quarter's last day"
    ),
    Kind.FLOW: Label("Ушул чейрек ичинде гана", "Только за этот квартал", "Within this quarter only"),
    Kind.YTD: Label("1-январдан чейректин аягына чейин", "С 1 января до конца квартала", "From 1 January"),
}
REQUIRED = Label("Милдеттүү түрдө толтурулат", "Заполняется обязательно", "Required")
OPTIONAL = Label("Маалымат болсо толтурулат", "Заполняется, если есть данные", "If known")
UNIT = Label("Өлчөм бирдиги", "Единица", "Unit")
ALLOWED = Label("Мааниси", "Значение", "Value")
ANSWERS = Label("Жооптор", "Ответы", "Answers")
WHOLE = Label("бүтүн сан", "целое число", "whole number")
NUMBER = Label("сан", "число", "number")
PERCENT_POINTS = Label("пайыз менен: 50 деген 50 %", "в процентах: 50 значит 50 %", "in percent: 50 means 50%")
CHOOSE = Label("Тизмеден тандаңыз", "Выберите из списка", "Choose from the list")
DATE = Label("күн, мисалы 15.02.2021", "дата, например 15.02.2021", "date, such as 15.02.2021")
CHECK = Label("Текшериңиз", "Проверьте", "Please check")
NOT_FOR_INPUT = Label(
    "Бул жерге жазылбайт: мурунку отчёттун сандары салыштыруу үчүн гана.",
    "Здесь не заполняют: цифры прошлого отчёта даны только для сравнения.",
    "Not to be filled in: figures of the last report, to compare with.",
)
FROM_LAST_REPORT = Label("Мурунку отчёттон", "Из прошлого отчёта", "From the last report")
"""Stands over the columns of last report's figures; the reader passes over them (``sources.workbook.side_columns``)."""

LISTS_SHEET = Label("Тизмелер", "Списки", "Lists")
INSTRUCTIONS_SHEET = Label("Нускама", "Инструкция", "Instructions")

REPORT = Label("Чейректик отчёт", "Квартальный отчёт", "Quarterly report")
ON_SERVICES = Label(
    "Муниципалдык кызматтар жана жарандардын катышуусу",
    "Муниципальные услуги и участие граждан",
    "Municipal services and citizen participation",
)
SHEETS = Label("Барактар", "Листы", "Sheets")
YES_OR_NO = Label("Ооба же жок", "Да или нет", "Yes or no")
PAGE = Label("барак", "стр.", "page")

ASTERISK = Label("* милдеттүү түрдө толтурулат.", "* заполняется обязательно.", "* required.")
DELETE_ROWS = Label(
    "Айта турган маалыматы жок сапты өчүрүп салыңыз.",
    "Строку, о которой сообщить нечего, удалите.",
    "Delete a row that there is nothing to report on.",
)
NOTHING_TO_REPORT = Label(
    "Барак боюнча маалымат таптакыр болбосо, биринчи саптын биринчи уячасына «жок» деп жазыңыз.",
    "Если по всему листу сообщить нечего, в первой ячейке первой строки напишите «нет».",
    "If there is nothing to report on this sheet, write “no” in the first cell of the first row.",
)
GREY_COLUMNS = Label(
    "Оң жактагы боз мамычалар: мурунку отчёттун сандары, алар толтурулбайт жана басып чыгарылбайт.",
    "Серые столбцы справа: цифры прошлого отчёта, их не заполняют и не печатают.",
    "The grey columns on the right are figures of the last report: leave them; they are not printed.",
)

_ROMAN = ("I", "II", "III", "IV")


def quarter_words(quarter: Quarter) -> Label:
    """Return a quarter as it is written in a letter."""
    number = _ROMAN[quarter.number - 1]
    return Label(
        f"{quarter.year}-жылдын {number} чейреги",
        f"{number} квартал {quarter.year} года",
        f"quarter {number} of {quarter.year}",
    )


def unit_words(column: Column) -> Label:
    """Return what stands in the row of units under a column's heading: its unit, or how it is answered."""
    if column.unit is not None:
        return LABELS.get(column.unit, Label(column.unit, column.unit, column.unit))
    return _TYPES.get(column.type, NUMBER)


def instructions(quarter: Quarter, deadline: str) -> tuple[tuple[Label, Label], ...]:
    """Return the "how to fill in": headings, each with its paragraph.

    Args:
        quarter: the quarter that is reported on.
        deadline: the last day for sending, as people write it.
    """
    words = quarter_words(quarter)
    return (
        (
            Label("Ким жана эмне жөнүндө", "Кто и о чём", "Who and what"),
            Label(
                f"Айыл өкмөтү же мэрия {words.ky} үчүн толтурат. Ар бир баракта бир тема. Титулдук барак мурунтан "
                "толтурулган: толтурган адамдын кызматын жана күнүн гана жазыңыз. Жарандардын аты-жөнүн, "
                "телефонун жазбаңыз.",
                f"Заполняет айыл окмоту или мэрия за {words.ru}. Каждый лист посвящён одной теме. Титульный лист уже "
                "заполнен: допишите только должность исполнителя и дату. Фамилии и телефоны граждан не пишите.",
                f"The municipality fills it in for {words.en}. One subject a sheet. The cover is filled in: add "
                "only your role and the date. Write no names and telephone numbers of citizens.",
            ),
        ),
        (
            Label("Качан жана кайда", "Когда и куда", "When and where"),
            Label(
                f"{deadline} күнүнө чейин. Файлды ушул бойдон, Excel же LibreOffice форматында, адаттагыдай жөнөтүңүз: "
                "муниципалитетиңиздин папкасына салыңыз же программанын координаторуна бериңиз.",
                f"Не позднее {deadline}. Файл отправьте как есть, в формате Excel или LibreOffice, обычным путём: "
                "положите в папку вашего муниципалитета или передайте координатору программы.",
                f"By {deadline}. Send the file as it is, as Excel or LibreOffice saves it, in the usual way: into your "
                "municipality's folder, or to the programme's coordinator.",
            ),
        ),
        (
            Label("Кантип толтуруу керек", "Как заполнять", "How"),
            Label(
                "Ак уячаларга жазыңыз. Аты жылдызча (*) менен белгиленген мамыча милдеттүү. Мамычанын аталышына "
                "чычканды алып барсаңыз, эмне сурала турганы көрүнөт. Тизмеси бар уячада жоопту тизмеден тандаңыз. "
                "Сандарды бирдиксиз жазыңыз: 1250,5. Сап жетпесе, кошуп алыңыз; ашыкча сап бош калсын.",
                "Пишите в белых ячейках. Столбцы со звёздочкой (*) обязательны. Наведите мышь на заголовок: "
                "появится пояснение. Где есть список, выберите ответ из него. Числа пишите без единиц: 1250,5. "
                "Если строк не хватает, добавьте; лишние строки оставьте пустыми.",
                "Write in the white cells. Columns with an asterisk (*) are required. Point at a heading to see "
                "what is meant. Where there is a list, choose from it. Write figures without units. "
                "Add rows if you need them.",
            ),
        ),
        (
            Label("Бош, 0 жана «жок»", "Пусто, 0 и «нет»", "Blank, 0 and “no”"),
            Label(
                "0: эсептелди, бирок болгон жок (мисалы, бир да рейс аткарылган жок). Бош уяча: маалымат жок. "
                "Бүт барак боюнча айта турган эч нерсе жок болсо, таблицанын биринчи уячасына «жок» деп жазыңыз: "
                "ошондо отчёт толук деп эсептелет. Жок нерсени 0 менен, 0дү бош уяча менен алмаштырбаңыз.",
                "0: учтено, но не было (например, не выполнено ни одного рейса). Пустая ячейка: данных нет. Если по "
                "всему листу сообщить нечего, в первой ячейке таблицы напишите «нет»: тогда лист считается "
                "заполненным. Не ставьте 0 вместо неизвестного и не оставляйте пустым то, что равно нулю.",
                "0: it was counted and there was none. Blank: not known. If there is nothing to report on a whole "
                "sheet, write “no” in the table's first cell: the sheet then counts as answered.",
            ),
        ),
        (
            Label("Мурунтан жазылгандар", "Что уже вписано", "What is filled in already"),
            Label(
                "Айылдардын аттары мурунку отчёттон же мамлекеттик классификатордон алынган: оңдоп, кошуп, өчүрүп "
                "койсо болот. Кызмат жок айылдын сабын өчүрүңүз. Оң жактагы боз мамычалар мурунку отчёттун сандары: "
                "салыштырып көрүңүз, көчүрбөңүз.",
                "Названия сёл взяты из прошлого отчёта или из государственного классификатора: их можно исправить, "
                "дополнить, удалить. Строку села, где услуги нет, удалите. Серые столбцы справа: цифры прошлого "
                "отчёта, сверяйтесь с ними, но не переписывайте.",
                "The names of settlements are from your last report or the state classifier: correct, add or delete "
                "them. The grey columns on the right are figures of the last report, to compare with.",
            ),
        ),
        (
            Label("Жооп жана оңдоо", "Ответ и исправление", "The answer, and corrections"),
            Label(
                "Файлды алгандан кийин сизге жооп келет: ката табылса, анын уячасы белгиленип, кантип оңдоо керектиги "
                "жазылат. Оңдоп, бүт файлды кайра жөнөтүңүз: акыркы жөнөтүлгөнү эсептелет.",
                "После получения файла вам придёт ответ: ячейка с ошибкой отмечена, и написано, как её исправить. "
                "Исправьте и отправьте весь файл ещё раз: считается последний.",
                "You will get an answer that marks each fault in its cell and says how to mend it. Mend it and send "
                "the whole file again: the last one counts.",
            ),
        ),
    )
