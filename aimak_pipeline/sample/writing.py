"""Writing the sample: workbooks, survey, hopeless files and the truth, over all cores, always the same bytes."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from aimak_pipeline.sample.across import find_across_quarters
from aimak_pipeline.sample.drafts import Entry, SheetDraft, SurveyFile
from aimak_pipeline.sample.hopeless import write_hopeless
from aimak_pipeline.sample.municipalities import enrolled_codes
from aimak_pipeline.sample.programme import build_programme
from aimak_pipeline.sample.submissions import plan_submissions
from aimak_pipeline.sample.survey import WAVES
from aimak_pipeline.sample.truth import Truth
from aimak_pipeline.sample.workbooks import write_submission, write_survey
from sources.findings import CATALOGUE, Severity
from sources.quarters import Quarter

if TYPE_CHECKING:
    from pathlib import Path

    from aimak_pipeline.sample.drafts import Submission
    from aimak_pipeline.sample.programme import Programme

SEED = 2021
"""The seed of the sample that the documentation speaks of."""

_SURVEY_FILES = {
    "baseline": ("Сурамжылоо 2016 базовая волна.xlsx", datetime(2017, 1, 16, 6, 30, tzinfo=UTC)),
    "midline": ("Опрос доверия 2019.xlsx", datetime(2019, 4, 15, 9, 5, tzinfo=UTC)),
    "endline": ("trust survey endline FINAL 2021.xlsx", datetime(2021, 4, 12, 5, 40, tzinfo=UTC)),
}
_BATCH = 12
"""Workbooks that a process takes at a time."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SampleSummary:
    """What was written."""

    workbooks: int
    accepted: int
    """Workbooks that count in the end."""
    superseded: int
    """Workbooks of which a later version counts."""
    rejected: int
    values: int
    findings: dict[str, int]
    """Findings that must be made, by code: all errors and fatal ones, and the warnings."""
    mess: dict[str, int]
    """Workbooks by kind of mess."""
    faults: dict[str, int]
    """Workbooks by kind of fault."""

    def __str__(self) -> str:
        errors = sum(count for code, count in self.findings.items() if CATALOGUE[code].severity is Severity.ERROR)
        return (
            f"{self.workbooks} synthetic workbooks: {self.accepted} to be accepted, {self.superseded} of which a later "
            f"version counts, {self.rejected} to be rejected; {self.values} values, {errors} errors planted"
        )


def write_sample(  # noqa: PLR0913 - the limits are for tests
    folder: Path,
    seed: int = SEED,
    *,
    municipalities: int | None = None,
    quarters: Collection[Quarter] | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> SampleSummary:
    """Write the synthetic programme: ``folder/workbooks`` as it would be dropped, ``folder/truth`` what is in it.

    The indicators computed from it for 2021-Q1 equal the published results (``published``) only if nothing is left
    out; with ``municipalities`` or ``quarters`` they do not. The same arguments always give the same bytes. Files get
    the time of their arrival as their modification time.

    Args:
        folder: where to write; made if it is not there. Files of an earlier sample there are overwritten, not removed.
        seed: what chance starts from.
        municipalities: only so many municipalities, in the order of their codes; all if None.
        quarters: only these quarters; all if None.
        progress: called now and then with the workbooks written and to be written.
        processes: how many to write with; as many as there are cores if None.

    Returns:
        What was written.
    """
    programme = build_programme(seed)
    codes = enrolled_codes()[:municipalities]
    submissions = [
        one
        for one in plan_submissions(programme)
        if (one.who.code in codes or (municipalities is None and not one.enrolled))
        and (quarters is None or one.quarter in quarters)
    ]
    workbooks = folder / "workbooks"
    workbooks.mkdir(parents=True, exist_ok=True)
    truth = Truth()
    for part in _written(workbooks, seed, submissions, processes or os.cpu_count() or 1):
        truth.add(part)
        if progress:
            progress(len(truth.files), len(submissions))
    find_across_quarters(truth)
    truth.add(write_hopeless(workbooks, seed, submissions))
    truth.add(_write_survey_waves(workbooks, programme, set(codes), quarters))
    truth.write(folder / "truth")
    return _summary(truth)


def _written(workbooks: Path, seed: int, submissions: list[Submission], processes: int) -> Iterator[Truth]:
    batches = [submissions[start : start + _BATCH] for start in range(0, len(submissions), _BATCH)]
    write = partial(_write_batch, workbooks, seed)
    if processes == 1 or len(batches) == 1:
        yield from map(write, batches)
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(write, batches)


def _write_batch(workbooks: Path, seed: int, batch: list[Submission]) -> Truth:
    truth = Truth()
    for submission in batch:
        truth.add(write_submission(workbooks, seed, submission))
    return truth


def _write_survey_waves(
    workbooks: Path, programme: Programme, codes: set[str], quarters: Collection[Quarter] | None
) -> Truth:
    truth = Truth()
    for wave, rows in programme.survey.items():
        file, received_at = _SURVEY_FILES[wave]
        entries = [Entry(row) for row in rows if row["municipality_code"] in codes]
        quarter = Quarter.of(WAVES[wave])
        if quarters is None or quarter in quarters:
            survey = SurveyFile(file, wave, quarter, SheetDraft("trust_survey", entries), received_at)
            truth.add(write_survey(workbooks, programme.seed, survey))
    return truth


def _summary(truth: Truth) -> SampleSummary:
    statuses = Counter(file.status for file in truth.files)
    return SampleSummary(
        workbooks=len(truth.files),
        accepted=statuses["accepted"],
        superseded=statuses["superseded"],
        rejected=statuses["rejected"],
        values=len(truth.values),
        findings=dict(sorted(Counter(finding.code for finding in truth.findings).items())),
        mess=_by_kind(file.mess for file in truth.files),
        faults=_by_kind(file.faults for file in truth.files),
    )


def _by_kind(kinds: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(kind for text in kinds for kind in text.split(";") if kind).items()))
