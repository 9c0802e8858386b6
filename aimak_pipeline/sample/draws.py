"""Seeded draws: where the sample programme's chance comes from.

Every draw belongs to a named place (a municipality, a quarter, a purpose), so that a part of the sample can be made
without the rest and comes out the same. What is drawn for what is the business of the modules that draw.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Draw = random.Random


def draw_for(seed: int, *place: object) -> Draw:
    """Return the generator of one place: the same seed and place always give the same draws."""
    return Draw(":".join(str(part) for part in (seed, *place)))


def chance(draw: Draw, share: float) -> bool:
    """Draw whether something is so, which it is in a share of all cases."""
    return draw.random() < share


def apportion(total: int, weights: Sequence[float], minimum: int = 0) -> list[int]:
    """Split a total into whole parts in proportion to weights (method of the largest remainder).

    Args:
        total: what the parts add up to.
        weights: one positive weight a part.
        minimum: what every part gets at least.

    Returns:
        As many parts as weights; their sum is exactly ``total``.

    Raises:
        ValueError: the minimums alone exceed the total.
    """
    free = total - minimum * len(weights)
    if free < 0 or not weights:
        raise ValueError(f"cannot split {total} into {len(weights)} parts of at least {minimum}")
    whole = sum(weights)
    shares = [free * weight / whole for weight in weights]
    parts = [int(share) for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - shares[index], index))
    for index in by_remainder[: free - sum(parts)]:
        parts[index] += 1
    return [part + minimum for part in parts]


def apportion_within(total: int, weights: Sequence[float], limits: Sequence[int]) -> list[int]:
    """Split a total in proportion to weights, with a limit for every part.

    Returns:
        As many parts as weights, none above its limit; their sum is exactly ``total``.

    Raises:
        ValueError: the limits together are below the total.
    """
    if sum(limits) < total:
        raise ValueError(f"the limits add up to {sum(limits)}, below the total of {total}")
    parts = [0] * len(weights)
    rest = total
    while rest:
        open_parts = [index for index, limit in enumerate(limits) if parts[index] < limit]
        shares = apportion(rest, [weights[index] for index in open_parts])
        for index, share in zip(open_parts, shares, strict=True):
            given = min(share, limits[index] - parts[index])
            parts[index] += given
            rest -= given
    return parts
