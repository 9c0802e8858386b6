"""Checking workbooks before they are sent: the same reading and validation as in the pipeline, without a warehouse.

Nothing is written but, where it is asked for, marked copies. Rules across quarters are not checked here: they need the
warehouse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape
from rich.table import Table

from aimak_pipeline.console import console
from sources.compute import Processes
from sources.extraction import extract_reads
from sources.findings import Severity, findings_of
from sources.intake.identify import identify
from sources.labels import Label
from sources.notice.first_sheet import SEVERITY_WORDS
from sources.notice.wording import sheet_name, word
from sources.register import EnrolmentError, load_enrolment, load_register
from sources.standardize import standardize
from sources.workbook import read_many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from aimak_pipeline.settings import Settings
    from sources.findings import Finding
    from sources.intake.identify import Identity
    from sources.labels import Language
    from sources.notice.notice import Notice
    from sources.register import Register

_STYLES = {"fatal": "bold red", "error": "red", "warning": "yellow", "note": "dim"}
_CELLS_SHOWN = 3
"""Cells of one and the same finding that are named; the others are counted."""

_HEADINGS = (
    Label("Деңгээли", "Уровень", "Severity"),
    Label("Барак", "Лист", "Sheet"),
    Label("Уяча", "Ячейка", "Cell"),
    Label("Эмне табылды", "Что найдено", "What was found"),
    Label("Окулганы", "Прочитано", "Read"),
    Label("Күтүлгөнү", "Ожидалось", "Expected"),
    Label("Кантип оңдоо керек", "Как исправить", "How to mend it"),
)
_WELL = Label("баары жайында", "всё в порядке", "all is well")
_MORE = Label("жана дагы {}", "и ещё {}", "and {} more")


@dataclass(frozen=True)
class Checked:
    """What was found in some workbooks."""

    findings: pd.DataFrame
    """``FINDING_COLUMNS``; ``submission_id`` is the file's name as given."""
    tallies: pd.DataFrame
    identities: Mapping[str, Identity]
    register: Register

    def of(self, file: Path) -> pd.DataFrame:
        """Return what was found in one file, the most severe first."""
        mine = self.findings[self.findings["submission_id"] == str(file)]
        return mine.sort_values("severity", key=lambda column: column.map(list(_STYLES).index), kind="stable")

    def notice(self, file: Path) -> Notice:
        """Return what whoever has a file checked is told of it, before it is sent."""
        from sources.notice.notice import Notice  # noqa: PLC0415 - only needed with --annotate
        from sources.quarters import Quarter  # noqa: PLC0415

        identity = self.identities[str(file)]
        tallies = self.tallies[self.tallies["submission_id"] == str(file)]
        code = identity.municipality_code
        refused = int(tallies["rows_refused"].sum())
        return Notice(
            submission_id=str(file),
            file_name=file.name,
            received_at=datetime.now(UTC),
            accepted=identity.accepted,
            findings=findings_of(self.findings[self.findings["submission_id"] == str(file)]),
            municipality=self.register[code] if code in self.register and code is not None else None,
            quarter=Quarter.parse(identity.quarter) if identity.quarter else None,
            rows_loaded=int(tallies["rows_read"].sum()) - refused,
            rows_refused=refused,
            survey=identity.kind == "survey",
            sent=False,
        )


def check_files(files: Sequence[Path], settings: Settings) -> Checked:
    """Read and validate workbooks.

    Raises:
        click.ClickException: the enrolment file does not make sense.
    """
    register = load_register(settings.register_folder)
    try:
        enrolment = load_enrolment(settings.enrolment, register)
    except EnrolmentError as error:
        raise click.ClickException(str(error)) from None
    today = datetime.now(UTC).date()
    reads = dict(
        read_many(
            {str(file): file for file in files}, settings.limits, Processes(min(len(files), settings.workers or 2))
        )
    )
    identities = {file: identify(read, None, today, register, enrolment) for file, read in reads.items()}
    done = standardize(extract_reads({file: (read, identities[file]) for file, read in reads.items()}))
    return Checked(done.findings, done.tallies, identities, register)


def print_json(checked: Checked) -> None:
    """Print findings for a program."""
    records = checked.findings.rename(columns={"submission_id": "file"})
    click.echo(records.to_json(orient="records", force_ascii=False, indent=1))


def print_findings(checked: Checked, files: Sequence[Path], language: Language) -> None:
    """Print findings for a person: file by file a table, the most severe first, the same in many cells once."""
    for file in files:
        mine = checked.of(file)
        counts = mine["severity"].value_counts(sort=False)
        summary = ", ".join(
            f"{SEVERITY_WORDS[Severity(str(severity))][language]}: {count}" for severity, count in counts.items()
        )
        console.print(
            f"[bold]{escape(str(file))}[/bold]: {summary or _WELL[language]}", highlight=False, soft_wrap=True
        )
        if len(mine):
            console.print(_table(mine, language), highlight=False)


def _table(findings: pd.DataFrame, language: Language) -> Table:
    table = Table(show_lines=True, expand=True)
    for heading, ratio in zip(_HEADINGS, (None, 3, None, 4, 3, 4, 5), strict=True):
        table.add_column(heading[language], ratio=ratio, overflow="fold")
    groups: dict[Any, list[Finding]] = {}
    for severity, finding in zip(findings["severity"], findings_of(findings), strict=True):
        same = (severity, finding.code, finding.form, finding.sheet, finding.column, finding.rule)
        groups.setdefault(same, []).append(finding)
    for (severity, *_), alike in groups.items():
        table.add_row(*map(escape, _row(severity, alike, language)), style=_STYLES[severity])
    return table


def _row(severity: str, alike: list[Finding], language: Language) -> list[str]:
    worded = [word(finding, language, sent=False) for finding in alike[:_CELLS_SHOWN]]
    cells = dict.fromkeys(finding.cell or (str(finding.row) if finding.row else "") for finding in alike)
    first = worded[0]
    return [
        SEVERITY_WORDS[Severity(severity)][language],
        sheet_name(alike[0], language),
        _listed(list(cells), language),
        f"{first.title}: «{first.heading}»" if first.heading else first.title,
        _listed(list(dict.fromkeys(one.read for one in worded)), language),
        "; ".join(dict.fromkeys(one.expected for one in worded)),
        first.remedy,
    ]


def _listed(texts: list[str], language: Language) -> str:
    shown = ", ".join(text for text in texts[:_CELLS_SHOWN] if text)
    more = len(texts) - _CELLS_SHOWN
    return f"{shown} {_MORE[language].format(more)}" if more > 0 else shown


def write_annotated(checked: Checked, files: Sequence[Path], out: Path, settings: Settings) -> None:
    """Write marked copies, and say where they lie: into a file where there is one, into a folder where there are more.

    Raises:
        click.ClickException: they cannot be written, or would take the place of what is checked.
    """
    from sources.notice.writing import make_notice  # noqa: PLC0415 - only needed with --annotate
    from sources.whole_files import whole  # noqa: PLC0415

    is_folder = len(files) > 1 or out.is_dir()
    targets = [out / f"{file.stem}_checked.xlsx" if is_folder else out for file in files]
    if len(set(targets)) < len(targets):
        raise click.ClickException("--annotate: two of the files have the same name; check them one by one")
    taken = {file.resolve() for file in files} & {target.resolve() for target in targets}
    if taken:
        raise click.ClickException(f"--annotate: {taken.pop()} is one of the files that are checked; name another")
    for file, target in zip(files, targets, strict=True):
        made = make_notice(checked.notice(file), file.read_bytes(), settings.languages, settings.limits)
        if made.workbook is None:
            told = "nothing to mark"
        else:
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with whole(target) as unfinished:
                    unfinished.write_bytes(made.workbook)
            except OSError as error:
                raise click.ClickException(f"--annotate: {target} cannot be written: {error.strerror}") from None
            told = f"marked copy in {target}"
            if not made.marked:
                told = f"it cannot be marked; a list of what was found, not a copy of it, is in {target}"
        click.echo(f"{file}: {told}", err=True)


def is_faulty(checked: Checked) -> bool:
    """Whether anything that was found is an error or fatal."""
    return bool(checked.findings["severity"].isin([Severity.ERROR.value, Severity.FATAL.value]).any())
