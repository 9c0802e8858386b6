"""From a figure to its cells: what the listed cells say, recomputed by hand, is the figure.

The recomputation is written here from the agreed definitions, in plain Python, over what was put into the cells.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from sources.quarters import BISHKEK, Quarter
from warehouse.indicators import INDICATORS, MUNICIPALITY, TOTAL
from warehouse.lineage.lineage import Area, Category
from warehouse.lineage.reading import WHOLE, Workbooks, read_lineage
from warehouse.tables import indicator_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tests.end_to_end.conftest import Programme
    from warehouse.lineage.lineage import Cell, Lineage, Row

pytestmark = pytest.mark.xdist_group("programme")

PLACE = ("sha256", "sheet", "cell")


@dataclass
class Line:
    """One row of a workbook, as the listed cells tell it: the columns that are not blank."""

    form: str | None
    quarter: str
    says: dict[str, Any]
    roles: dict[str, set[str]]
    received_on: Any

    def has(self, *columns: str) -> bool:
        return all(column in self.says for column in columns)

    def is_there_as(self, role: str) -> bool:
        return any(role in roles for roles in self.roles.values())


Lines = list[Line]
Parts = tuple[float | None, float | None]
"""Numerator and denominator."""


def added(*columns: str) -> Callable[[Lines, Quarter], Parts]:
    """Σ of some columns, over lines in which all are given."""

    def parts(lines: Lines, _quarter: Quarter) -> Parts:
        given = [sum(line.says[column] for column in columns) for line in lines if line.has(*columns)]
        return (sum(given) if given else None), None

    return parts


def divided(above: Callable[[dict[str, Any]], Any], below: Callable[[dict[str, Any]], Any], *needs: str) -> Any:
    """Σ above ÷ Σ below, over lines in which all that they need is given."""

    def parts(lines: Lines, _quarter: Quarter) -> Parts:
        given = [line.says for line in lines if line.has(*needs)]
        return (sum(map(above, given)), sum(map(below, given))) if given else (None, None)

    return parts


def ratio(above: str, below: str) -> Any:
    return divided(lambda line: line[above], lambda line: line[below], above, below)


def served_where(residents: str, made: str, planned: str, percent: int) -> Any:
    def parts(lines: Lines, quarter: Quarter) -> Parts:
        done, due = added(made)(lines, quarter)[0], added(planned)(lines, quarter)[0]
        if not due or done is None or 100 * done < percent * due - 1e-6:
            return None, None
        return added(residents)(lines, quarter)

    return parts


def counted(lines: Lines, _quarter: Quarter) -> Parts:
    return (len(lines) or None), None


def said_yes(column: str) -> Any:
    def parts(lines: Lines, _quarter: Quarter) -> Parts:
        return (sum(line.says.get(column) == 1 for line in lines) if lines else None), None

    return parts


def said_yes_of(column: str, *, counts: Callable[[Line], bool] = lambda _line: True) -> Any:
    def parts(lines: Lines, _quarter: Quarter) -> Parts:
        mine = [line for line in lines if counts(line)]
        return (sum(line.says.get(column) == 1 for line in mine), len(mine)) if mine else (None, None)

    return parts


def any_one(holds: Callable[[dict[str, Any]], bool]) -> Any:
    def parts(lines: Lines, _quarter: Quarter) -> Parts:
        return (float(any(holds(line.says) for line in lines)) if lines else None), None

    return parts


def controlled_disposal(lines: Lines, _quarter: Quarter) -> Parts:
    given = [line.says for line in lines if line.has("disposal_site", "waste_removed_m3")]
    good = [line for line in given if line["disposal_site"] in ("authorised_landfill", "recycling")]
    amounts = [sum(line["waste_removed_m3"] for line in some) for some in (good, given)]
    return (amounts[0], amounts[1]) if given else (None, None)


def executed_of_plan(lines: Lines, _quarter: Quarter) -> Parts:
    pairs = [
        (line.says["executed_ytd"], line.says.get("plan_revised", line.says.get("plan_year")))
        for line in lines
        if line.has("executed_ytd")
    ]
    full = [(done, plan) for done, plan in pairs if plan is not None]
    return (sum(done for done, _ in full), sum(plan for _, plan in full)) if full else (None, None)


def executed_in_quarter(lines: Lines, quarter: Quarter) -> Parts:
    totals: dict[str, dict[str, float]] = defaultdict(dict)
    for line in lines:
        totals[line.says["service"]][line.quarter] = line.says["executed_ytd"]
    before = str(quarter.plus(-1))
    first = quarter.number == 1
    spent = [
        told[str(quarter)] - (0 if first else told[before])
        for told in totals.values()
        if str(quarter) in told and (first or before in told)
    ]
    return (sum(spent) if spent else None), None


def access_gained(lines: Lines, quarter: Quarter) -> Parts:
    """Residents served now less those at the baseline, where a tariff is decided and 80 % of charges are collected."""
    water = [line for line in lines if line.form == "water_supply"]
    now = [line.says["residents_served"] for line in water if "numerator" in line.roles.get("residents_served", ())]
    then = [line.says["residents_served"] for line in water if "baseline" in line.roles.get("residents_served", ())]
    year = [str(quarter.plus(-back)) for back in range(4)]
    paid = [line.says for line in water if line.quarter in year and line.has("amount_collected", "amount_billed")]
    decided = any(
        line.form == "tariff_decisions"
        and line.says["service"] == "water"
        and str(line.says["effective_on"])[:10] <= str(quarter.end)
        for line in lines
    )
    billed = sum(line["amount_billed"] for line in paid)
    if not now or not decided or not billed:
        return None, None
    if 100 * sum(line["amount_collected"] for line in paid) < 80 * billed - 1e-6:
        return None, None
    return max(0, sum(now) - sum(then)), None


ANSWERS = ("fully_trust", "rather_trust", "rather_distrust", "fully_distrust")
trust = divided(
    lambda line: line["fully_trust"] + line["rather_trust"], lambda line: sum(line[name] for name in ANSWERS), *ANSWERS
)


def trust_change(lines: Lines, quarter: Quarter) -> Parts:
    waves = {
        is_baseline: trust([line for line in lines if (line.says["wave"] == "baseline") is is_baseline], quarter)
        for is_baseline in (True, False)
    }
    if any(below is None for _, below in waves.values()):
        return None, None
    then, now = (100 * above / below for above, below in waves.values())
    return now - then, 1


def reported(lines: Lines, _quarter: Quarter) -> Parts:
    return float(bool(lines)), 1


def on_time(lines: Lines, quarter: Quarter) -> Parts:
    return float(any(line.received_on <= quarter.end + timedelta(days=20) for line in lines)), 1


BY_HAND: dict[str, Callable[[Lines, Quarter], Parts]] = {
    "water_access_rate": ratio("residents_served", "population"),
    "water_access_gained": access_gained,
    "water_collection_rate": ratio("amount_collected", "amount_billed"),
    "water_cost_coverage": ratio("amount_billed", "operating_cost"),
    "water_non_revenue": divided(
        lambda line: line["water_supplied_m3"] - line["water_billed_m3"],
        lambda line: line["water_supplied_m3"],
        "water_supplied_m3",
        "water_billed_m3",
    ),
    "water_supply_continuity": divided(
        lambda line: line["supply_hours_per_day"] * line["residents_served"],
        lambda line: line["residents_served"],
        "supply_hours_per_day",
        "residents_served",
    ),
    "water_quality_compliance": ratio("samples_compliant", "samples_taken"),
    "waste_coverage_rate": ratio("residents_served", "population"),
    "waste_quality_served": served_where("residents_served", "pickups_made", "pickups_planned", 90),
    "waste_schedule_kept": ratio("pickups_made", "pickups_planned"),
    "waste_collection_rate": ratio("amount_collected", "amount_billed"),
    "waste_controlled_disposal": controlled_disposal,
    "lighting_residents": served_where("residents_covered", "lamps_working", "lamps_installed", 80),
    "lighting_lamps_working": ratio("lamps_working", "lamps_installed"),
    "lighting_street_coverage": ratio("streets_lit_km", "streets_km"),
    "club_children": added("girls", "boys"),
    "club_fee_agreed_rate": said_yes_of(
        "fee_agreed_with_parents", counts=lambda line: line.says.get("monthly_fee", 0) > 0
    ),
    "budget_execution_rate": executed_of_plan,
    "budget_executed_in_quarter": executed_in_quarter,
    "trust_level": trust,
    "trust_change": trust_change,
    "hearings_held": counted,
    "hearing_participants": added("participants"),
    "hearing_women_share": ratio("women", "participants"),
    "hearing_youth_share": ratio("youth", "participants"),
    "hearing_minority_share": ratio("minorities", "participants"),
    "decisions_carried_out": ratio("decisions_done", "decisions"),
    "mobile_feedback": any_one(
        lambda says: says["channel"] == "whatsapp" and says.get("announcements", 0) + says.get("polls", 0) > 0
    ),
    "feedback_received": added("questions", "suggestions"),
    "feedback_answered_rate": divided(
        lambda line: line["answered"],
        lambda line: line["questions"] + line["suggestions"],
        *("answered", "questions", "suggestions"),
    ),
    "communication_strategies": any_one(lambda says: says.get("strategy_adopted") == 1),
    "tariffs_discussed_rate": said_yes_of("discussed_with_residents"),
    "exchange_events": counted,
    "practices_adopted": said_yes("practice_adopted"),
    "reporting_rate": reported,
    "reporting_on_time_rate": on_time,
}
OF_A_GROUP = {
    ("club_children", "female"): added("girls"),
    ("club_children", "male"): added("boys"),
    ("hearing_participants", "women"): added("women"),
    ("hearing_participants", "youth"): added("youth"),
    ("hearing_participants", "minorities"): added("minorities"),
}
"""Categories that are columns of their own; any other category is the total's way over fewer rows."""


@pytest.fixture(scope="module")
def cells(programme: Programme) -> dict[tuple[str, str, str], Any]:
    """What was put into every cell, by file, sheet and address."""
    truth = programme.true_values.merge(programme.files[["file", "sha256"]], on="file")
    said = truth["number"].astype(object).where(truth["number"].notna(), truth["text"])
    said = said.where(said.notna(), truth["day"])
    return dict(zip(zip(*(truth[name] for name in PLACE), strict=True), said, strict=True))


@pytest.fixture(scope="module")
def workbooks() -> Workbooks:
    return Workbooks()


def lineage_of(
    programme: Programme, workbooks: Workbooks, indicator: str, quarter: Quarter, category: Category = WHOLE
) -> Lineage:
    with programme.place.engine.connect() as connection:
        return read_lineage(
            connection,
            indicator,
            quarter,
            deadline_days=programme.place.deadline_days,
            programme_start=programme.place.programme_start,
            category=category,
            workbooks=workbooks,
        )


def line(row: Row, cells: Mapping[tuple[str, str, str], Any]) -> Line:
    sha256 = row.submission.sha256
    listed = {cell.column: cells.get((sha256, cell.sheet, cell.address)) for cell in row.cells.values()}
    return Line(
        row.form,
        row.submission.quarter or "",
        {column: value for column, value in listed.items() if value is not None and not pd.isna(value)},
        {cell.column: {role.value for role in cell.roles} for cell in row.cells.values()},
        row.submission.received_at.astimezone(BISHKEK).date(),
    )


def differences(lineage: Lineage, cells: Mapping[tuple[str, str, str], Any], kinds: dict[str, str]) -> Iterator[str]:
    """Recompute every figure of a lineage from its cells, and tell those that come out otherwise."""
    indicator, category = lineage.indicator, lineage.category
    by_hand = OF_A_GROUP.get((indicator.id, category.category), BY_HAND[indicator.id])
    parts = {
        code: by_hand([line(row, cells) for row in lineage.rows.get(code, ())], lineage.quarter)
        for code in lineage.members
    }
    for area, figure in lineage.figures.items():
        mine = [parts[member] for member in members(lineage, area, kinds)]
        above = [numerator for numerator, _ in mine if numerator is not None]
        below = [denominator for _, denominator in mine if denominator is not None]
        numerator = sum(above) if above else None
        denominator = sum(below) if below else None
        value = numerator
        if indicator.is_ratio:
            percent = 100 if indicator.unit == "%" else 1
            value = percent * numerator / denominator if denominator and numerator is not None else None
        for told, ours in ((figure.numerator, numerator), (figure.denominator, denominator), (figure.value, value)):
            if (told is None) != (ours is None) or (
                told is not None and told != pytest.approx(ours, rel=1e-9, abs=1e-6)
            ):
                yield f"{indicator.id} {lineage.quarter} {area} {category}: stored {figure}, by hand {mine[:3]}"
                break


def members(lineage: Lineage, area: Area, kinds: dict[str, str]) -> Iterable[str]:
    """The municipalities of an area, by the digits of their codes and the register."""
    enrolled = [code for code, member in lineage.members.items() if member.enrolled]
    match area.level:
        case "municipality":
            return [area.code]
        case "oblast":
            return [code for code in enrolled if code[:5] == area.code[:5]]
        case "kind":
            return [code for code in enrolled if kinds[code] == area.code]
    return enrolled


def kinds_of(programme: Programme) -> dict[str, str]:
    register = programme.query("SELECT code, kind FROM municipality")
    return dict(zip(register["code"], register["kind"], strict=True))


def test_every_indicator_is_recomputed_by_hand() -> None:
    assert BY_HAND.keys() == INDICATORS.keys()


def test_the_cells_listed_behind_every_figure_give_the_figure(
    programme: Programme, workbooks: Workbooks, cells: dict[tuple[str, str, str], Any]
) -> None:
    kinds, checked = kinds_of(programme), 0
    wrong: list[str] = []
    for quarter in programme.summary.quarters:
        for indicator in INDICATORS:
            lineage = lineage_of(programme, workbooks, indicator, Quarter.parse(quarter))
            checked += sum(figure.value is not None for figure in lineage.figures.values())
            wrong += differences(lineage, cells, kinds)

    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:10])
    assert checked > 20_000


def categories_in(programme: Programme, quarter: str) -> list[tuple[str, Category]]:
    stored = indicator_value.c
    named = select(stored.indicator, stored.breakdown, stored.category).distinct()
    found = programme.query(named.where(stored.quarter == quarter, stored.breakdown != TOTAL))
    return [(one.indicator, Category(one.breakdown, one.category)) for one in found.itertuples()]


def test_the_cells_listed_behind_every_category_give_its_figure(
    programme: Programme, workbooks: Workbooks, cells: dict[tuple[str, str, str], Any]
) -> None:
    kinds = kinds_of(programme)
    found = categories_in(programme, "2021-Q1")
    wrong = [
        difference
        for indicator, category in found
        for difference in differences(
            lineage_of(programme, workbooks, indicator, Quarter(2021, 1), category), cells, kinds
        )
    ]
    assert len(found) > 50
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:10])


@pytest.mark.slow
def test_the_cells_behind_every_category_of_every_quarter_give_its_figure(
    programme: Programme, workbooks: Workbooks, cells: dict[tuple[str, str, str], Any]
) -> None:
    kinds = kinds_of(programme)
    wrong: list[str] = []
    for quarter in programme.summary.quarters:
        for indicator, category in categories_in(programme, quarter):
            lineage = lineage_of(programme, workbooks, indicator, Quarter.parse(quarter), category)
            wrong += differences(lineage, cells, kinds)
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:10])


def written_in(programme: Programme, sha256: str) -> dict[tuple[str, str], Any]:
    """What stands in the cells of a workbook as it was sent, by sheet and address."""
    book = CalamineWorkbook.from_filelike(BytesIO(programme.place.archive.read(sha256)))
    return {
        (name, f"{letters(column)}{row + 1}"): value
        for name in book.sheet_names
        for row, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for column, value in enumerate(values)
    }


def letters(column: int) -> str:
    return (letters(column // 26 - 1) if column >= 26 else "") + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column % 26]


def compare_with_workbooks(programme: Programme, found: Iterable[tuple[Row, Cell]]) -> tuple[int, list[str]]:
    """Compare listed cells with the workbooks as they were sent; numbers as such, and only those."""
    by_book: dict[str, list[tuple[Row, Cell]]] = defaultdict(list)
    for row, cell in found:
        by_book[row.submission.sha256].append((row, cell))
    compared, wrong = 0, []
    for sha256, listed in by_book.items():
        written = written_in(programme, sha256)
        for row, cell in listed:
            raw = written.get((cell.sheet, cell.address))
            if isinstance(raw, int | float) and not isinstance(raw, bool) and isinstance(cell.counted, int | float):
                compared += 1
                if raw * cell.scale != pytest.approx(float(cell.counted), rel=1e-9):
                    wrong.append(f"{row.submission.file_name} {cell}: {raw!r}")
            elif (raw in ("", None)) != (cell.counted is None) and not (cell.remarks or stands_for_nothing(raw)):
                wrong.append(f"{row.submission.file_name} {cell}: {raw!r}")
    return compared, wrong


def stands_for_nothing(raw: Any) -> bool:
    """Whether a text stands for nothing given: a dash and the like."""
    return isinstance(raw, str) and (
        not raw.strip() or re.fullmatch(r"\W+|н/?д.*|жок|нет.*|.*жок", raw.strip().lower()) is not None
    )


def test_a_listed_cell_holds_in_the_workbook_that_was_sent_what_counts(
    programme: Programme, workbooks: Workbooks
) -> None:
    lineage = lineage_of(programme, workbooks, "water_access_gained", Quarter(2021, 1))
    some = [row for code in list(lineage.members)[:8] for row in lineage.rows.get(code, ())]
    compared, wrong = compare_with_workbooks(programme, ((row, cell) for row in some for cell in row.cells.values()))
    assert not wrong, "\n".join(wrong[:10])
    assert compared > 200


@pytest.mark.slow
def test_every_listed_cell_holds_in_its_workbook_what_counts(programme: Programme, workbooks: Workbooks) -> None:
    listed: dict[tuple[str, str, str], tuple[Row, Cell]] = {}
    for quarter in programme.summary.quarters:
        for indicator in INDICATORS:
            lineage = lineage_of(programme, workbooks, indicator, Quarter.parse(quarter))
            for rows in lineage.rows.values():
                for row in rows:
                    for cell in row.cells.values():
                        listed[row.submission.sha256, cell.sheet, cell.address] = (row, cell)
    compared, wrong = compare_with_workbooks(programme, listed.values())
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:10])
    assert compared > 50_000


def test_looking_back_lists_the_cells_of_earlier_quarters_that_enter(
    programme: Programme, workbooks: Workbooks
) -> None:
    quarter = Quarter(2021, 1)
    lineage = lineage_of(programme, workbooks, "water_access_gained", quarter)
    code = next(area.code for area, figure in lineage.figures.items() if area.level == MUNICIPALITY and figure.value)
    by_role: dict[str, set[str | None]] = defaultdict(set)
    for row in lineage.rows[code]:
        if row.form == "water_supply":
            for cell in row.cells.values():
                for role in cell.roles:
                    by_role[role.value].add(row.submission.quarter)
    first = programme.query(
        f"SELECT min(quarter) AS first FROM submission WHERE municipality_code = '{code}' AND status = 'accepted'"  # noqa: S608 - a code of ours
    )["first"].iloc[0]
    assert by_role["numerator"] == {"2021-Q1"}
    assert by_role["baseline"] == {first}
    assert by_role["condition"] == {str(quarter.plus(-back)) for back in range(4)}


def test_what_was_superseded_is_behind_no_figure(programme: Programme, workbooks: Workbooks) -> None:
    lineage = lineage_of(programme, workbooks, "water_access_rate", Quarter(2020, 4))
    statuses = {row.submission.status for rows in lineage.rows.values() for row in rows}
    assert statuses == {"accepted"}


def test_findings_stand_with_the_cells_they_are_on(programme: Programme, workbooks: Workbooks) -> None:
    remarks: set[tuple[str, str, str]] = set()
    for indicator in ("water_access_rate", "club_children", "budget_execution_rate"):
        lineage = lineage_of(programme, workbooks, indicator, Quarter(2021, 1))
        remarks |= {
            (row.submission.id, cell.address, remark.code)
            for rows in lineage.rows.values()
            for row in rows
            for cell in row.cells.values()
            for remark in cell.remarks
        }
    stored = programme.query("SELECT submission_id, cell, code FROM finding WHERE cell IS NOT NULL")
    assert remarks
    assert remarks <= set(stored.itertuples(index=False, name=None))
