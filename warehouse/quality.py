"""How good each report is: the data-quality scores, fills ``quality_score``.

Holds the seven dimensions, one declaration each, the grades, and the margin of error of the trust survey. The counts
behind the scores are summed in the database, one statement over the whole quarter for each source (ledger, tallies);
the arithmetic is done on whole columns with one row per municipality. The dimensions are those of USAID's data-quality
assessment (ADS 201.3.5.7: validity, integrity, precision, reliability, timeliness) and, from the data-quality review
of the World Health Organization, completeness and consistency. How scores are shown is ``quality_report``'s.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import pandas as pd
from sqlalchemy import BigInteger, Connection, case, delete, func, insert, select

from sources.forms import FORMS, TrustSurvey
from sources.labels import Label
from sources.quarters import BISHKEK
from warehouse.frames import read_frame
from warehouse.reporting import concerned, reports
from warehouse.resubmissions import changed_cells
from warehouse.tables import ACCEPTED, FACTS, quality_score, submission, submission_tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from sources.quarters import Quarter

FEWEST_LARGE_NUMBERS: Final = 10
"""Under so many numbers of 100 or more nothing is said about precision."""

INTEGRITY_COLUMNS: Final = ("hash_matches", "macros", "external_links", "hidden", "altered_template")
"""What ``compute_quality`` must be told about each current submission's file, all yes or no."""


@dataclass(frozen=True)
class Dimension:
    """One dimension of data quality: what it is called, how it is computed, and from which counts."""

    id: str
    label: Label
    formula: str
    """How the score follows from the evidence, in English."""
    note: str
    evidence: tuple[str, ...]
    """The columns of the counts that are stored with the score."""
    score: Callable[[pd.DataFrame], pd.Series[float]]
    """From the counts of all municipalities to their scores, 0 to 100, missing where nothing can be said."""


def _share_kept(lost: str, total: str) -> Callable[[pd.DataFrame], pd.Series[float]]:
    return lambda counts: 100 * (1 - counts[lost] / counts[total].where(counts[total] > 0))


def _completeness(counts: pd.DataFrame) -> pd.Series[float]:
    # A report that says "none" on every form has no required cell left blank.
    filled = (counts["required_filled"] / counts["required_cells"].where(counts["required_cells"] > 0)).fillna(1)
    return cast("pd.Series[float]", 100 * counts["forms_answered"] / counts["forms_expected"] * filled)


def _timeliness(counts: pd.DataFrame) -> pd.Series[float]:
    return cast("pd.Series[float]", (100 - 5 * counts["days_late"]).clip(lower=0).fillna(0))


def _precision(counts: pd.DataFrame) -> pd.Series[float]:
    heaped = counts["numbers_heaped"] / counts["numbers_large"].where(counts["numbers_large"] >= FEWEST_LARGE_NUMBERS)
    return cast("pd.Series[float]", (100 * (0.9 - heaped) / (0.9 - 0.3)).clip(0, 100))


def _integrity(counts: pd.DataFrame) -> pd.Series[float]:
    penalties = (
        (~counts["hash_matches"], 40),
        (counts["macros"] | counts["external_links"], 20),
        (counts["hidden"], 20),
        (counts["altered_template"], 20),
    )
    return cast("pd.Series[float]", 100 - sum(less * fault.astype("Float64") for fault, less in penalties))


DIMENSIONS: Final[dict[str, Dimension]] = {
    dimension.id: dimension
    for dimension in (
        Dimension(
            "completeness",
            Label("Толуктук", "Полнота", "Completeness"),
            "100 × (forms answered / forms expected) × (required cells filled / required cells in reported rows)",
            "A form is answered by a loaded row or by an explicit «жок» / «нет». No report: 0.",
            ("forms_answered", "forms_expected", "required_filled", "required_cells"),
            _completeness,
        ),
        Dimension(
            "timeliness",
            Label("Өз убагындалык", "Своевременность", "Timeliness"),
            "100 if the first accepted version arrived by the deadline, less 5 for each day late, not below 0",
            "Days are calendar days in Bishkek; the last day of the deadline is still on time. No report: 0.",
            ("deadline", "first_received", "days_late"),
            _timeliness,
        ),
        Dimension(
            "validity",
            Label("Жарактуулук", "Достоверность", "Validity"),
            "100 × (1 − cells refused / cells read)",
            "A refused row refuses all its filled cells.",
            ("cells_refused", "cells_read"),
            _share_kept("cells_refused", "cells_read"),
        ),
        Dimension(
            "consistency",
            Label("Ырааттуулук", "Согласованность", "Consistency"),
            "100 × (1 − rule warnings / rules applied)",
            "Rules within a row, totals rows against their sums, and rules across quarters; "
            "a rule is applied where all its cells are present.",
            ("rule_warnings", "rules_applied"),
            _share_kept("rule_warnings", "rules_applied"),
        ),
        Dimension(
            "precision",
            Label("Тактык", "Точность", "Precision"),
            "100 while at most 30 % of the numbers ≥ 100 end in 00, falling linearly to 0 at 90 %",
            f"Round figures betray estimates. Not said under {FEWEST_LARGE_NUMBERS} such numbers.",
            ("numbers_heaped", "numbers_large"),
            _precision,
        ),
        Dimension(
            "integrity",
            Label("Бүтүндүк", "Целостность", "Integrity"),
            "100, less 40 if the archived bytes no longer match their hash, 20 for macros or external links, "
            "20 for hidden rows or sheets with data, 20 for an altered template version",
            "Whether anything in the file, or done to it, makes it less trustworthy.",
            INTEGRITY_COLUMNS,
            _integrity,
        ),
        Dimension(
            "reliability",
            Label("Ишенимдүүлүк", "Надёжность", "Reliability"),
            "100 × (1 − cells changed by later accepted versions / cells of the first accepted version)",
            "Rows are matched by the form's key; a cell added later is no change of the first version.",
            ("versions", "changed_cells", "first_cells"),
            _share_kept("changed_cells", "first_cells"),
        ),
    )
}
"""The dimensions of data quality, by id, in the order in which they are shown."""

OVERALL: Final = Dimension(
    "overall",
    Label("Жалпы баа", "Общая оценка", "Overall"),
    "mean of the dimensions that can be said",
    "Grades, by lower bound: A 90, B 75, C 50, D 0. Aggregates are means over reporting municipalities.",
    tuple(DIMENSIONS),
    # Rounded dimensions make rounded means, so that a grade does not hang on the last bit of a float.
    lambda scores: scores[list(DIMENSIONS)].mean(axis=1),
)
"""What the dimensions come to."""

ALL_DIMENSIONS: Final = {**DIMENSIONS, OVERALL.id: OVERALL}
"""Everything that ``quality_score`` holds, by its ``dimension``."""

GRADES: Final = {"A": 90, "B": 75, "C": 50, "D": 0}
"""The letters and their lower bounds."""


def grade(score: float | None) -> str | None:
    """Return the letter of a score, or None where there is no score."""
    if score is None or pd.isna(score):
        return None
    return next(letter for letter, bound in GRADES.items() if score >= bound)


def compute_quality(connection: Connection, quarter: Quarter, *, deadline_days: int, integrity: pd.DataFrame) -> int:
    """Replace the quarter's rows of ``quality_score``.

    Every municipality that is enrolled or reported gets a row for each dimension and for ``overall``. Where nothing can
    be said the score is missing: all but completeness and timeliness (which are 0) where no report was accepted,
    and integrity where ``integrity`` does not know the file.

    Args:
        connection: an open transaction of the warehouse, in which the quarter's facts and tallies are loaded.
        quarter: the quarter reported on.
        deadline_days: days after the quarter's end in which a report is on time.
        integrity: one row per file, with ``submission_id`` and ``INTEGRITY_COLUMNS``; more files do no harm.

    Returns:
        How many rows were written.

    Raises:
        KeyError: a column of ``integrity`` is missing.
        ValueError: ``integrity`` says two things of one file.
    """
    counts = _counts(connection, quarter, deadline_days, integrity)
    # Six decimals are far finer than any count, and keep 100 × (1 − 0.1) from falling short of a grade's bound.
    scores = pd.DataFrame(
        {name: dimension.score(counts).astype("Float64").round(6) for name, dimension in DIMENSIONS.items()}
    )
    scores[OVERALL.id] = OVERALL.score(scores).round(6)
    evidence = {
        name: (scores if dimension is OVERALL else counts)[list(dimension.evidence)].astype(object)
        for name, dimension in ALL_DIMENSIONS.items()
    }
    rows = [
        {
            "municipality_code": municipality,
            "quarter": str(quarter),
            "dimension": name,
            "score": None if pd.isna(score) else float(score),
            "evidence": json.dumps(found, ensure_ascii=False),
        }
        for name in ALL_DIMENSIONS
        for municipality, score, found in zip(counts.index, scores[name], _records(evidence[name]), strict=True)
    ]
    connection.execute(delete(quality_score).where(quality_score.c.quarter == str(quarter)))
    if rows:
        connection.execute(insert(quality_score), rows)
    return len(rows)


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", table.where(table.notna(), None).to_dict("records"))


def _counts(connection: Connection, quarter: Quarter, deadline_days: int, integrity: pd.DataFrame) -> pd.DataFrame:
    """Return the counts behind the scores, index ``municipality_code``: all that the dimensions call evidence."""
    reported = reports(quarter)
    everyone = concerned(quarter, reported).subquery("everyone")
    sums = [
        func.sum(submission_tally.c[name]).cast(BigInteger).label(name)
        for name in (
            "required_cells", "required_filled", "cells_read", "cells_refused",
            "rules_applied", "rule_warnings", "numbers_large", "numbers_heaped",
        )
    ]  # fmt: skip
    tallies = (
        select(
            submission_tally.c.submission_id,
            func.sum(case((submission_tally.c.answered, 1), else_=0)).cast(BigInteger).label("forms_answered"),
            *sums,
        )
        .where(submission_tally.c.form.in_(FORMS))
        .group_by(submission_tally.c.submission_id)
        .subquery("tallies")
    )
    statement = (
        select(
            everyone.c.municipality_code,
            reported.c.current_id,
            reported.c.first_received_at,
            reported.c.versions,
            *(column for column in tallies.c if column.name != "submission_id"),
        )
        .join_from(everyone, reported, reported.c.municipality_code == everyone.c.municipality_code, isouter=True)
        .join(tallies, tallies.c.submission_id == reported.c.current_id, isouter=True)
        .order_by(everyone.c.municipality_code)
    )
    counts = read_frame(connection, statement).set_index("municipality_code")
    counts["forms_answered"] = counts["forms_answered"].fillna(0)
    counts["forms_expected"] = len(FORMS)

    deadline = pd.Timestamp(quarter.deadline(deadline_days))
    day = counts["first_received_at"].dt.tz_convert(BISHKEK).dt.tz_localize(None).dt.normalize()
    counts["deadline"] = deadline.date().isoformat()
    counts["first_received"] = day.dt.strftime("%Y-%m-%d")
    counts["days_late"] = (day - deadline).dt.days.clip(lower=0).astype("Int64")

    if integrity["submission_id"].duplicated().any():
        raise ValueError("integrity must say one thing of each file")
    files = integrity.set_index("submission_id")[list(INTEGRITY_COLUMNS)].astype("boolean")
    counts = counts.join(files, on="current_id")
    return counts.join(changed_cells(connection, quarter).astype("Int64"))


def margin_of_error(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Return how exact the trust survey's figures are, for the surveys fielded in a quarter.

    The share p is of those who trust their municipality fully or rather, among the n who gave one of the four answers;
    the margin at 95 % confidence is 1.96·√(p(1−p)/n), for a simple random sample (Cochran, Sampling Techniques, 1977).

    Args:
        connection: an open transaction of the warehouse.
        quarter: the quarter in which the survey was fielded.

    Returns:
        One row per municipality and wave: ``municipality_code, wave, answers`` (n), ``share`` and ``margin``, both in
        percent and percentage points and missing where nobody answered.
    """
    facts = FACTS[TrustSurvey.id]
    trust = facts.c.fully_trust + facts.c.rather_trust
    answers = trust + facts.c.rather_distrust + facts.c.fully_distrust
    statement = (
        select(
            facts.c.municipality_code,
            facts.c.wave,
            func.sum(trust).cast(BigInteger).label("trust"),
            func.sum(answers).cast(BigInteger).label("answers"),
        )
        .join_from(facts, submission, submission.c.id == facts.c.submission_id)
        .where(submission.c.status == ACCEPTED, facts.c.quarter == str(quarter))
        .group_by(facts.c.municipality_code, facts.c.wave)
        .order_by(facts.c.wave, facts.c.municipality_code)
    )
    found = read_frame(connection, statement)
    answered = found["answers"].astype("Float64").where(found["answers"] > 0)
    share = found.pop("trust") / answered
    found["share"] = 100 * share
    found["margin"] = 100 * 1.96 * (share * (1 - share) / answered) ** 0.5
    return found
