"""A thousand files in one drop, one in ten of them hostile: the good ones are loaded, the bad ones answered."""

from __future__ import annotations

import hashlib
from itertools import islice, product
from typing import TYPE_CHECKING

import pytest

from sources.quarters import Quarter
from tests.end_to_end.installations import Installation, enrolled, good
from tests.sources.workbook.hostile.archives import report
from tests.sources.workbook.hostile.case import ACCEPTED
from tests.sources.workbook.hostile.corpus import CORPUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def hostile() -> Iterator[bytes]:
    """Different files that are refused: the corpus, then reports that were not copied to the end."""
    seen = set()
    for case in CORPUS.values():
        if ACCEPTED not in case.expected and (content := case.make()) not in seen:
            seen.add(content)
            yield content
    for length in range(100, len(report()), 7):
        yield report()[:length]


@pytest.mark.slow
def test_a_thousand_files_one_in_ten_hostile(tmp_path: Path, new_warehouse: Callable[[], str]) -> None:
    there = Installation.of(tmp_path / "home", reports=0, warehouse_url=new_warehouse())
    codes = enrolled(there.settings, 50)
    quarters = list(Quarter.parse("2016-Q4").until(Quarter.parse("2021-Q1")))
    for code, quarter in product(codes, quarters):
        there.drop(f"{code}/{quarter}.xlsx", good(code, quarter.year, quarter.number))
    loaded = len(there.dropped)
    bad = list(islice(hostile(), loaded // 9))
    for number, content in enumerate(bad):
        there.drop(f"{codes[number % len(codes)]}/{number}.xlsx", content)
    assert len(there.dropped) == 1000

    there.run()

    there.assert_done(tables := there.tables())
    submission = tables["submission"]
    rejected = set(submission.loc[submission["status"] == "rejected", "sha256"])
    assert rejected == {hashlib.sha256(content).hexdigest() for content in bad}
    assert (submission["status"] == "accepted").sum() == loaded == len(tables["street_lighting"])
    for number, content in enumerate(bad):
        notices = there.settings.outbox / codes[number % len(codes)] / "notices"
        assert list(notices.glob(f"*_rejected_{hashlib.sha256(content).hexdigest()[:8]}.txt")), "each sender is told"
