"""The fatal findings: why a file is not taken in, and what its sender can do."""

from __future__ import annotations

from sources.findings.entry import FindingCode
from sources.findings.severity import Severity
from sources.labels import Label

FATAL: tuple[FindingCode, ...] = (
    FindingCode(
        "empty_file",
        Severity.FATAL,
        title=Label("Файл бош", "Файл пуст", "The file is empty"),
        explanation=Label(
            "Файлда эч кандай маалымат жок: анын көлөмү нөл байт.",
            "В файле нет никаких данных: его размер — ноль байт.",
            "The file holds no data at all: its size is zero bytes.",
        ),
        remedy=Label(
            "Файлды өз компьютериңизде ачып, толтурулганын текшериңиз, сактап, кайра жөнөтүңүз.",
            "Откройте файл на своём компьютере, убедитесь, что он заполнен, сохраните и отправьте ещё раз.",
            "Open the file on your computer, check that it is filled in, save it and send it again.",
        ),
    ),
    FindingCode(
        "file_too_large",
        Severity.FATAL,
        title=Label("Файл өтө чоң", "Файл слишком большой", "The file is too large"),
        explanation=Label(
            "Файлдын көлөмү уруксат берилген чектен ашат, ошондуктан ал ачылган жок.",
            "Размер файла превышает допустимый, поэтому его не открывали.",
            "The file is larger than allowed, so it was not opened.",
        ),
        remedy=Label(
            "Файлдан сүрөттөрдү жана отчётко тиешеси жок барактарды алып салып, кайра жөнөтүңүз.",
            "Удалите из файла рисунки и листы, не относящиеся к отчёту, и отправьте его ещё раз.",
            "Remove pictures and sheets that are not part of the report, and send the file again.",
        ),
    ),
    FindingCode(
        "not_a_workbook",
        Severity.FATAL,
        title=Label("Бул Excel файлы эмес", "Это не файл Excel", "This is not an Excel workbook"),
        explanation=Label(
            "Аты кандай болбосун, файлдын ичинде Excel таблицасы жок.",
            "Как бы файл ни назывался, внутри него нет таблицы Excel.",
            "Whatever the file is called, there is no Excel workbook inside.",
        ),
        remedy=Label(
            "Отчётту Excel үлгүсүндө толтуруп, .xlsx форматында сактап, ошол файлды жөнөтүңүз.",
            "Заполните отчёт в шаблоне Excel, сохраните его в формате .xlsx и отправьте этот файл.",
            "Fill in the report in the Excel template, save it as .xlsx and send that file.",
        ),
    ),
    FindingCode(
        "format_not_supported",
        Severity.FATAL,
        title=Label(
            "Файлдын форматы кабыл алынбайт", "Формат файла не принимается", "The file format is not supported"
        ),
        explanation=Label(
            "Таблица .xlsx, .xlsm, .xls, .xlsb же .ods форматында эмес, мисалы, Excel 95 же андан эски форматта "
            "сакталган.",
            "Таблица сохранена не в формате .xlsx, .xlsm, .xls, .xlsb или .ods, а, например, в формате Excel 95 "
            "или более старом.",
            "The table was not saved as .xlsx, .xlsm, .xls, .xlsb or .ods but, for example, as Excel 95 or older.",
        ),
        remedy=Label(
            "Файлды Excel'де ачып, «Башкача сактоо» аркылуу .xlsx форматында сактап, кайра жөнөтүңүз.",
            "Откройте файл в Excel, через «Сохранить как» сохраните его в формате .xlsx и отправьте ещё раз.",
            "Open the file in Excel, use “Save As” to save it as .xlsx and send it again.",
        ),
    ),
    FindingCode(
        "encrypted",
        Severity.FATAL,
        title=Label("Файл сырсөз менен жабылган", "Файл защищён паролем", "The file is locked with a password"),
        explanation=Label(
            "Файл сырсөзсүз ачылбайт, ошондуктан аны окуу мүмкүн болгон жок.",
            "Файл не открывается без пароля, поэтому прочитать его не удалось.",
            "The file does not open without a password, so it could not be read.",
        ),
        remedy=Label(
            "Excel'де файлдын сырсөзүн алып салып, сактап, кайра жөнөтүңүз.",
            "Снимите пароль с файла в Excel, сохраните его и отправьте ещё раз.",
            "Remove the password in Excel, save the file and send it again.",
        ),
    ),
    FindingCode(
        "damaged",
        Severity.FATAL,
        title=Label("Файл бузулган", "Файл повреждён", "The file is damaged"),
        explanation=Label(
            "Файлдын бир бөлүгү жок же өзгөрүп калган: ал көчүрүүдө же жөнөтүүдө бузулган болушу мүмкүн.",
            "Часть файла отсутствует или искажена: возможно, он повредился при копировании или отправке.",
            "A part of the file is missing or altered: it may have been damaged while it was copied or sent.",
        ),
        remedy=Label(
            "Файлдын түп нускасын Excel'де ачып, кайра сактап, дагы бир жолу жөнөтүңүз.",
            "Откройте исходный файл в Excel, сохраните его заново и отправьте ещё раз.",
            "Open the original in Excel, save it anew and send it again.",
        ),
    ),
    FindingCode(
        "unsafe",
        Severity.FATAL,
        title=Label("Файл коопсуз эмес", "Файл небезопасен", "The file is not safe"),
        explanation=Label(
            "Файлдын ичинде кадимки отчётто болбой турган, коопсуз эмес бөлүктөр бар, ошондуктан ал окулган жок.",
            "Внутри файла есть небезопасные части, которых в обычном отчёте не бывает, поэтому его не читали.",
            "The file holds unsafe parts that no ordinary report has, so it was not read.",
        ),
        remedy=Label(
            "Таза үлгүнү алып, маалыматты ага көчүрүңүз (маанилерин гана коюп), сактап, ошол файлды жөнөтүңүз.",
            "Возьмите чистый шаблон, перенесите в него данные (вставляя только значения), сохраните и отправьте его.",
            "Take a fresh template, copy the data into it (paste values only), save it and send that file.",
        ),
    ),
    FindingCode(
        "over_limits",
        Severity.FATAL,
        title=Label(
            "Файлда маалымат чектен ашык", "Содержимое файла превышает пределы", "The workbook is over the limits"
        ),
        explanation=Label(
            "Барактардын же уячалардын саны, же ачылган файлдын көлөмү отчёт үчүн белгиленген чектен көп эсе ашат.",
            "Число листов или ячеек либо размер распакованного файла намного больше, чем бывает в отчёте.",
            "The number of sheets or cells, or the file's size once unpacked, is far more than a report can need.",
        ),
        remedy=Label(
            "Таза үлгүнү алып, отчёттун маалыматын гана көчүрүп, ошол файлды жөнөтүңүз.",
            "Возьмите чистый шаблон, перенесите в него только данные отчёта и отправьте этот файл.",
            "Take a fresh template, copy only the report's data into it and send that file.",
        ),
    ),
    FindingCode(
        "unreadable",
        Severity.FATAL,
        title=Label("Файл окулбады", "Файл не удалось прочитать", "The file could not be read"),
        explanation=Label(
            "Программа бул файлды белгиленген убакытта аягына чейин окуй алган жок.",
            "Программа не смогла дочитать этот файл до конца за отведённое время.",
            "The program could not read this file to its end in the time allowed.",
        ),
        remedy=Label(
            "Файлды Excel'де кайра сактап жөнөтүңүз; дагы окулбаса, маалыматты таза үлгүгө көчүрүп жөнөтүңүз.",
            "Пересохраните файл в Excel и отправьте ещё раз; если не поможет, перенесите данные в чистый шаблон.",
            "Save the file anew in Excel and send it again; if that fails, copy the data into a fresh template.",
        ),
    ),
    FindingCode(
        "cover_missing",
        Severity.FATAL,
        title=Label("Титулдук барак жок", "Нет титульного листа", "The cover sheet is missing"),
        explanation=Label(
            "Файлда титулдук барак табылган жок, ошондуктан отчёт кимдики жана кайсы чейрек үчүн экени белгисиз.",
            "В файле не найден титульный лист, поэтому неизвестно, чей это отчёт и за какой квартал.",
            "No cover sheet was found, so it is not known whose report this is and for which quarter.",
        ),
        remedy=Label(
            "Үлгүдөгү титулдук баракты файлга кошуп, толтуруп, кайра жөнөтүңүз.",
            "Добавьте в файл титульный лист из шаблона, заполните его и отправьте файл ещё раз.",
            "Add the template's cover sheet to the file, fill it in and send the file again.",
        ),
    ),
    FindingCode(
        "municipality_unknown",
        Severity.FATAL,
        title=Label(
            "Муниципалитет аныкталган жок", "Муниципалитет не определён", "The municipality could not be identified"
        ),
        explanation=Label(
            "Титулдук барактагы код жана аталыш боюнча кайсы муниципалитет экенин так аныктоо мүмкүн болгон жок.",
            "По коду и наименованию на титульном листе нельзя точно определить, какой это муниципалитет.",
            "The code and the name on the cover sheet do not say with certainty which municipality this is.",
        ),
        remedy=Label(
            "Титулдук баракка муниципалитеттин 14 орундуу ААББТ (СОАТЕ) кодун жазып, файлды кайра жөнөтүңүз.",
            "Укажите на титульном листе 14-значный код СОАТЕ муниципалитета и отправьте файл ещё раз.",
            "Write the municipality's 14-digit SOATE code on the cover sheet and send the file again.",
        ),
    ),
    FindingCode(
        "period_missing",
        Severity.FATAL,
        title=Label("Отчёттук мезгил белгисиз", "Отчётный период не указан", "The reporting period is missing"),
        explanation=Label(
            "Титулдук барактан жылды же чейректи окуу мүмкүн болгон жок.",
            "На титульном листе не удалось прочитать год или квартал.",
            "The year or the quarter could not be read from the cover sheet.",
        ),
        remedy=Label(
            "Титулдук баракка жылды (мисалы, 2021) жана чейректи (1, 2, 3 же 4) жазып, файлды кайра жөнөтүңүз.",
            "Укажите на титульном листе год (например, 2021) и квартал (1, 2, 3 или 4) и отправьте файл ещё раз.",
            "Write the year (such as 2021) and the quarter (1, 2, 3 or 4) on the cover sheet and send the file again.",
        ),
    ),
    FindingCode(
        "wrong_sender",
        Severity.FATAL,
        title=Label(
            "Отчёт башка муниципалитеттики", "Отчёт другого муниципалитета", "The report is another municipality's"
        ),
        explanation=Label(
            "Титулдук баракта файл салынган папканын ээсинен башка муниципалитет көрсөтүлгөн.",
            "На титульном листе указан не тот муниципалитет, в чью папку положен файл.",
            "The cover sheet names a municipality other than the one whose folder the file was put into.",
        ),
        remedy=Label(
            "Титулдук барактагы кодду текшериңиз; ал туура болсо, файлды өз муниципалитетинин папкасына салыңыз.",
            "Проверьте код на титульном листе; если он верен, положите файл в папку своего муниципалитета.",
            "Check the code on the cover sheet; if it is right, put the file into that municipality's own folder.",
        ),
    ),
    FindingCode(
        "no_forms",
        Severity.FATAL,
        title=Label("Отчёттун формалары жок", "Нет форм отчёта", "There are no forms of the report"),
        explanation=Label(
            "Файлдын барактарынын бири да отчёттун формасы катары таанылган жок.",
            "Ни один лист файла не распознан как форма отчёта.",
            "None of the file's sheets was recognised as a form of the report.",
        ),
        remedy=Label(
            "Барактардын аталыштарын үлгүдөгүдөй кылып, файлды кайра жөнөтүңүз.",
            "Назовите листы так же, как в шаблоне, и отправьте файл ещё раз.",
            "Name the sheets as in the template and send the file again.",
        ),
    ),
)
"""By rising distance from the outside of the file to its content."""
