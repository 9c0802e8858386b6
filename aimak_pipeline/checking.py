"""Checking workbooks before they are sent: the same reading and validation as in the pipeline, writing nothing.

Rules across quarters are not checked here: they need the warehouse.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from aimak_pipeline.console import console
from sources.extraction import extract_reads
from sources.findings import CATALOGUE
from sources.intake.identify import identify
from sources.register import EnrolmentError, load_enrolment, load_register
from sources.standardize import standardize
from sources.workbook import read_many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from aimak_pipeline.settings import Settings

_STYLES = {"fatal": "bold red", "error": "red", "warning": "yellow", "note": "dim"}


def check_files(files: Sequence[Path], settings: Settings) -> pd.DataFrame:
    """Read and validate workbooks.

    Returns:
        ``FINDING_COLUMNS``; ``submission_id`` is the file's name as given.

    Raises:
        click.ClickException: the enrolment file does not make sense.
    """
    register = load_register()
    try:
        enrolment = load_enrolment(settings.enrolment, register)
    except EnrolmentError as error:
        raise click.ClickException(str(error)) from None
    today = datetime.now(UTC).date()
    reads = dict(
        read_many({str(file): file for file in files}, settings.limits, min(len(files), settings.workers or 2))
    )
    identities = {file: identify(read, None, today, register, enrolment) for file, read in reads.items()}
    return standardize(extract_reads({file: (read, identities[file]) for file, read in reads.items()})).findings


def print_findings(findings: pd.DataFrame, files: Sequence[Path], *, as_json: bool) -> None:
    """Print findings for a person, file by file, or as JSON for a program."""
    if as_json:
        records = findings.rename(columns={"submission_id": "file"})
        click.echo(records.to_json(orient="records", force_ascii=False, indent=1))
        return
    for file in files:
        mine = findings[findings["submission_id"] == str(file)]
        counts = mine["severity"].value_counts()
        summary = (
            ", ".join(f"{count} {severity}" for severity, count in counts.items()) or "nothing to say: all is well"
        )
        console.print(f"[bold]{escape(str(file))}[/bold]: {summary}", highlight=False, soft_wrap=True)
        ordered = mine.sort_values("severity", key=lambda column: column.map(list(_STYLES).index), kind="stable")
        told: list[Any] = list(ordered.itertuples())
        for finding in told:
            place = " ".join(part for part in (finding.sheet, finding.cell) if isinstance(part, str))
            style = _STYLES[finding.severity]
            said = f"{place}: {CATALOGUE[finding.code].title.en}{_said(finding.value, finding.expected)}"
            line = f"  [{style}]{finding.severity:7}[/{style}] {escape(said.removeprefix(': '))}"
            console.print(line, highlight=False, soft_wrap=True)


def _said(value: object, expected: object) -> str:
    read = f" (read: {value})" if isinstance(value, str) else ""
    return read + (f"; expected: {expected}" if isinstance(expected, str) else "")
