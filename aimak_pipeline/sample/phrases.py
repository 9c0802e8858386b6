"""What clerks write around their tables: headings of their own, totals, notes, signatures."""

from __future__ import annotations

NUMBER_COLUMN = ("№", "№ п/п", "к/с")
"""Headings of a column of running numbers."""

OWN_COLUMNS = (
    "Мониторинг жүргүзүлгөн / Мониторинг проведён",
    "Каттоо журналы / Журнал учёта",
    "Аткаруучу бөлүм / Исполняющий отдел",
)
"""Headings of columns of a municipality's own."""

OWN_ANSWERS = ("текшерилди", "бөлүм 2", "толук", "журнал 17")

TOTALS = ("Жыйынтыгы", "Баардыгы", "Баары", "Итого", "Всего", "ИТОГО:", "Жыйынтыгы:")
"""What a totals row is called."""

NOTES = (
    "Эскертүү: маалыматтар чарба китептери боюнча берилди.",
    "Примечание: данные приведены на конец отчётного квартала.",
    "Эскертүү: көрсөткүчтөр алдын ала эсептелди.",
)
SIGNATURES = ("Аткаруучу: каржы бөлүмүнүн адиси ____________", "Исполнитель: специалист ФЭО ____________")

NOTHING = {"ky": ("жок", "Жок"), "ru": ("нет", "Нет")}
"""How a form says that there is nothing to report, by language."""

SUMMED = ("water_supply", "waste_collection", "street_lighting", "youth_clubs", "public_hearings", "service_budget")
"""The forms under which clerks draw a total."""
