"""Every file of the corpus is refused for the reason it deserves, or read; none takes anything along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sources.findings import CATALOGUE, Severity
from sources.workbook import Limits, ReadWorkbook, read_many
from sources.workbook.preflight import preflight
from sources.workbook.refusal import RefusedError
from tests.sources.workbook.hostile.archives import report
from tests.sources.workbook.hostile.case import ACCEPTED, Hostile
from tests.sources.workbook.hostile.corpus import CORPUS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# One process reads the corpus once; another need not read it again.
pytestmark = pytest.mark.xdist_group("hostile corpus")

_GOOD = "a good report after "


def _sources() -> Iterator[tuple[str, object]]:
    """The corpus, with a good report behind every tenth file."""
    for place, (name, case) in enumerate(CORPUS.items()):
        yield name, case.make
        if place % 10 == 0:
            yield _GOOD + name, report()


@pytest.fixture(scope="module")
def reads() -> Mapping[str, ReadWorkbook]:
    """What the worker processes say of the whole corpus, with the limits that the pipeline has."""
    return dict(read_many(_sources(), Limits()))  # type: ignore[arg-type]  # a case's maker is a source like any other


def fatal(read: ReadWorkbook) -> list[str]:
    return [finding.code for finding in read.findings if CATALOGUE[finding.code].severity is Severity.FATAL]


@pytest.mark.parametrize("case", CORPUS.values(), ids=CORPUS)
def test_every_hostile_file_is_refused_with_a_reason_or_read(case: Hostile, reads: Mapping[str, ReadWorkbook]) -> None:
    read = reads[case.id]
    codes = fatal(read)
    assert (read.kind is None) == bool(codes), "a file is refused with a fatal finding and only so"
    assert set(codes or [ACCEPTED]) <= case.expected, read.findings
    assert all(finding.value is not None for finding in read.findings if finding.code in codes), (
        "the reason says what was seen"
    )


@pytest.mark.parametrize("case", [case for case in CORPUS.values() if case.before_reading], ids=lambda case: case.id)
def test_what_can_be_seen_beforehand_never_reaches_a_reader(case: Hostile) -> None:
    with pytest.raises(RefusedError) as refusal:
        preflight(case.make(), Limits())
    assert refusal.value.finding.code in case.expected


def test_no_hostile_file_takes_a_good_one_along(reads: Mapping[str, ReadWorkbook]) -> None:
    good = {name: read for name, read in reads.items() if name.startswith(_GOOD)}
    assert len(good) > 20
    (alone,) = (read for _, read in read_many({"alone": report()}, Limits()))
    for name, read in good.items():
        assert (read.kind, read.findings) == ("quarterly", alone.findings), name
        assert read.cells.equals(alone.cells), name


def test_the_accepted_ones_say_what_the_report_says(reads: Mapping[str, ReadWorkbook]) -> None:
    read = reads["a dimension of the whole sheet"]
    assert [cell["number"] for cell in read.cells.to_pylist() if cell["number"] is not None] == [1000, 600, 50, 45]
