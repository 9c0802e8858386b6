"""Partitions: the quarter, from the programme's first years to a fixed horizon.

A static list, so that keys read ``2021-Q1``, any quarter can be named on the command line before it has data, and a
long-running code server does not grow stale. A run covers one quarter or a range of them.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import dagster as dg
from dagster_shared.utils.warnings import BetaWarning

from sources.quarters import Quarter

quarter_partitions = dg.StaticPartitionsDefinition(
    [str(quarter) for quarter in Quarter(2016, 1).until(Quarter(2035, 4))]
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PARTITION_TAG = "dagster/partition"
RANGE_START_TAG = "dagster/asset_partition_range_start"
RANGE_END_TAG = "dagster/asset_partition_range_end"
QUARTERS_TAG = "aimak/quarters"
"""What a person reads in the list of runs."""

_QUARTERS_A_BATCH = 24

# The policy has been marked beta since 2023; nobody who runs the pipeline can act on the warning.
warnings.filterwarnings("ignore", category=BetaWarning)

whole_range = dg.BackfillPolicy.single_run()
"""Many quarters are worked on in one run: a run costs seconds, a quarter little."""


def quarters_of_run(tags: Mapping[str, str]) -> Sequence[str]:
    """Return the quarters that a run covers, in order, from its tags."""
    if PARTITION_TAG in tags:
        return [tags[PARTITION_TAG]]
    keys = quarter_partitions.get_partition_keys()
    return keys[keys.index(tags[RANGE_START_TAG]) : keys.index(tags[RANGE_END_TAG]) + 1]


def tags_of_range(quarters: Sequence[str]) -> dict[str, str]:
    """Return the run tags that make one run cover every quarter from the first to the last of some.

    Quarters look back, so the ones between are computed again too.
    """
    return {RANGE_START_TAG: min(quarters), RANGE_END_TAG: max(quarters), QUARTERS_TAG: in_words(quarters)}


def in_words(quarters: Sequence[str]) -> str:
    """Return from which quarter to which some are, as people read it: ``2020-Q1…2021-Q2``."""
    first, last = min(quarters), max(quarters)
    return first if first == last else f"{first}…{last}"


def batches(quarters: Sequence[str]) -> list[Sequence[str]]:
    """Return the quarters in groups that are worked on as one batch: a call costs the same for one quarter as for many.

    The size bounds memory: 24 quarters of 500 municipalities are some 30 million cells.
    """
    return [quarters[start : start + _QUARTERS_A_BATCH] for start in range(0, len(quarters), _QUARTERS_A_BATCH)]
