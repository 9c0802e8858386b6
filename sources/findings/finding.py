"""A finding: what is said about one place in one workbook.

Holds the record and its table form. The closed list of codes is in ``catalogue``; who makes findings is everywhere
data is judged: preflight, layout, value parsing, validation, rules across quarters.
"""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

from sources.findings.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd


class Finding(NamedTuple):
    """One finding. Everything that does not apply is None."""

    code: str
    """A key of ``sources.findings.catalogue.CATALOGUE``."""
    form: str | None = None
    sheet: str | None = None
    """The sheet's name as it stands in the workbook."""
    cell: str | None = None
    """The A1 address."""
    row: int | None = None
    """The sheet row, counted from 1."""
    column: str | None = None
    """The form's column, by its id."""
    value: str | None = None
    """What was read, as text."""
    expected: str | None = None
    """What would have been right, in English."""
    rule: str | None = None
    refused: str | None = None
    """``cell`` or ``row`` where something was refused."""


FINDING_COLUMNS = ("submission_id", "code", "severity", *Finding._fields[1:])
"""The columns of a table of findings, in the order of the warehouse's."""


def findings_frame(findings: Iterable[tuple[str, Finding]]) -> pd.DataFrame:
    """Return findings on submissions as one table with ``FINDING_COLUMNS``.

    What a finding quotes may be a heading or a note with somebody's number in it: it is masked on the way.

    Args:
        findings: each with the id of its submission.
    """
    import pandas as pd  # noqa: PLC0415 - processes that only read workbooks do without

    from sources.values.privacy import mask_personal  # noqa: PLC0415 - its package brings pandas

    frame = pd.DataFrame(
        [(name, finding.code, CATALOGUE[finding.code].severity.value, *finding[1:]) for name, finding in findings],
        columns=list(FINDING_COLUMNS),
    )
    frame["value"] = [mask_personal(value) if isinstance(value, str) else value for value in frame["value"]]
    return frame


def findings_of(frame: pd.DataFrame) -> list[Finding]:
    """Return a table of findings as records whose missing facts are None.

    Args:
        frame: ``FINDING_COLUMNS``; severity is the catalogue's.
    """
    import pandas as pd  # noqa: PLC0415 - processes that only read workbooks do without

    facts: dict[str, list[Any]] = {name: list(frame[name].to_numpy(dtype=object)) for name in Finding._fields}
    # A column of numbers with gaps holds floats; what is missing comes as None, NaN or NA.
    facts["row"] = [None if pd.isna(row) else int(row) for row in facts["row"]]
    known = [[fact if isinstance(fact, (str, int)) else None for fact in column] for column in facts.values()]
    return list(starmap(Finding, zip(*known, strict=True)))
