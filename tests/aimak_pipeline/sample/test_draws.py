from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimak_pipeline.sample.draws import apportion, apportion_within, draw_for

WEIGHTS = st.lists(st.floats(0.1, 50), min_size=1, max_size=30)


@given(total=st.integers(0, 50_000), weights=WEIGHTS, minimum=st.integers(0, 20))
def test_apportioned_parts_add_up_and_reach_the_minimum(total: int, weights: list[float], minimum: int) -> None:
    total += minimum * len(weights)
    parts = apportion(total, weights, minimum)
    assert sum(parts) == total
    assert min(parts) >= minimum


@given(st.lists(st.tuples(st.floats(0.1, 50), st.integers(0, 400)), min_size=1, max_size=20), st.floats(0, 1))
def test_apportioned_parts_stay_within_their_limits(parts: list[tuple[float, int]], share: float) -> None:
    weights, limits = zip(*parts, strict=True)
    total = int(share * sum(limits))
    split = apportion_within(total, weights, limits)
    assert sum(split) == total
    assert all(0 <= part <= limit for part, limit in zip(split, limits, strict=True))


def test_what_cannot_be_split_raises() -> None:
    with pytest.raises(ValueError, match="cannot split 5"):
        apportion(5, [1, 1, 1], minimum=2)
    with pytest.raises(ValueError, match="below the total"):
        apportion_within(5, [1, 1], [2, 2])


def test_a_place_has_draws_of_its_own() -> None:
    assert draw_for(1, "a", 2).random() == draw_for(1, "a", 2).random()
    assert draw_for(1, "a", 2).random() != draw_for(1, "a", 3).random()
    assert draw_for(1, "a", 2).random() != draw_for(2, "a", 2).random()
