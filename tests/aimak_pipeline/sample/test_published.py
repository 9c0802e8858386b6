from __future__ import annotations

import pandas as pd
import pytest

from aimak_pipeline.sample.published import AS_OF, COMPARISON_COLUMNS, PUBLISHED, compare, published

OBLASTS = ("41702000000000", "41703000000000", "41704000000000", "41706000000000")


def computed() -> pd.DataFrame:
    """What the pipeline stores when everything comes out as published."""
    rows: dict[tuple[str, str, str, str], dict[str, float]] = {}
    for entry in PUBLISHED:
        areas = OBLASTS if entry.measure == "areas" else (entry.area_code or "programme",)
        for area in areas:
            row = rows.setdefault((entry.indicator, entry.area_level, area, entry.breakdown), {"value": 1.0})
            row.setdefault("contributing", 1)
            if entry.measure != "areas":
                row[entry.measure] = entry.figure
    index = pd.MultiIndex.from_tuples(rows, names=["indicator", "area_level", "area_code", "breakdown"])
    return pd.DataFrame(rows.values(), index=index).reset_index().assign(quarter=AS_OF, category="total")


def test_figures_as_published_agree() -> None:
    comparison = compare(computed())
    assert tuple(comparison.columns) == COMPARISON_COLUMNS
    assert len(comparison) == len(PUBLISHED)
    assert comparison["agrees"].all()


@pytest.mark.parametrize(
    ("indicator", "area_level", "column", "change", "disagreeing"),
    [
        ("water_access_gained", "programme", "value", -1, "water: residents"),
        ("water_access_gained", "programme", "contributing", 1, "water: municipalities"),
        ("trust_change", "kind", "value", 0.06, "trust: cities, points"),
        ("hearings_held", "programme", "value", 1, "hearings"),
    ],
)
def test_a_figure_that_is_off_disagrees(
    indicator: str, area_level: str, column: str, change: float, disagreeing: str
) -> None:
    rows = computed()
    first = rows.index[(rows["indicator"] == indicator) & (rows["area_level"] == area_level)][0]
    rows.loc[first, column] += change
    comparison = compare(rows)
    assert list(comparison.loc[~comparison["agrees"], "result"]) == [disagreeing]


def test_trust_is_compared_at_the_published_decimals() -> None:
    rows = computed()
    rows.loc[rows["indicator"] == "trust_change", "value"] += 0.04
    assert compare(rows)["agrees"].all()


def test_oblasts_count_only_with_a_part_in_the_result() -> None:
    rows = computed()
    rows.loc[rows["area_code"] == OBLASTS[0], "contributing"] = 0
    comparison = compare(rows).set_index("result")
    assert comparison.loc["feedback: oblasts", "computed"] == 3
    assert not comparison.loc["feedback: oblasts", "agrees"]


def test_what_was_not_computed_is_missing_and_disagrees() -> None:
    rows = computed().assign(quarter="2020-Q4")
    comparison = compare(rows)
    assert comparison["computed"].isna().all()
    assert not comparison["agrees"].any()


def test_nothing_is_known_that_was_not_published() -> None:
    assert published("trust_change", area_code="city") == 10.5
    with pytest.raises(KeyError):
        published("water_collection_rate")
