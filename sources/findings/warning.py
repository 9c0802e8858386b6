"""The warnings: what is loaded as it stands, and should be looked at."""

from __future__ import annotations

from sources.findings.entry import FindingCode
from sources.findings.severity import Severity
from sources.labels import Label

WARNINGS: tuple[FindingCode, ...] = (
    FindingCode(
        "rule_doubtful",
        Severity.WARNING,
        title=Label("Көрсөткүч шек жаратат", "Показатель вызывает сомнение", "A value is doubtful"),
        explanation=Label(
            "Маанилер кабыл алынды, бирок алар адатта сакталуучу эрежеге туура келбейт.",
            "Значения приняты, но не согласуются с правилом, которое обычно выполняется.",
            "The values were taken in, but they do not agree with a rule that usually holds.",
        ),
        remedy=Label(
            "Маанилерди текшериңиз; ката болсо, оңдоп кайра жөнөтүңүз, туура болсо, өзгөртпөңүз.",
            "Проверьте значения; если есть ошибка, исправьте и отправьте ещё раз, если всё верно — ничего не меняйте.",
            "Check the values; correct and send them again if they are wrong, leave them if they are right.",
        ),
    ),
    FindingCode(
        "row_left_blank",
        Severity.WARNING,
        title=Label("Сап толтурулган эмес", "Строка не заполнена", "A row was left blank"),
        explanation=Label(
            "Сапта аталышы гана турат, маалымат жок, ошондуктан ал эсепке алынган жок.",
            "В строке стоит только название, данных в ней нет, поэтому она не учтена.",
            "Only the name stands in the row and no data, so the row was left out.",
        ),
        remedy=Label(
            "Маалымат болсо, сапты толтуруп кайра жөнөтүңүз; болбосо, сапты өчүрүп же ушул бойдон калтырып коюңуз.",
            "Если данные есть, заполните строку и отправьте ещё раз; если их нет, удалите строку или оставьте так.",
            "Fill the row in and send again if there is something to report; else delete the row or leave it as it is.",
        ),
    ),
    FindingCode(
        "sheet_missing",
        Severity.WARNING,
        title=Label("Форманын барагы жок", "Нет листа формы", "A form's sheet is missing"),
        explanation=Label(
            "Файлдан бул форманын барагы табылган жок, ошондуктан форма боюнча маалымат берилген эмес деп эсептелет.",
            "В файле не найден лист этой формы, поэтому считается, что данные по ней не представлены.",
            "The sheet of this form was not found in the file, so the form counts as not reported.",
        ),
        remedy=Label(
            "Үлгүдөгү баракты кошуп толтуруңуз; жаза турган маалымат болбосо, ага «жок» деп жазыңыз.",
            "Добавьте лист из шаблона и заполните его; если сообщать нечего, напишите на нём «нет».",
            "Add the template's sheet and fill it in; if there is nothing to report, write “none” on it.",
        ),
    ),
    FindingCode(
        "sheet_unknown",
        Severity.WARNING,
        title=Label("Белгисиз барак", "Неизвестный лист", "An unknown sheet"),
        explanation=Label(
            "Бул барак отчёттун бир да формасына туура келбейт, ошондуктан окулган жок.",
            "Этот лист не соответствует ни одной форме отчёта, поэтому не прочитан.",
            "This sheet belongs to no form of the report, so it was not read.",
        ),
        remedy=Label(
            "Эгер бул отчёттун формасы болсо, баракты үлгүдөгүдөй атаңыз; болбосо, эч нерсе кылбаңыз.",
            "Если это форма отчёта, назовите лист так же, как в шаблоне; если нет, ничего делать не нужно.",
            "If it is a form of the report, name the sheet as in the template; if not, nothing need be done.",
        ),
    ),
    FindingCode(
        "heading_missing",
        Severity.WARNING,
        title=Label("Мамыча жок", "Нет столбца", "A column is missing"),
        explanation=Label(
            "Барактан милдеттүү эмес мамычанын аталышы табылган жок, анын маанилери бош деп эсептелет.",
            "На листе не найден заголовок необязательного столбца; его значения считаются незаполненными.",
            "The heading of an optional column was not found on the sheet; its values count as missing.",
        ),
        remedy=Label(
            "Мындай маалымат бар болсо, мамычаны үлгүдөгүдөй атап кошуңуз.",
            "Если такие данные есть, добавьте столбец с тем же заголовком, что в шаблоне.",
            "If you have these data, add the column with the template's heading.",
        ),
    ),
    FindingCode(
        "heading_unknown",
        Severity.WARNING,
        title=Label("Белгисиз мамыча", "Неизвестный столбец", "An unknown column"),
        explanation=Label(
            "Мамычанын аталышы форманын бир да мамычасына туура келбейт, ошондуктан анын маанилери окулган жок.",
            "Заголовок не соответствует ни одному столбцу формы, поэтому значения под ним не прочитаны.",
            "The heading is that of no column of the form, so the values below it were not read.",
        ),
        remedy=Label(
            "Эгер бул форманын мамычасы болсо, аны үлгүдөгүдөй атаңыз; болбосо, эч нерсе кылбаңыз.",
            "Если это столбец формы, назовите его так же, как в шаблоне; если нет, ничего делать не нужно.",
            "If it is a column of the form, name it as in the template; if not, nothing need be done.",
        ),
    ),
    FindingCode(
        "total_differs",
        Severity.WARNING,
        title=Label("Жыйынтык суммага туура келбейт", "Итог не сходится", "The total differs from the sum"),
        explanation=Label(
            "Жыйынтык сапта жазылган сан мамычадагы саптардын суммасына барабар эмес.",
            "Число в итоговой строке не равно сумме строк этого столбца.",
            "The number in the totals row is not the sum of the column's rows.",
        ),
        remedy=Label(
            "Саптарды жана жыйынтыкты текшерип, катасын оңдоңуз; эсепке саптар гана алынды.",
            "Проверьте строки и итог и исправьте ошибку; в расчёт приняты только строки.",
            "Check the rows and the total and correct what is wrong; only the rows were counted.",
        ),
    ),
    FindingCode(
        "name_differs",
        Severity.WARNING,
        title=Label("Код менен аталыш дал келбейт", "Код и наименование расходятся", "Code and name disagree"),
        explanation=Label(
            "Титулдук барактагы аталыш код боюнча аныкталган муниципалитеттин аталышына туура келбейт.",
            "Наименование на титульном листе не совпадает с наименованием муниципалитета, найденного по коду.",
            "The name on the cover sheet is not that of the municipality to which the code belongs.",
        ),
        remedy=Label(
            "Кодду жана аталышты текшериңиз: отчёт код боюнча кабыл алынды.",
            "Проверьте код и наименование: отчёт принят по коду.",
            "Check the code and the name: the report was taken in by its code.",
        ),
    ),
    FindingCode(
        "not_enrolled",
        Severity.WARNING,
        title=Label(
            "Бул чейрек үчүн отчёт күтүлгөн эмес", "Отчёт за этот квартал не ожидался", "No report was expected"
        ),
        explanation=Label(
            "Бул муниципалитет программанын тизмесинде бул чейрек үчүн отчёт берүүчү катары көрсөтүлгөн эмес.",
            "В списке программы этот муниципалитет не значится среди отчитывающихся за этот квартал.",
            "The programme's list does not have this municipality among those that report for this quarter.",
        ),
        remedy=Label(
            "Титулдук барактагы кодду, жылды жана чейректи текшериңиз; баары туура болсо, программага кабарлаңыз.",
            "Проверьте код, год и квартал на титульном листе; если всё верно, сообщите об этом программе.",
            "Check code, year and quarter on the cover sheet; if they are right, let the programme know.",
        ),
    ),
    FindingCode(
        "municipality_by_name",
        Severity.WARNING,
        title=Label(
            "Муниципалитет аталышы боюнча аныкталды",
            "Муниципалитет определён по наименованию",
            "The municipality was found by its name",
        ),
        explanation=Label(
            "Титулдук баракта туура код жок болгондуктан, муниципалитет аталышы боюнча аныкталды.",
            "На титульном листе нет верного кода, поэтому муниципалитет определён по наименованию.",
            "The cover sheet has no valid code, so the municipality was found by its name.",
        ),
        remedy=Label(
            "Титулдук баракка муниципалитеттин 14 орундуу ААББТ (СОАТЕ) кодун жазыңыз.",
            "Укажите на титульном листе 14-значный код СОАТЕ муниципалитета.",
            "Write the municipality's 14-digit SOATE code on the cover sheet.",
        ),
    ),
    FindingCode(
        "unlabelled_values",
        Severity.WARNING,
        title=Label("Аталышы жок мамычадагы маанилер", "Значения без заголовка", "Values without a heading"),
        explanation=Label(
            "Таблицанын жанында үстүндө аталышы жок мамычада маанилер турат, алар окулган жок.",
            "Рядом с таблицей есть значения в столбце без заголовка; они не прочитаны.",
            "There are values beside the table in a column that has no heading; they were not read.",
        ),
        remedy=Label(
            "Маанилер отчётко тиешелүү болсо, мамычанын аталышын жазыңыз; болбосо, аларды өчүрүңүз.",
            "Если эти значения относятся к отчёту, подпишите столбец; если нет, удалите их.",
            "If the values belong to the report, give the column its heading; if not, delete them.",
        ),
    ),
    FindingCode(
        "merged_values",
        Severity.WARNING,
        title=Label("Маани бириктирилген уячада", "Значение в объединённой ячейке", "A value in a merged cell"),
        explanation=Label(
            "Маани бир нече сапка же мамычага бириктирилген уячада турат; эки жолу эсептелбеши үчүн ал биринчи уячада"
            " гана окулду.",
            "Значение стоит в ячейке, объединённой на несколько строк или столбцов; чтобы не посчитать его дважды, оно"
            " прочитано только в первой из них.",
            "The value stands in a cell merged over several rows or columns; lest it be counted twice, it was read in"
            " the first of them only.",
        ),
        remedy=Label(
            "Уячаларды ажыратып, ар бир сапка жана мамычага өз маанисин жазыңыз.",
            "Разъедините ячейки и впишите в каждую строку и каждый столбец своё значение.",
            "Separate the cells, and write each row's and column's own value.",
        ),
    ),
)
