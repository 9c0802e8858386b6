"""The main job: what was put into the workbooks is what comes out, and what was wrong is told at its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from sqlalchemy import select

from aimak_pipeline.running import run_pipeline
from aimak_pipeline.sample.published import AS_OF, compare
from sources.forms import ALL_FORMS, ColumnType
from tests.end_to_end.conftest import lose_warehouse
from warehouse.tables import FACTS, indicator_value, metadata

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.end_to_end.conftest import Programme

pytestmark = pytest.mark.xdist_group("programme")


def contents(engine: Engine) -> dict[str, pd.DataFrame]:
    """Every table of the warehouse, in the order of its key; but for when notices were written."""
    with engine.connect() as connection:
        return {
            table.name: pd.read_sql(
                select(*(column for column in table.c if column.name != "written_at")).order_by(
                    *table.primary_key.columns
                ),
                connection,
            )
            for table in metadata.sorted_tables
        }


def assert_same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name], obj=name)


def loaded_values(programme: Programme) -> pd.DataFrame:
    """Every value in the fact tables with the cell it came from: file, form, sheet, row, column, cell, value."""
    tables = []
    for form, table in FACTS.items():
        rows = programme.query(select(table))
        columns = list(ALL_FORMS[form].columns())
        values = rows.melt(id_vars=["submission_id", "row"], value_vars=columns, var_name="column", value_name="value")
        tables.append(values.dropna(subset="value").assign(form=form))
    places = programme.query(
        'SELECT submission_id, form, "column", sheet, column_letter, sha256 FROM sheet_layout '
        "JOIN submission ON submission.id = submission_id"
    )
    loaded = pd.concat(tables, ignore_index=True).merge(places, on=["submission_id", "form", "column"], how="left")
    loaded["cell"] = loaded["column_letter"] + loaded["row"].astype(str)
    return loaded


def spelled(values: pd.Series, kind: ColumnType) -> pd.Series:
    """One spelling for values from the warehouse and for the same values in the truth."""
    if kind.is_number or kind is ColumnType.BOOLEAN:
        return values.astype(float).map("{:.6f}".format)
    return values.astype(str).str.slice(0, 10) if kind is ColumnType.DATE else values.astype(str)


def by_type(table: pd.DataFrame, column_of_type: dict[ColumnType, str]) -> pd.Series:
    """The column ``value`` of a long table, spelled as its form's column asks."""
    types = {(form.id, name): column.type for form in ALL_FORMS.values() for name, column in form.columns().items()}
    kinds = pd.Series([types[pair] for pair in zip(table["form"], table["column"], strict=True)], index=table.index)
    parts = [
        spelled(table.loc[mine.index, column_of_type[ColumnType(kind)]], ColumnType(kind))
        for kind, mine in kinds.groupby(kinds)
    ]
    return pd.concat(parts).reindex(table.index)


PLACE = ["sha256", "form", "sheet", "row", "column", "cell"]


def test_every_loaded_value_equals_the_truth_and_has_its_cell(programme: Programme) -> None:
    loaded = loaded_values(programme)
    loaded["spelled"] = by_type(loaded, dict.fromkeys(ColumnType, "value"))
    truth = programme.true_values.merge(programme.files[["file", "sha256"]], on="file")
    numbers = dict.fromkeys((ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.PERCENT, ColumnType.BOOLEAN), "number")
    texts = dict.fromkeys((ColumnType.TEXT, ColumnType.CODE), "text")
    truth["spelled"] = by_type(truth, {**numbers, **texts, ColumnType.DATE: "day"})

    both = truth[[*PLACE, "spelled"]].merge(
        loaded[[*PLACE, "spelled"]], on=PLACE, how="outer", suffixes=("_true", "_loaded")
    )
    wrong = both[both["spelled_true"] != both["spelled_loaded"]]

    assert len(truth) > 100_000
    assert wrong.empty, f"{len(wrong)} of {len(truth)} differ:\n{wrong.head(20).to_string()}"


def test_every_planted_fault_is_found_at_its_cell_and_nothing_else_is_found(programme: Programme) -> None:
    found = programme.query(
        """SELECT sha256, code, form, sheet, cell, "column", rule, refused, severity FROM finding
        JOIN submission ON submission.id = submission_id WHERE severity IN ('error', 'warning')"""
    ).astype("string")
    planted = programme.true_findings.merge(programme.files[["file", "sha256"]], on="file")
    key = ["sha256", "code", "form", "sheet", "cell", "column", "rule", "refused"]

    for severity, least in (("error", 100), ("warning", 500)):
        told = found.loc[found["severity"] == severity, key]
        put_in = planted.loc[planted["severity"] == severity, key]
        both = put_in.merge(told, on=key, how="outer", indicator=True)
        wrong = both[both["_merge"] != "both"]

        assert len(put_in) > least
        assert wrong.empty, (
            f"{severity}: planted but not found (left), found but not planted (right):\n{wrong.head(20).to_string()}"
        )


def test_every_file_is_in_the_ledger_and_in_one_place(programme: Programme) -> None:
    ledger = programme.query(
        "SELECT sha256, municipality_code, quarter, CAST(version AS TEXT) AS version, status FROM submission"
    ).astype("string")
    fatal = programme.query(
        "SELECT sha256, code FROM finding JOIN submission ON submission.id = submission_id WHERE severity = 'fatal'"
    )
    truth = programme.files.drop_duplicates("sha256").merge(ledger, on="sha256", how="left", suffixes=("", "_ledger"))

    for column in ("status", "version", "municipality_code", "quarter"):
        told = (
            truth["status"] == "rejected"
            if column in ("municipality_code", "quarter")
            else pd.Series(False, truth.index)
        )
        differs = (truth[column].fillna("") != truth[f"{column}_ledger"].fillna("")) & ~told
        assert not differs.any(), truth.loc[differs, ["file", column, f"{column}_ledger"]].to_string()
    rejected = truth[truth["status"] == "rejected"].merge(fatal, on="sha256", how="left")
    assert (rejected["fatal"] == rejected["code"]).all(), rejected[["file", "fatal", "code"]].to_string()
    assert len(rejected) >= 5

    for sha256, status in zip(truth["sha256"], truth["status"], strict=True):
        archived = (programme.settings.root / "archive" / sha256[:2] / sha256).exists()
        quarantined = (programme.settings.root / "quarantine" / sha256[:2] / sha256).exists()
        assert (archived, quarantined) == (status != "rejected", status == "rejected")
    assert not [path for path in (programme.settings.root / "intake").rglob("*") if path.is_file()]
    answers = list((programme.settings.root / "outbox").rglob("*_rejected_*.txt"))
    assert len(answers) == (programme.files["status"] == "rejected").sum(), "every rejected file has its answer"


def test_the_published_results_are_reached(programme: Programme) -> None:
    with programme.place.engine.connect() as connection:
        comparison = compare(pd.read_sql(select(indicator_value), connection))
    assert comparison["agrees"].all(), comparison.to_string()
    assert set(comparison["indicator"]) >= {"water_access_gained", "trust_change", "hearings_held"}
    assert AS_OF in programme.summary.quarters


def test_a_second_run_changes_nothing(programme: Programme) -> None:
    before = contents(programme.place.engine)
    summary, place = run_pipeline(programme.settings, publish=False)
    assert (summary.files, summary.quarters) == (0, [])
    assert_same(before, contents(place.engine))


@pytest.mark.slow
def test_a_lost_warehouse_comes_back_from_the_archive_the_same(whole_published: Programme) -> None:
    before = contents(whole_published.place.engine)
    whole_published.place.engine.dispose()
    lose_warehouse(whole_published.settings)
    summary, place = run_pipeline(whole_published.settings, rebuild=[])
    assert len(summary.quarters) == 18
    assert_same(before, contents(place.engine))
