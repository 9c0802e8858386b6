"""The cover sheet: who reports, for which quarter.

Declared like the forms, though its sheet is a list of labels and values and not a table: one cover is one row.
``sources.workbook`` finds its cells, intake identifies the submission by them, ``sources.standardize`` judges the rest.
Nothing of it but the form version is loaded.
"""

from __future__ import annotations

from sources.forms.form import Date, Form, Integer, Text, date, integer, text
from sources.labels import Label


class Cover(
    Form,
    sheet=Label("Титулдук барак", "Титульный лист", "Cover"),
    record="the workbook",
):
    """One workbook."""

    municipality_code: Text = text(
        required=True,
        ky="Муниципалитеттин коду",
        ru="Код муниципалитета",
        en="Municipality code",
        aliases=("ААББТ коду", "СОАТЕ", "код СОАТЕ", "ГК СОАТЕ"),
    )
    municipality_name: Text = text(
        required=True,
        ky="Муниципалитеттин аталышы",
        ru="Наименование муниципалитета",
        en="Municipality name",
        aliases=("муниципалитет", "айыл өкмөтү", "айыл аймагы", "айылный аймак", "мэрия"),
    )
    oblast: Text = text(ky="Облус", ru="Область", en="Oblast", aliases=("облусу", "обл."))
    year: Integer = integer("year", None, required=True, minimum=2016, maximum=2100, ky="Жыл", ru="Год", en="Year")
    quarter: Integer = integer(
        "quarter",
        None,
        required=True,
        minimum=1,
        maximum=4,
        ky="Чейрек",
        ru="Квартал",
        en="Quarter",
        aliases=("отчётный период", "отчёттук мезгил"),
    )
    prepared_on: Date = date(ky="Толтурулган күнү", ru="Дата заполнения", en="Prepared on")
    prepared_by_role: Text = text(ky="Толтурган адамдын кызматы", ru="Должность исполнителя", en="Role of preparer")
    form_version: Text = text(ky="Форманын версиясы", ru="Версия формы", en="Form version")


COVER_SHEET = Cover.sheet

COVER_FIELDS = Cover.columns()
"""The fields of the cover by id: label in column A, value in column B."""

IDENTIFYING_FIELDS = ("municipality_code", "year", "quarter")
"""The fields by which intake identifies a submission; it says itself what is wrong with them."""

FORM_VERSION = "1"
"""The version of the forms that templates of this release state."""
