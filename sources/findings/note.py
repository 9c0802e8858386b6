"""The notes: what was recognised and mended on the way. Nothing is mended without one."""

from __future__ import annotations

from sources.findings.entry import FindingCode
from sources.findings.severity import Severity
from sources.labels import Label

_NOTHING = Label("Эч нерсе кылуунун кереги жок.", "Ничего делать не нужно.", "Nothing need be done.")

NOTES: tuple[FindingCode, ...] = (
    FindingCode(
        "number_as_text",
        Severity.NOTE,
        title=Label("Сан текст катары жазылган", "Число записано как текст", "A number stored as text"),
        explanation=Label(
            "Уячадагы сан текст катары сакталган; ал сан катары окулду.",
            "Число в ячейке сохранено как текст; оно прочитано как число.",
            "The number in the cell is stored as text; it was read as a number.",
        ),
        remedy=Label(
            "Кийинки жолу уячанын форматын «Сандык» деп коюп, санды тамгасыз жана боштуксуз жазыңыз.",
            "В следующий раз задайте ячейке числовой формат и пишите число без букв и пробелов.",
            "Next time give the cell a number format, and write the number without letters and spaces.",
        ),
    ),
    FindingCode(
        "date_as_text",
        Severity.NOTE,
        title=Label("Дата текст катары жазылган", "Дата записана как текст", "A date stored as text"),
        explanation=Label(
            "Уячадагы дата текст катары сакталган; ал дата катары окулду.",
            "Дата в ячейке сохранена как текст; она прочитана как дата.",
            "The date in the cell is stored as text; it was read as a date.",
        ),
        remedy=Label(
            "Кийинки жолу датаны күн.ай.жыл түрүндө жазыңыз, мисалы: 31.03.2021.",
            "В следующий раз пишите дату в виде день.месяц.год, например: 31.03.2021.",
            "Next time write the date as day.month.year, such as 31.03.2021.",
        ),
    ),
    FindingCode(
        "date_as_serial",
        Severity.NOTE,
        title=Label("Дата сан катары сакталган", "Дата сохранена как число", "A date stored as a number"),
        explanation=Label(
            "Уячада датанын ордуна Excel'дин күндөрдү эсептөө саны турат; ал дата катары окулду.",
            "В ячейке вместо даты стоит порядковый номер дня Excel; он прочитан как дата.",
            "Instead of a date the cell holds Excel's number of the day; it was read as a date.",
        ),
        remedy=Label(
            "Окулган датаны текшериңиз; кийинки жолу уячанын форматын «Дата» деп коюңуз.",
            "Проверьте прочитанную дату; в следующий раз задайте ячейке формат даты.",
            "Check the date that was read; next time give the cell a date format.",
        ),
    ),
    FindingCode(
        "text_as_code",
        Severity.NOTE,
        title=Label("Жооп башкача жазылган", "Ответ записан иначе", "An answer in other words"),
        explanation=Label(
            "Жооп тизмедегиден башкача жазылган, бирок таанылып, тизмедеги жооп катары кабыл алынды.",
            "Ответ записан не так, как в списке, но распознан и принят как ответ из списка.",
            "The answer is not written as in the list, but it was recognised and taken as an answer of the list.",
        ),
        remedy=Label(
            "Кийинки жолу жоопту үлгүдөгү тизмеден тандаңыз.",
            "В следующий раз выбирайте ответ из списка в шаблоне.",
            "Next time choose the answer from the template's list.",
        ),
    ),
    FindingCode(
        "heading_by_alias",
        Severity.NOTE,
        title=Label("Мамыча башкача аталган", "Столбец назван иначе", "A column under another name"),
        explanation=Label(
            "Мамычанын аталышы үлгүдөгүдөй эмес, бирок ал таанылып, окулду.",
            "Заголовок столбца не такой, как в шаблоне, но он распознан и прочитан.",
            "The column's heading is not the template's, but it was recognised and read.",
        ),
        remedy=Label(
            "Кийинки жолу мамычанын үлгүдөгү аталышын калтырыңыз.",
            "В следующий раз оставьте заголовок столбца из шаблона.",
            "Next time keep the template's heading.",
        ),
    ),
    FindingCode(
        "sheet_by_alias",
        Severity.NOTE,
        title=Label("Барак башкача аталган", "Лист назван иначе", "A sheet under another name"),
        explanation=Label(
            "Барактын аталышы үлгүдөгүдөй эмес, бирок ал таанылып, окулду.",
            "Название листа не такое, как в шаблоне, но лист распознан и прочитан.",
            "The sheet's name is not the template's, but it was recognised and read.",
        ),
        remedy=Label(
            "Кийинки жолу барактын үлгүдөгү аталышын калтырыңыз.",
            "В следующий раз оставьте название листа из шаблона.",
            "Next time keep the sheet's name from the template.",
        ),
    ),
    FindingCode(
        "scaled_unit",
        Severity.NOTE,
        title=Label("Өлчөм бирдиги которулду", "Единица измерения пересчитана", "The unit was converted"),
        explanation=Label(
            "Маанилер башка өлчөм бирдигинде жазылган (мисалы, миң сом) жана форманын бирдигине которулду.",
            "Значения указаны в другой единице (например, в тысячах сомов) и пересчитаны в единицу формы.",
            "The values are in another unit (such as thousand som) and were converted to that of the form.",
        ),
        remedy=Label(
            "Которулган маанилерди текшериңиз; кийинки жолу үлгүдөгү өлчөм бирдигинде жазыңыз.",
            "Проверьте пересчитанные значения; в следующий раз указывайте их в единице из шаблона.",
            "Check the converted values; next time give them in the template's unit.",
        ),
    ),
    FindingCode(
        "missing_marker",
        Severity.NOTE,
        title=Label("Маалымат жок деп белгиленген", "Отмечено отсутствие данных", "Marked as not known"),
        explanation=Label(
            "Уячада сызыкча же «н/д» сыяктуу белги турат; маани жок деп кабыл алынды, нөл катары эмес.",
            "В ячейке стоит прочерк или пометка вроде «н/д»; значение считается отсутствующим, а не нулём.",
            "The cell holds a dash or a mark such as “n/a”; the value counts as missing, and not as zero.",
        ),
        remedy=Label(
            "Чындап нөл болсо, 0 деп жазыңыз; маалымат жок болсо, эч нерсе кылбаңыз.",
            "Если на самом деле это ноль, впишите 0; если данных нет, ничего делать не нужно.",
            "If it really is zero, write 0; if it is not known, nothing need be done.",
        ),
    ),
    FindingCode(
        "none_as_zero",
        Severity.NOTE,
        title=Label("«Жок» нөл катары окулду", "«Нет» прочитано как ноль", "“None” was read as zero"),
        explanation=Label(
            "Сан болчу уячага «жок» же «нет» деп жазылган; ал 0 катары окулду.",
            "В ячейке для числа написано «нет» или «жок»; это прочитано как 0.",
            "A cell for a number says “none”; it was read as 0.",
        ),
        remedy=Label(
            "Нөл болсо, кийинки жолу 0 деп жазыңыз; маалымат белгисиз болсо, уячаны бош калтырыңыз.",
            "Если это ноль, в следующий раз пишите 0; если данных нет, оставьте ячейку пустой.",
            "If it is zero, write 0 next time; if it is not known, leave the cell blank.",
        ),
    ),
    FindingCode(
        "answered_none",
        Severity.NOTE,
        title=Label("Форма боюнча «жок» деп жооп берилген", "По форме дан ответ «нет»", "The form is answered “none”"),
        explanation=Label(
            "Баракта саптардын ордуна «жок» деп жазылган; бул чейректе жаза турган маалымат жок деп кабыл алынды.",
            "На листе вместо строк написано «нет»; принято, что в этом квартале сообщать нечего.",
            "Instead of rows the sheet says “none”; it was taken that there is nothing to report this quarter.",
        ),
        remedy=_NOTHING,
    ),
    FindingCode(
        "hidden_sheet",
        Severity.NOTE,
        title=Label("Жашырылган барак", "Скрытый лист", "A hidden sheet"),
        explanation=Label(
            "Барак Excel'де жашырылган; ал башка барактар сыяктуу эле окулду.",
            "Лист скрыт в Excel; он прочитан так же, как остальные.",
            "The sheet is hidden in Excel; it was read like the others.",
        ),
        remedy=Label(
            "Барак отчётко тиешелүү болбосо, аны өчүрүп, файлды кайра жөнөтүңүз.",
            "Если лист не относится к отчёту, удалите его и отправьте файл ещё раз.",
            "If the sheet is not part of the report, delete it and send the file again.",
        ),
    ),
    FindingCode(
        "hidden_rows",
        Severity.NOTE,
        title=Label("Жашырылган саптар", "Скрытые строки", "Hidden rows"),
        explanation=Label(
            "Баракта жашырылган же чыпкадан өтпөгөн саптар бар; алар башка саптар сыяктуу эле окулду.",
            "На листе есть строки, скрытые вручную или фильтром; они прочитаны так же, как остальные.",
            "The sheet has rows that are hidden, by hand or by a filter; they were read like the others.",
        ),
        remedy=Label(
            "Саптар отчётко тиешелүү болбосо, аларды өчүрүп, файлды кайра жөнөтүңүз.",
            "Если эти строки не относятся к отчёту, удалите их и отправьте файл ещё раз.",
            "If the rows are not part of the report, delete them and send the file again.",
        ),
    ),
    FindingCode(
        "percent_as_fraction",
        Severity.NOTE,
        title=Label("Пайыз үлүш катары жазылган", "Процент записан долей", "A percentage written as a fraction"),
        explanation=Label(
            "Пайыз үлүш катары жазылган (95 ордуна 0,95) жана пайызга которулду.",
            "Процент записан в виде доли (0,95 вместо 95) и пересчитан в проценты.",
            "The percentage is written as a fraction (0.95 for 95) and was converted.",
        ),
        remedy=Label(
            "Которулган маанини текшериңиз; кийинки жолу пайызды 95 же 95% деп жазыңыз.",
            "Проверьте пересчитанное значение; в следующий раз пишите процент как 95 или 95%.",
            "Check the converted value; next time write the percentage as 95 or 95%.",
        ),
    ),
    FindingCode(
        "unit_in_cell",
        Severity.NOTE,
        title=Label("Уячада өлчөм бирдиги бар", "В ячейке указана единица", "A unit in the cell"),
        explanation=Label(
            "Санга кошо өлчөм бирдиги жазылган (мисалы, «120 сом»); бирдик эске алынып, сан окулду.",
            "Вместе с числом записана единица измерения (например, «120 сом»); число прочитано с её учётом.",
            "A unit is written with the number (such as “120 som”); the number was read with regard to it.",
        ),
        remedy=Label(
            "Кийинки жолу уячага санды гана, үлгүдөгү өлчөм бирдигинде жазыңыз.",
            "В следующий раз пишите в ячейке только число, в единице из шаблона.",
            "Next time write only the number in the cell, in the template's unit.",
        ),
    ),
    FindingCode(
        "total_left_out",
        Severity.NOTE,
        title=Label("Жыйынтык сап эсепке алынган жок", "Итоговая строка не учтена", "A totals row was left out"),
        explanation=Label(
            "Жыйынтык сап таанылды жана сандар эки жолу кошулбашы үчүн эсепке алынган жок.",
            "Итоговая строка распознана и не учтена, чтобы числа не сложились дважды.",
            "The totals row was recognised and left out, so that nothing is counted twice.",
        ),
        remedy=_NOTHING,
    ),
    FindingCode(
        "merged_filled",
        Severity.NOTE,
        title=Label(
            "Уяча бир нече сапка бириктирилген", "Ячейка объединена на несколько строк", "A cell merged over rows"
        ),
        explanation=Label(
            "Уяча бир нече сапка бириктирилген; андагы жазуу ошол саптардын ар биринде окулду.",
            "Ячейка объединена на несколько строк; запись из неё прочитана в каждой из этих строк.",
            "The cell is merged over several rows; what it says was read in each of them.",
        ),
        remedy=Label(
            "Кийинки жолу уячаларды бириктирбей, жазууну ар бир сапта кайталаңыз.",
            "В следующий раз не объединяйте ячейки, а повторяйте запись в каждой строке.",
            "Next time do not merge cells, but repeat the entry in every row.",
        ),
    ),
    FindingCode(
        "legacy_font",
        Severity.NOTE,
        title=Label("Эски кыргыз шрифти", "Старый кыргызский шрифт", "An old Kyrgyz font"),
        explanation=Label(
            "Барактагы жазуу кыргыз тамгаларын орус тамгаларынын ордуна тарткан эски шрифт үчүн терилген; ал кыргыз"
            " тамгалары менен окулду.",
            "Текст листа набран для старого шрифта, который рисует кыргызские буквы на месте русских; он прочитан"
            " кыргызскими буквами.",
            "The sheet is typed for an old font that draws Kyrgyz letters in the places of Russian ones; it was read"
            " in Kyrgyz letters.",
        ),
        remedy=Label(
            "Кийинки жолу кадимки шрифтти (мисалы, үлгүнүкүн) жана кыргызча клавиатураны (ң, ө, ү) колдонуңуз.",
            "В следующий раз пользуйтесь обычным шрифтом (как в шаблоне) и кыргызской раскладкой клавиатуры.",
            "Next time use an ordinary font (as in the template) and the Kyrgyz keyboard.",
        ),
    ),
    FindingCode(
        "second_table",
        Severity.NOTE,
        title=Label("Бир баракта эки форма", "Две формы на одном листе", "Two forms on one sheet"),
        explanation=Label(
            "Бул форманын таблицасы башка форманын барагында турат; ал ошол жерден окулду.",
            "Таблица этой формы стоит на листе другой формы; она прочитана оттуда.",
            "The table of this form stands on the sheet of another form; it was read there.",
        ),
        remedy=Label(
            "Кийинки жолу ар бир форманы үлгүдөгү өз барагына толтуруңуз.",
            "В следующий раз заполняйте каждую форму на её собственном листе шаблона.",
            "Next time fill in each form on its own sheet of the template.",
        ),
    ),
    FindingCode(
        "form_version_other",
        Severity.NOTE,
        title=Label("Форманын башка версиясы", "Другая версия формы", "Another version of the forms"),
        explanation=Label(
            "Титулдук баракта үлгүнүн азыркыдан башка версиясы көрсөтүлгөн; файл азыркы формалар боюнча окулду.",
            "На титульном листе указана не нынешняя версия шаблона; файл прочитан по нынешним формам.",
            "The cover sheet states another version of the template than today's; the file was read by today's forms.",
        ),
        remedy=Label(
            "Кийинки жолу үлгүнүн жаңы версиясын колдонуңуз.",
            "В следующий раз используйте новую версию шаблона.",
            "Next time use the new version of the template.",
        ),
    ),
)
