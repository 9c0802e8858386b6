"""The cover sheet: who reports, for which quarter.

The cover is a list of labels and values and not a table, so it is declared as columns rather than as a Pandera model;
``sources.workbook`` reads it and intake identifies the submission by it.
"""

from __future__ import annotations

from sources.forms.form import Column, ColumnType
from sources.labels import Label

COVER_SHEET = Label("Титулдук барак", "Титульный лист", "Cover")

COVER_FIELDS: dict[str, Column] = {
    field.name: field
    for field in (
        Column(
            "municipality_code",
            ColumnType.TEXT,
            Label("Муниципалитеттин коду", "Код муниципалитета", "Municipality code"),
            required=True,
            aliases=("ААББТ коду", "СОАТЕ", "код СОАТЕ", "ГК СОАТЕ"),
        ),
        Column(
            "municipality_name",
            ColumnType.TEXT,
            Label("Муниципалитеттин аталышы", "Наименование муниципалитета", "Municipality name"),
            required=True,
            aliases=("муниципалитет", "айыл өкмөтү", "айыл аймагы", "айылный аймак", "мэрия"),
        ),
        Column("oblast", ColumnType.TEXT, Label("Облус", "Область", "Oblast"), aliases=("облусу", "обл.")),
        Column(
            "year",
            ColumnType.INTEGER,
            Label("Жыл", "Год", "Year"),
            required=True,
            minimum=2016,
            maximum=2100,
        ),
        Column(
            "quarter",
            ColumnType.INTEGER,
            Label("Чейрек", "Квартал", "Quarter"),
            required=True,
            minimum=1,
            maximum=4,
            aliases=("отчётный период", "отчёттук мезгил"),
        ),
        Column("prepared_on", ColumnType.DATE, Label("Толтурулган күнү", "Дата заполнения", "Prepared on")),
        Column(
            "prepared_by_role",
            ColumnType.TEXT,
            Label("Толтурган адамдын кызматы", "Должность исполнителя", "Role of preparer"),
        ),
        Column("form_version", ColumnType.TEXT, Label("Форманын версиясы", "Версия формы", "Form version")),
    )
}
"""The fields of the cover by id: label in column A, value in column B."""

FORM_VERSION = "1"
"""The version of the forms that templates of this release state."""
