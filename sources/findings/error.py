"""The errors: why a cell, a row or a table is refused while the rest of the workbook is loaded."""

from __future__ import annotations

from sources.findings.entry import FindingCode
from sources.findings.severity import Severity
from sources.labels import Label

ERRORS: tuple[FindingCode, ...] = (
    FindingCode(
        "required_heading_missing",
        Severity.ERROR,
        title=Label("Милдеттүү мамыча жок", "Нет обязательного столбца", "A required column is missing"),
        explanation=Label(
            "Барактан милдеттүү мамычанын аталышы табылган жок, ал болбосо саптарды кабыл алууга болбойт.",
            "На листе не найден заголовок обязательного столбца, а без него строки принять нельзя.",
            "The heading of a required column was not found on the sheet, and without it the rows cannot be taken in.",
        ),
        remedy=Label(
            "Мамычанын аталышын үлгүдөгүдөй жазып же жок мамычаны кошуп, файлды кайра жөнөтүңүз.",
            "Напишите заголовок столбца как в шаблоне или добавьте недостающий столбец и отправьте файл ещё раз.",
            "Write the column's heading as in the template, or add the missing column, and send the file again.",
        ),
    ),
    FindingCode(
        "headings_not_found",
        Severity.ERROR,
        title=Label("Таблицанын башы табылган жок", "Шапка таблицы не найдена", "The headings were not found"),
        explanation=Label(
            "Баракта мамычалардын аталыштары бар сап таанылган жок, ошондуктан бул форма окулган жок.",
            "На листе не распознана строка с заголовками столбцов, поэтому эта форма не прочитана.",
            "No row of column headings was recognised on the sheet, so this form was not read.",
        ),
        remedy=Label(
            "Үлгүдөгү таблицанын башын (мамычалардын аталыштарын) баракка кайра коюп, файлды кайра жөнөтүңүз.",
            "Верните на лист шапку таблицы из шаблона (заголовки столбцов) и отправьте файл ещё раз.",
            "Put the template's row of headings back on the sheet and send the file again.",
        ),
    ),
    FindingCode(
        "heading_repeated",
        Severity.ERROR,
        title=Label("Мамыча эки жолу кездешет", "Столбец повторяется", "A column appears twice"),
        explanation=Label(
            "Бир эле мамычанын аталышы баракта бир нече жолу кездешет, кайсынысы туура экени белгисиз.",
            "Заголовок одного и того же столбца встречается на листе несколько раз, и неясно, какой из них верный.",
            "The heading of one column stands on the sheet more than once, and it is not clear which one counts.",
        ),
        remedy=Label(
            "Туура мамычаны калтырып, экинчисин өчүрүңүз же башкача атап, файлды кайра жөнөтүңүз.",
            "Оставьте верный столбец, второй удалите или назовите иначе и отправьте файл ещё раз.",
            "Keep the right column, delete or rename the other, and send the file again.",
        ),
    ),
    FindingCode(
        "sheet_repeated",
        Severity.ERROR,
        title=Label("Форманын барагы эки жолу кездешет", "Лист формы повторяется", "A form has two sheets"),
        explanation=Label(
            "Бир нече барак бир эле формага туура келет, алардын кайсынысы туура экени белгисиз.",
            "Одной и той же форме соответствуют несколько листов, и неясно, какой из них верный.",
            "Several sheets belong to the same form, and it is not clear which one counts.",
        ),
        remedy=Label(
            "Туура баракты гана калтырып, калганын өчүрүңүз же башкача атап, файлды кайра жөнөтүңүз.",
            "Оставьте только верный лист, остальные удалите или переименуйте и отправьте файл ещё раз.",
            "Keep only the right sheet, delete or rename the others, and send the file again.",
        ),
    ),
    FindingCode(
        "sheet_unreadable",
        Severity.ERROR,
        title=Label("Барак окулбады", "Лист не удалось прочитать", "A sheet could not be read"),
        explanation=Label(
            "Барактын ичи бузук болгондуктан программа аны окуй алган жок, андагы маалымат кабыл алынган жок.",
            "Программа не смогла прочитать этот лист, потому что он повреждён, и данные с него не приняты.",
            "The sheet is damaged, so the program could not read it and nothing on it was taken in.",
        ),
        remedy=Label(
            "Файлды Excel'де ачып, уячалардагы каталарды оңдоп, кайра сактап жөнөтүңүз.",
            "Откройте файл в Excel, исправьте ошибки в ячейках, пересохраните его и отправьте ещё раз.",
            "Open the file in Excel, mend the errors in its cells, save it anew and send it again.",
        ),
    ),
    FindingCode(
        "formula_error",
        Severity.ERROR,
        title=Label("Формулада ката", "Ошибка в формуле", "The formula gives an error"),
        explanation=Label(
            "Уячада маанинин ордуна формуланын катасы турат (мисалы, #REF! же #ДЕЛ/0!).",
            "В ячейке вместо значения стоит ошибка формулы (например, #ССЫЛКА! или #ДЕЛ/0!).",
            "Instead of a value the cell holds a formula's error (such as #REF! or #DIV/0!).",
        ),
        remedy=Label(
            "Формуланы оңдоңуз же анын ордуна даяр маанини жазыңыз.",
            "Исправьте формулу или впишите вместо неё готовое значение.",
            "Mend the formula, or write the value itself in its place.",
        ),
    ),
    FindingCode(
        "formula_not_calculated",
        Severity.ERROR,
        title=Label("Формула эсептелген эмес", "Формула не вычислена", "The formula was not calculated"),
        explanation=Label(
            "Уячада формула бар, бирок анын жыйынтыгы файлда сакталган эмес.",
            "В ячейке есть формула, но её результат в файле не сохранён.",
            "The cell holds a formula, but its result is not saved in the file.",
        ),
        remedy=Label(
            "Файлды Excel'де ачып, сандар эсептелгенин күтүп, сактап, кайра жөнөтүңүз.",
            "Откройте файл в Excel, дождитесь пересчёта, сохраните и отправьте ещё раз.",
            "Open the file in Excel, let it calculate, save it and send it again.",
        ),
    ),
    FindingCode(
        "not_a_number",
        Severity.ERROR,
        title=Label("Сан эмес", "Не число", "Not a number"),
        explanation=Label(
            "Бул уячада сан болушу керек, бирок анда турган жазууну сан катары окууга болбойт.",
            "В этой ячейке должно быть число, но её содержимое нельзя прочитать как число.",
            "This cell should hold a number, but what it holds cannot be read as one.",
        ),
        remedy=Label(
            "Уячага санды гана жазыңыз; түшүндүрмөнү таблицадан тышкары жазыңыз.",
            "Впишите в ячейку только число, а пояснения вынесите за пределы таблицы.",
            "Write only the number in the cell, and put remarks outside the table.",
        ),
    ),
    FindingCode(
        "date_for_number",
        Severity.ERROR,
        title=Label("Санды Excel датага айландырган", "Excel сделал из числа дату", "A date in place of a number"),
        explanation=Label(
            "Бул жерде сан болушу керек, бирок уячада дата турат: чекит менен терилген санды (мисалы, 12.05) Excel өзү"
            " датага (12-май) айландырып коёт.",
            "Здесь должно быть число, но в ячейке стоит дата: число, набранное с точкой (например, 12.05), Excel сам"
            " превращает в дату (12 мая).",
            "A number belongs here, but the cell holds a date: Excel by itself makes a date (12 May) of a number that"
            " is typed with a point (such as 12.05).",
        ),
        remedy=Label(
            "Адегенде уячанын форматын «Сандык» деп коюп, анан санды үтүр менен кайра жазыңыз: 12,05.",
            "Сначала задайте ячейке числовой формат, затем наберите число заново, с запятой: 12,05.",
            "First give the cell a number format, then type the number again, with a comma: 12,05.",
        ),
    ),
    FindingCode(
        "not_whole",
        Severity.ERROR,
        title=Label("Бүтүн сан эмес", "Не целое число", "Not a whole number"),
        explanation=Label(
            "Бул мамычада бүтүн сан гана болот, ал эми уячада бөлчөк сан турат.",
            "В этом столбце могут быть только целые числа, а в ячейке стоит дробное.",
            "This column takes whole numbers only, and the cell holds a fraction.",
        ),
        remedy=Label(
            "Санды текшерип, бүтүн түрүндө жазыңыз.",
            "Проверьте число и впишите его целым.",
            "Check the number and write it as a whole one.",
        ),
    ),
    FindingCode(
        "not_a_date",
        Severity.ERROR,
        title=Label("Дата эмес", "Не дата", "Not a date"),
        explanation=Label(
            "Бул уячада дата болушу керек, бирок анда турган жазууну дата катары окууга болбойт.",
            "В этой ячейке должна быть дата, но её содержимое нельзя прочитать как дату.",
            "This cell should hold a date, but what it holds cannot be read as one.",
        ),
        remedy=Label(
            "Датаны күн.ай.жыл түрүндө жазыңыз, мисалы: 31.03.2021.",
            "Впишите дату в виде день.месяц.год, например: 31.03.2021.",
            "Write the date as day.month.year, such as 31.03.2021.",
        ),
    ),
    FindingCode(
        "not_yes_no",
        Severity.ERROR,
        title=Label("«Ооба» же «жок» эмес", "Не «да» и не «нет»", "Neither yes nor no"),
        explanation=Label(
            "Бул уячада «ооба» же «жок» деген жооп болушу керек, бирок анда башка жазуу турат.",
            "В этой ячейке должен быть ответ «да» или «нет», но там стоит что-то другое.",
            "This cell should say yes or no, but it says something else.",
        ),
        remedy=Label(
            "Уячага «ооба» же «жок» деп жазыңыз.",
            "Впишите в ячейку «да» или «нет».",
            "Write yes or no in the cell.",
        ),
    ),
    FindingCode(
        "not_in_list",
        Severity.ERROR,
        title=Label("Тизмеде жок жооп", "Ответа нет в списке", "The answer is not in the list"),
        explanation=Label(
            "Уячадагы жооп бул мамычанын даяр жоопторунун бирине да туура келбейт.",
            "Ответ в ячейке не совпадает ни с одним из готовых ответов этого столбца.",
            "The answer in the cell is none of those that this column takes.",
        ),
        remedy=Label(
            "Жоопту үлгүдөгү тизмеден тандаңыз.",
            "Выберите ответ из списка в шаблоне.",
            "Choose an answer from the template's list.",
        ),
    ),
    FindingCode(
        "below_minimum",
        Severity.ERROR,
        title=Label("Сан өтө кичине", "Число слишком мало", "The number is too small"),
        explanation=Label(
            "Сан бул мамычада мүмкүн болгон эң кичине маанинен да кичине.",
            "Число меньше наименьшего значения, возможного в этом столбце.",
            "The number is below the least that this column can hold.",
        ),
        remedy=Label(
            "Санды жана анын өлчөм бирдигин текшерип, оңдоңуз.",
            "Проверьте число и единицу измерения и исправьте.",
            "Check the number and its unit, and correct it.",
        ),
    ),
    FindingCode(
        "above_maximum",
        Severity.ERROR,
        title=Label("Сан өтө чоң", "Число слишком велико", "The number is too large"),
        explanation=Label(
            "Сан бул мамычада мүмкүн болгон эң чоң мааниден да чоң.",
            "Число больше наибольшего значения, возможного в этом столбце.",
            "The number is above the most that this column can hold.",
        ),
        remedy=Label(
            "Санды жана анын өлчөм бирдигин текшерип, оңдоңуз.",
            "Проверьте число и единицу измерения и исправьте.",
            "Check the number and its unit, and correct it.",
        ),
    ),
    FindingCode(
        "required_blank",
        Severity.ERROR,
        title=Label("Милдеттүү уяча бош", "Обязательная ячейка пуста", "A required cell is blank"),
        explanation=Label(
            "Милдеттүү уячада окула турган маани жок, ошондуктан сап кабыл алынган жок.",
            "В обязательной ячейке нет значения, которое можно прочитать, поэтому строка не принята.",
            "A required cell holds no value that can be read, so its row was not taken in.",
        ),
        remedy=Label(
            "Уячаны толтуруңуз; сан чындап нөл болсо, 0 деп жазыңыз.",
            "Заполните ячейку; если число действительно равно нулю, впишите 0.",
            "Fill in the cell; if the number really is zero, write 0.",
        ),
    ),
    FindingCode(
        "key_repeated",
        Severity.ERROR,
        title=Label("Сап кайталанат", "Строка повторяется", "The row is repeated"),
        explanation=Label(
            "Бул форманын бир эле объектиси же окуясы бир нече сапта турат, кайсынысы туура экени белгисиз.",
            "Один и тот же объект или событие этой формы стоит в нескольких строках, и неясно, какая из них верная.",
            "The same thing or event stands in several rows of this form, and it is not clear which one counts.",
        ),
        remedy=Label(
            "Туура сапты калтырып, калганын өчүрүңүз; алар ар башка болсо, аталыштарын айырмалап жазыңыз.",
            "Оставьте верную строку, остальные удалите; если это разные объекты, назовите их по-разному.",
            "Keep the right row and delete the others; if they are different things, give them different names.",
        ),
    ),
    FindingCode(
        "rule_broken",
        Severity.ERROR,
        title=Label("Көрсөткүчтөр бири-бирине карама-каршы", "Показатели противоречат друг другу", "A rule is broken"),
        explanation=Label(
            "Саптагы маанилер сакталышы милдеттүү болгон эрежеге туура келбейт, ошондуктан сап кабыл алынган жок.",
            "Значения строки нарушают обязательное правило, поэтому строка не принята.",
            "The values of the row break a rule that must hold, so the row was not taken in.",
        ),
        remedy=Label(
            "Эрежеде аталган уячаларды баштапкы документтер менен салыштырып, оңдоңуз.",
            "Сверьте названные в правиле ячейки с первичными документами и исправьте их.",
            "Compare the cells that the rule names with your records and correct them.",
        ),
    ),
    FindingCode(
        "percent_ambiguous",
        Severity.ERROR,
        title=Label("Пайыз түшүнүксүз", "Процент неоднозначен", "The percentage is ambiguous"),
        explanation=Label(
            "Сан пайызбы же үлүшпү, белгисиз: мисалы, 0,5 — 0,5 % да, 50 % да болушу мүмкүн.",
            "Неясно, процент это или доля: например, 0,5 может означать и 0,5 %, и 50 %.",
            "It is not clear whether this is a percentage or a fraction: 0.5 may mean 0.5% or 50%.",
        ),
        remedy=Label(
            "Маанини пайыз белгиси менен жазыңыз, мисалы: 50%.",
            "Впишите значение со знаком процента, например: 50%.",
            "Write the value with a percent sign, such as 50%.",
        ),
    ),
    FindingCode(
        "second_table_left_out",
        Severity.ERROR,
        title=Label("Экинчи таблица окулган жок", "Вторая таблица не прочитана", "A second table was not read"),
        explanation=Label(
            "Баракта дагы бир таблица бар: анын мамычаларынын тартиби башка же анын формасы башка баракта турат,"
            " ошондуктан ал окулган жок.",
            "На листе есть ещё одна таблица: её столбцы стоят иначе или её форма уже есть на другом листе, поэтому она"
            " не прочитана.",
            "There is another table on the sheet: its columns stand differently, or its form stands on another sheet,"
            " so it was not read.",
        ),
        remedy=Label(
            "Экинчи таблицанын саптарын биринчисинин астына, ошол эле мамычаларга көчүрүңүз.",
            "Перенесите строки второй таблицы под первую, в те же столбцы.",
            "Move the rows of the second table under the first one, into the same columns.",
        ),
    ),
)
"""By place: sheet, headings, cell, row."""
