"""One vocabulary of units: what clerks write behind a figure they also write in headings, and it means the same."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sources.folding import fold
from sources.units import MILLION, SPELLINGS, THOUSAND, unit_keys
from sources.values.numbers import NumberColumn, parse_number
from sources.values.units import is_unit, money_scale
from sources.workbook.units import TOLD_APART, Unit, read_unit, split_unit

ALL = [(unit, spelling) for unit, spellings in SPELLINGS.items() for spelling in spellings.all]
ANYWHERE = [(unit, spelling) for unit, spellings in SPELLINGS.items() for spelling in spellings.anywhere]


@pytest.mark.parametrize(("unit", "spelling"), ALL)
def test_every_spelling_is_known_behind_a_figure(unit, spelling):
    assert is_unit(spelling, unit)


@pytest.mark.parametrize(("unit", "spelling"), ANYWHERE)
def test_every_spelling_of_headings_is_known_in_the_row_of_units(unit, spelling):
    assert read_unit(spelling) == Unit(unit if unit in TOLD_APART else None, 1)


@pytest.mark.parametrize("unit", SPELLINGS)
def test_no_spelling_stands_twice_in_an_entry(unit):
    assert len(set(SPELLINGS[unit].all)) == len(SPELLINGS[unit].all)


@pytest.mark.parametrize("som", SPELLINGS["KGS"].all)
@pytest.mark.parametrize(("words", "scale"), [(THOUSAND, 1_000), (MILLION, 1_000_000)])
def test_both_readers_scale_som_alike(words, scale, som):
    for word in words:
        assert money_scale(f"{word} {som}") == scale
        assert split_unit(f"Чогулган акча, {word} {som}") == (fold("Чогулган акча"), Unit("KGS", scale))


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [("120 кубов", "m3", 120), ("5000 сомдук", "KGS", 5000), ("12 саат/сутка", "h/day", 12), ("3 километра", "km", 3)],
)
def test_what_only_one_of_them_once_knew_both_know(written, unit, value):
    figure, spelling = written.split(" ", 1)
    assert parse_number(written, NumberColumn(unit)).value == value
    assert read_unit(spelling) == Unit(unit, 1)
    assert figure == str(value)


@pytest.mark.parametrize("heading", ["Дата решения", "Место вывоза", "Information messages", "Обслуживается жителей"])
def test_what_a_heading_is_about_is_not_its_unit(heading):
    assert split_unit(heading) == (fold(heading), None)


def test_a_unit_without_an_entry_is_known_by_its_id():
    assert unit_keys("Parsec") == {fold("parsec")}


def test_the_vocabulary_comes_without_pandas():
    code = "import sources.workbook.units, sys; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert done.stdout.split() == ["False"]
