"""The catalogue of findings: closed, and complete in three languages."""

from __future__ import annotations

import re

import pytest

from sources.findings import CATALOGUE, FINDING_COLUMNS, Finding, Severity, findings_frame
from sources.forms import Severity as SeverityOfForms

CLOSED_LIST = {
    Severity.FATAL: """
        empty_file file_too_large not_a_workbook format_not_supported encrypted damaged unsafe over_limits unreadable
        cover_missing municipality_unknown period_missing wrong_sender no_forms
    """,
    Severity.ERROR: """
        required_heading_missing headings_not_found heading_repeated sheet_repeated formula_error formula_not_calculated
        not_a_number not_whole not_a_date not_yes_no not_in_list below_minimum above_maximum required_blank key_repeated
        rule_broken percent_ambiguous sheet_unreadable date_for_number second_table_left_out
    """,
    Severity.WARNING: """
        rule_doubtful row_left_blank sheet_missing sheet_unknown heading_missing heading_unknown total_differs
        name_differs not_enrolled municipality_by_name unlabelled_values merged_values
    """,
    Severity.NOTE: """
        number_as_text date_as_text date_as_serial text_as_code heading_by_alias sheet_by_alias scaled_unit
        missing_marker none_as_zero answered_none hidden_sheet hidden_rows percent_as_fraction unit_in_cell
        total_left_out merged_filled form_version_other legacy_font second_table
    """,
}
ENTRIES = pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)


@pytest.mark.parametrize("severity", Severity)
def test_the_codes_of_each_severity_are_the_closed_list(severity):
    codes = [code for code, entry in CATALOGUE.items() if entry.severity is severity]
    assert sorted(codes) == sorted(CLOSED_LIST[severity].split())


@ENTRIES
def test_an_entry_is_found_by_its_own_code(entry):
    assert CATALOGUE[entry.code] is entry
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", entry.code)


@ENTRIES
def test_every_text_is_there_in_three_languages_that_differ(entry):
    for label in (entry.title, entry.explanation, entry.remedy):
        assert all(text == text.strip() and text for text in label)
        assert len(set(label)) == 3


@ENTRIES
def test_titles_are_short_and_explanations_are_one_sentence(entry):
    for language in ("ky", "ru", "en"):
        assert len(entry.title[language]) <= 60
        assert entry.title[language][-1] not in ".!"
        assert entry.explanation[language].endswith(".")
        assert entry.remedy[language].endswith(".")
        assert not re.search(r"[.!?] [А-ЯӨҮҢA-Z]", entry.explanation[language])


@ENTRIES
def test_texts_stand_in_the_letters_of_their_language(entry):
    for label in (entry.title, entry.explanation, entry.remedy):
        assert not re.search("[А-Яа-яӨөҮүҢң]", label.en)
        # the names of formats, programs and error values are the only Latin in the other two
        latin = re.sub(r"\.xls[xmb]?|\.ods|Excel|#REF!", "", label.ky + label.ru)
        assert not re.search("[A-Za-z]", latin)
        assert not re.search("[ӨөҮүҢң]", label.ru)


def test_no_two_codes_say_the_same():
    for language in ("ky", "ru", "en"):
        titles = [entry.title[language] for entry in CATALOGUE.values()]
        assert len(set(titles)) == len(titles)


def test_forms_and_findings_mean_the_same_severity():
    assert SeverityOfForms is Severity


def test_findings_become_a_table_with_the_severity_of_their_code():
    refused = Finding("not_a_number", form="water_supply", sheet="Суу", cell="D7", row=7, value="көп", refused="cell")
    frame = findings_frame([("0123456789abcdef", refused), ("fedcba9876543210", Finding("encrypted"))])
    assert list(frame.columns) == list(FINDING_COLUMNS)
    assert list(frame["severity"]) == ["error", "fatal"]
    assert list(frame["cell"].dropna()) == ["D7"]
    assert list(frame["submission_id"]) == ["0123456789abcdef", "fedcba9876543210"]


def test_no_finding_becomes_an_empty_table_with_the_same_columns():
    assert list(findings_frame([]).columns) == list(FINDING_COLUMNS)


def test_a_code_outside_the_catalogue_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        findings_frame([("x", Finding("something_else"))])
