"""Identifying a workbook: who reports, for which quarter, by what the cover sheet says.

The code comes first, then raion and name; nothing is ever guessed, and file names mean nothing. A survey belongs to no
municipality and is known by its wave.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.findings import CATALOGUE, Finding, Severity
from sources.forms import TrustSurvey
from sources.forms.cover import COVER_FIELDS, FORM_VERSION
from sources.quarters import Quarter
from sources.values import read_period, read_values

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sources.register import Enrolment, Register
    from sources.workbook import CoverCell, ReadWorkbook


@dataclass(frozen=True)
class Identity:
    """Whose report a workbook is, and everything that was found on the way, reading included."""

    kind: str | None = None
    municipality_code: str | None = None
    quarter: str | None = None
    wave: str | None = None
    form_version: str | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        """Whether nothing fatal was found."""
        return not any(CATALOGUE[finding.code].severity is Severity.FATAL for finding in self.findings)


def identify(
    read: ReadWorkbook, sender: str | None, received_on: date, register: Register, enrolment: Enrolment
) -> Identity:
    """Say whose report a workbook is.

    Args:
        read: the workbook as it was read; fatal findings of reading stay fatal.
        sender: the municipality in whose own drop folder it lay, by code.
        received_on: the day it came; nobody can report on a quarter that has not begun.
        register: the municipalities that exist.
        enrolment: the municipalities that are expected to report.
    """
    if read.kind == "quarterly":
        return _quarterly(read, sender, received_on, register, enrolment)
    if read.kind == "survey":
        return _survey(read, received_on)
    return Identity(findings=list(read.findings))


def _quarterly(
    read: ReadWorkbook, sender: str | None, received_on: date, register: Register, enrolment: Enrolment
) -> Identity:
    findings = list(read.findings)
    code, name, oblast = (read.cover.get(name) for name in ("municipality_code", "municipality_name", "oblast"))
    match = register.match(_text(code), _text(name), _text(oblast))
    municipality = match.municipality
    if municipality is None:
        named = ", ".join(f"{each.code} {each.full_name.ru} ({each.raion.name.ru})" for each in match.candidates)
        findings.append(
            _on_cover("municipality_unknown", "municipality_code", code or name, named or "a code of the register")
        )
    elif match.how == "name":
        findings.append(_on_cover("municipality_by_name", "municipality_code", code or name, municipality.code))
    elif not match.names_agree:
        findings.append(_on_cover("name_differs", "municipality_name", name, municipality.full_name.ru))
    if municipality is not None and sender is not None and sender != municipality.code:
        findings.append(_on_cover("wrong_sender", "municipality_code", code, sender))

    quarter = _stated_quarter(read, received_on, findings)
    if municipality and quarter and not enrolment.expects(municipality.code, quarter):
        findings.append(_on_cover("not_enrolled", "municipality_code", code, f"a municipality enrolled in {quarter}"))
    version = _text(read.cover.get("form_version"))
    if version not in (None, FORM_VERSION):
        findings.append(
            _on_cover("form_version_other", "form_version", read.cover.get("form_version"), f"version {FORM_VERSION}")
        )
    return Identity(
        kind="quarterly",
        municipality_code=municipality.code if municipality else None,
        quarter=str(quarter) if quarter else None,
        form_version=version,
        findings=findings,
    )


def _stated_quarter(read: ReadWorkbook, received_on: date, findings: list[Finding]) -> Quarter | None:
    year, number = read.cover.get("year"), read.cover.get("quarter")
    period = read_period(_raw(year), _raw(number))
    bounds = COVER_FIELDS["year"]
    stated = period.value
    if stated is None:
        expected = period.expected or ""
    elif not (bounds.minimum or 0) <= stated.year <= (bounds.maximum or 0):
        expected = f"a year from {bounds.minimum} to {bounds.maximum}"
    elif stated.start > received_on:
        expected = f"a quarter that has begun; {stated} begins on {stated.start}"
    else:
        return stated
    findings.append(_on_cover("period_missing", "quarter", number or year, expected))
    return None


def _survey(read: ReadWorkbook, received_on: date) -> Identity:
    """Know a survey by its wave; its quarter is that of its first day in the field."""
    findings = list(read.findings)
    waves = _survey_values(read, "wave")
    days = _survey_values(read, "fielded_on")
    earliest = COVER_FIELDS["year"].minimum or 0
    in_time = not days.empty and days.min().year >= earliest and days.max().date() <= received_on
    if len(set(waves)) != 1 or not in_time:
        expected = f"one wave, and the days it was fielded, from {earliest} to the day it was sent"
        findings.append(Finding("period_missing", form=TrustSurvey.id, expected=expected))
        return Identity(kind="survey", findings=findings)
    return Identity(
        kind="survey", wave=str(waves.iloc[0]), quarter=str(Quarter.of(days.min().date())), findings=findings
    )


def _survey_values(read: ReadWorkbook, column: str) -> pd.Series:
    cells = read.cells.to_pandas()
    cells = cells[(cells["form"] == TrustSurvey.id) & (cells["column"] == column) & ~cells["total"]]
    values, _ = read_values(cells, TrustSurvey.columns()[column], date_1904=read.integrity.date_1904)
    return values.dropna()


def _raw(cell: CoverCell | None) -> str | float | date | None:
    return cell.value if cell else None


def _text(cell: CoverCell | None) -> str | None:
    value = _raw(cell)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return None if value is None else str(value).strip() or None


def _on_cover(code: str, field_name: str, cell: CoverCell | None, expected: str) -> Finding:
    return Finding(
        code,
        sheet=cell.sheet if cell else None,
        cell=cell.cell if cell else None,
        column=field_name,
        value=_text(cell),
        expected=expected,
    )
