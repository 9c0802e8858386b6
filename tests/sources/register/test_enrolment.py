"""The operator's enrolment file: what it says, and every fault told with its line."""

from __future__ import annotations

import pytest

from sources.quarters import Quarter
from sources.register import load_enrolment

KUM_DOBO, DARKAN, BALYKCHY = "41704235825000", "41702210820000", "41702420000010"


@pytest.fixture
def enrol(tmp_path):
    def load(text, encoding="utf-8"):
        path = tmp_path / "enrolment.csv"
        path.write_bytes(text.encode(encoding))
        return load_enrolment(path)

    return load


FILE = f"""code,from,to,email
{KUM_DOBO},2016-Q4,,kum-dobo@example.org
{DARKAN},2018-Q2,2019-Q1,
{BALYKCHY},2021-Q1,2021-Q1,mayor@example.org
"""


@pytest.mark.parametrize(
    ("quarter", "expected"),
    [
        ("2016-Q3", set()),
        ("2016-Q4", {KUM_DOBO}),
        ("2018-Q1", {KUM_DOBO}),
        ("2018-Q2", {KUM_DOBO, DARKAN}),
        ("2019-Q1", {KUM_DOBO, DARKAN}),
        ("2019-Q2", {KUM_DOBO}),
        ("2021-Q1", {KUM_DOBO, BALYKCHY}),
        ("2050-Q1", {KUM_DOBO}),
    ],
)
def test_a_municipality_is_expected_from_its_first_quarter_to_its_last(enrol, quarter, expected):
    enrolment = enrol(FILE)
    assert enrolment.expected(Quarter.parse(quarter)) == expected
    every = {*enrolment.municipalities, "41799999999999"}
    assert {code for code in every if enrolment.expects(code, Quarter.parse(quarter))} == expected


def test_addresses_are_known_where_they_are_given(enrol):
    assert enrol(FILE).emails == {KUM_DOBO: "kum-dobo@example.org", BALYKCHY: "mayor@example.org"}


def test_each_entry_keeps_its_quarters(enrol):
    entry = enrol(FILE).municipalities[DARKAN]
    assert (entry.first, entry.last, entry.email) == (Quarter(2018, 2), Quarter(2019, 1), None)


def test_the_frame_is_what_the_warehouse_takes(enrol):
    frame = enrol(FILE).frame()
    assert list(frame.columns) == ["municipality_code", "from_quarter", "to_quarter", "note"]
    assert list(frame.fillna("open").itertuples(index=False, name=None)) == [
        (KUM_DOBO, "2016-Q4", "open", "open"),
        (DARKAN, "2018-Q2", "2019-Q1", "open"),
        (BALYKCHY, "2021-Q1", "2021-Q1", "open"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        FILE.replace(",", ";"),  # as Excel saves it in Russian settings
        "\ufeff" + FILE.replace("\n", "\r\n"),
        "# synthetic\n\n" + FILE + ",,,\n\n",
        FILE.replace(KUM_DOBO, "417 04 235 825 000"),
        FILE.replace(",email", ",email,phone").replace(".org", ".org,кат"),
    ],
)
def test_what_spreadsheets_do_to_the_file_changes_nothing(enrol, text):
    assert enrol(text) == enrol(FILE)


def test_columns_stand_in_any_order(enrol):
    assert enrol(f"email,to,code,from\n,2019-Q1,{DARKAN},2018-Q2\n").expected(Quarter(2019, 1)) == {DARKAN}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("41704235825999,2016-Q4,,", "41704235825999 is not in the register"),
        ("4.17042E+13,2016-Q4,,", "not a 14-digit code: '4.17042E+13'"),
        (",2016-Q4,,", "not a 14-digit code: ''"),
        (f"{KUM_DOBO},2016Q4,,", "not a quarter: '2016Q4'"),
        (f"{KUM_DOBO},2016-Q5,,", "not a quarter: '2016-Q5'"),
        (f"{KUM_DOBO},,,", "not a quarter: ''"),
        (KUM_DOBO, "not a quarter: ''"),
        (f"{KUM_DOBO},2016-Q4,2017,", "not a quarter: '2017'"),
        (f"{KUM_DOBO},2019-Q1,2018-Q4,", f"{KUM_DOBO} is enrolled from 2019-Q1 to 2018-Q4"),
        (f"{KUM_DOBO},2016-Q4,,nobody", "not one e-mail address: 'nobody'"),
        (f'{KUM_DOBO},2016-Q4,,"a@b.org, c@d.org"', "not one e-mail address"),
        (f"{KUM_DOBO},2016-Q4,,a@b.org,more", "more cells than the heading has"),
        (f"{DARKAN},2020-Q1,,", f"{DARKAN} stands already in line 3"),
    ],
)
def test_a_fault_is_told_with_its_line(enrol, line, says):
    with pytest.raises(ValueError, match="1 fault") as fault:
        enrol(f"code,from,to,email\n\n{DARKAN},2018-Q2,,\n{line}\n")
    assert f"line 4: {says}" in str(fault.value)


def test_all_faults_are_told_at_once(enrol):
    with pytest.raises(ValueError, match="3 fault") as fault:
        enrol(f"code,from,to,email\n1,2016-Q4,,\n{DARKAN},2016,,\n{KUM_DOBO},2016-Q4,,\n{KUM_DOBO},2016-Q4,,\n")
    assert [line.split(":")[0].strip() for line in str(fault.value).splitlines()[1:]] == ["line 2", "line 3", "line 5"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column code, from, to, email; found nothing"),
        (f"{KUM_DOBO},2016-Q4,,\n", "no column code"),
        ("code,from,to,e-mail\n", "no column email; found code, from, to, e-mail"),
    ],
)
def test_a_heading_that_is_missing_is_told(enrol, text, says):
    with pytest.raises(ValueError, match="line 1") as fault:
        enrol(text)
    assert says in str(fault.value)


def test_another_encoding_is_told_and_not_guessed(enrol):
    with pytest.raises(ValueError, match="not UTF-8"):
        enrol(FILE + "# Кум-Добо\n", encoding="cp1251")


def test_a_note_is_kept_to_be_printed_with_the_figures(enrol):
    enrolment = enrol(f"code,from,to,email,note\n{KUM_DOBO},2016-Q4,,,synthetic\n{DARKAN},2016-Q4,,,\n")
    assert {code: each.note for code, each in enrolment.municipalities.items()} == {KUM_DOBO: "synthetic", DARKAN: None}
    assert list(enrolment.frame()["note"].fillna("")) == ["synthetic", ""]
