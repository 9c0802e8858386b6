"""What a template asks for is read back as it was filled in, without a word to say about it."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections import Counter
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest

from sources.forms import FORMS
from sources.register import load_register
from sources.template import template_bytes
from sources.template.form_sheet import FIRST_ROW
from sources.template.wording import in_languages, unit_words
from sources.template.workbook import sheet_name
from sources.workbook.units import is_unit_or_type
from tests.sources.template.filling import (
    LANGUAGES,
    QUARTER,
    ReadBack,
    assert_read,
    chance_values,
    earlier_report,
    enrolment_of,
    fill,
    municipality,
    read_back,
)

if TYPE_CHECKING:
    import pandas as pd

    from sources.labels import Language
    from sources.register import Enrolment

WHO = municipality()


@pytest.fixture(scope="module")
def enrolment(tmp_path_factory: pytest.TempPathFactory) -> Enrolment:
    """The one municipality, enrolled."""
    return enrolment_of(WHO.code, tmp_path_factory.mktemp("enrolment"))


@cache
def all_values(seed: int) -> dict[str, pd.DataFrame]:
    """Values for every form."""
    chance = random.Random(seed)  # noqa: S311 - test data
    return {form_id: chance_values(form, chance) for form_id, form in FORMS.items()}


@pytest.fixture(scope="module")
def filled(enrolment: Enrolment) -> ReadBack:
    """A template with all forms filled in, read back."""
    return read_back(fill(template_bytes(WHO, QUARTER), all_values(1)), enrolment)


@pytest.mark.parametrize("form_id", FORMS)
def test_every_form_comes_back_as_it_was_filled_in(form_id: str, filled: ReadBack) -> None:
    assert_read(filled, {form_id: all_values(1)[form_id]}, WHO.code)


def test_last_reports_figures_beside_the_table_are_not_read(enrolment: Enrolment) -> None:
    values = all_values(1)
    template = template_bytes(WHO, QUARTER, earlier_report(all_values(6)))
    assert template != template_bytes(WHO, QUARTER)
    assert_read(read_back(fill(template, values), enrolment), values, WHO.code)


@pytest.mark.parametrize("languages", [("ru",), ("ky", "ru", "en")])
def test_a_template_in_other_languages_is_known_too(languages: tuple[Language, ...], enrolment: Enrolment) -> None:
    template = template_bytes(WHO, QUARTER, earlier_report(all_values(6)), languages)
    told = {finding[0] for finding in read_back(template, enrolment).told}
    assert told <= {"row_left_blank"}


def test_of_an_empty_template_only_the_rows_that_were_filled_in_beforehand_are_told(enrolment: Enrolment) -> None:
    read = read_back(template_bytes(WHO, QUARTER), enrolment)
    settlements = len(load_register().settlements_of(WHO.code))
    by_settlement = [form for form in FORMS.values() if form.key() == ("settlement",)]
    assert by_settlement
    expected = {(form.id, "settlement"): settlements for form in by_settlement}
    assert Counter((form, column) for _, form, _, _, column, _, _ in read.told) == expected
    assert {code for code, *_ in read.told} == {"row_left_blank"}
    assert {form for form, answer in read.answers.items() if answer == "empty"} == FORMS.keys() - {
        form.id for form in by_settlement
    }


def test_nothing_to_report_is_understood_in_the_first_cell(enrolment: Enrolment) -> None:
    forms = [form for form in FORMS.values() if form.key()]
    nothing = {other: values.iloc[:0] for other, values in all_values(1).items()}
    workbook = openpyxl.load_workbook(BytesIO(fill(template_bytes(WHO, QUARTER), nothing)))
    for form in forms:
        workbook[sheet_name(form.sheet, LANGUAGES)].cell(FIRST_ROW + 1, 1).value = "жок"
    content = BytesIO()
    workbook.save(content)
    read = read_back(content.getvalue(), enrolment)
    assert {read.answers[form.id] for form in forms} == {"none"}
    assert Counter(finding[0] for finding in read.told) == {"answered_none": len(forms)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_that_is_printed_is_one_that_the_reader_knows(language: Language) -> None:
    columns = [column for form in FORMS.values() for column in form.columns().values()]
    assert [words for column in columns if not is_unit_or_type(words := unit_words(column)[language])] == []


def test_the_name_on_the_cover_is_everybodys_own() -> None:
    register = load_register()
    for each in register.municipalities.values():
        name, oblast = (in_languages(label, LANGUAGES) for label in (each.full_name, each.oblast.name))
        assert register.match(each.code, name, oblast).names_agree, name


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One workbook with all forms, as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("libreoffice")
    original = folder / "filled.xlsx"
    original.write_bytes(fill(template_bytes(WHO, QUARTER, earlier_report(all_values(6))), all_values(1)))
    for extension in ("xlsx", "ods", "xls"):
        command = ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to"]
        subprocess.run(  # noqa: S603 - our own file
            [*command, extension, "--outdir", folder / "saved", original], check=True, capture_output=True, timeout=180
        )
    return {file.suffix.removeprefix("."): file.read_bytes() for file in (folder / "saved").iterdir()}


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice Calc: apt-get install libreoffice-calc")
@pytest.mark.xdist_group("libreoffice")
@pytest.mark.parametrize("extension", ["xlsx", "ods", "xls"])
def test_it_comes_back_the_same_after_libreoffice_has_saved_it(
    extension: str, saved: dict[str, bytes], enrolment: Enrolment
) -> None:
    assert_read(read_back(saved[extension], enrolment), all_values(1), WHO.code)
