"""The pages of a release for people: data dictionary and indicator reference sheets, each one HTML file by itself.

The reference sheets have the fields of USAID's Performance Indicator Reference Sheet (ADS reference 201maf). What they
say is what the declarations say; where those are silent the sheet says so, since targets, owners and reviews are the
programme's to set.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import Table
from sqlalchemy.sql.visitors import iterate

from sources.forms import ALL_FORMS, FORMS
from sources.quarters import Quarter
from warehouse.indicators import CUMULATIVE, INDICATORS, Direction, municipality_select
from warehouse.release.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warehouse.indicators import Indicator

NOT_SET: Final = "not set by the programme"

_BETTER: Final = {
    Direction.UP: "higher is better",
    Direction.DOWN: "lower is better",
    Direction.TARGET_100: "100 % is best",
    Direction.NONE: "neither higher nor lower is better in itself",
}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("warehouse.release", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def data_dictionary(title: str, caution: str) -> str:
    """Return the page that says what every field of every table is."""
    page = _environment().get_template("data_dictionary.html.jinja")
    return page.render(title=title, caution=caution, tables=TABLES)


def reference_sheets(title: str, caution: str, *, deadline_days: int) -> str:
    """Return the page with the reference sheet of every indicator.

    Args:
        title: of the release.
        caution: what must be seen beside its figures.
        deadline_days: days after a quarter's end within which reports are due.
    """
    sheets = [reference_sheet(indicator, deadline_days=deadline_days) for indicator in INDICATORS.values()]
    page = _environment().get_template("reference_sheets.html.jinja")
    return page.render(title=title, caution=caution, sheets=sheets, indicators=list(INDICATORS.values()))


def reference_sheet(indicator: Indicator, *, deadline_days: int) -> Mapping[str, Mapping[str, str]]:
    """Return the reference sheet of an indicator: the standard's headings, and under each its fields and facts."""
    label = indicator.label
    return {
        "Indicator": {
            "Name of indicator": f"{label.en} · {label.ru} · {label.ky}",
            "Identifier": indicator.id,
            "Name of result measured": NOT_SET,
            "Performance plan and report indicator": NOT_SET,
        },
        "Description": {
            "Precise definition": indicator.definition.en,
            "Unit of measure": indicator.unit,
            "Data type": "ratio: numerator and denominator" if indicator.is_ratio else "sum or count",
            "Disaggregated by": _disaggregation(indicator),
            "Direction": _BETTER[indicator.direction],
            "Standard or formula followed": indicator.source or NOT_SET,
            "Rationale": NOT_SET,
        },
        "Plan for data collection": {
            "Data source": _data_source(indicator, deadline_days),
            "Method of data collection and construction": _method(indicator),
            "Reporting frequency": _frequency(indicator, deadline_days),
            "Individual responsible": NOT_SET,
        },
        "Targets and baseline": {
            "Baseline timeframe and value": NOT_SET,
            "Targets": NOT_SET,
            "Rationale for targets": NOT_SET,
        },
        "Data quality issues": {
            "Dates of previous data quality assessments": f"{NOT_SET}; scores are computed for every quarter and "
            "report (table quality_score)",
            "Date of future data quality assessments": NOT_SET,
            "Known data limitations": _limitations(indicator),
        },
        "Changes": {
            "Changes to the indicator": "changes.md of each later version of a release lists changed values and why",
            "Other notes": NOT_SET,
        },
    }


def _disaggregation(indicator: Indicator) -> str:
    parts = ["municipality", "oblast", "kind of municipality", *(by.id.replace("_", " ") for by in indicator.by)]
    return ", ".join(parts)


def _forms(indicator: Indicator, deadline_days: int) -> list[str]:
    """Return the forms that an indicator is computed from, by the tables its statement reads."""
    quarter = Quarter(2021, 1)  # any: the tables are the same in all of them
    statement = municipality_select(indicator, quarter, deadline_days=deadline_days, programme_start=quarter)
    read = {part.name.removeprefix("current_") for part in iterate(statement) if isinstance(part, Table)}
    # Whether a survey is out is looked up for every indicator.
    return [form_id for form_id in (ALL_FORMS if indicator.wave else FORMS) if form_id in read]


def _data_source(indicator: Indicator, deadline_days: int) -> str:
    forms = _forms(indicator, deadline_days)
    if not forms:
        return "The ledger of received workbooks and the enrolment (tables submission and reporting_status)"
    named = ", ".join(f"«{ALL_FORMS[form_id].sheet.en}» (table {form_id})" for form_id in forms)
    source = "Survey of residents" if indicator.wave else "Quarterly workbook of the municipality"
    return f"{source}: {named}"


def _method(indicator: Indicator) -> str:
    factor = f"{indicator.factor:g} × " if indicator.factor != 1 else ""
    formula = f"value = {factor}Σ numerator" + (" ÷ Σ denominator" if indicator.is_ratio else "")
    rows = " Only rows in which both parts are given are summed." if indicator.is_ratio else ""
    cumulative = " Also as a sum since the programme's first quarter." if CUMULATIVE in indicator.breakdowns else ""
    return (
        f"{formula}, over the rows of the submissions that count.{rows} The value of an oblast, a kind or the "
        f"programme is computed from the sums of its enrolled municipalities.{cumulative}"
    )


def _frequency(indicator: Indicator, deadline_days: int) -> str:
    if indicator.wave:
        return "For each quarter in which a survey wave was fielded"
    return f"Quarterly; reports are due {deadline_days} days after the quarter's end"


def _limitations(indicator: Indicator) -> str:
    if indicator.wave:
        return f"A sample of residents. Others: {NOT_SET}"
    return (
        "Reported by the municipalities themselves; missing reports are not estimated (fields reporting and expected "
        f"of each value). Others: {NOT_SET}"
    )
