"""Pools: what may be used by one run at a time, whoever starts it, the UI's "Materialize" included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import dagster as dg

WAREHOUSE_POOL: Final = "warehouse"
"""Every step that writes into the warehouse, or into what goes there, belongs to it.

The instance (``dagster.yaml``) gives a pool to one run at a time, from its first step to its last.
"""

PUBLICATIONS_POOL: Final = "publications"
"""Every step that publishes what the warehouse holds belongs to it, and no notice waits for it.

It reads, but for what it notes of itself: results of expectations, and that a publication is made.
"""


def pools_of(run: dg.DagsterRun | None) -> Sequence[str]:
    """Return the pools that a run needs for itself, in the order in which everybody takes them."""
    concurrency = run.run_op_concurrency if run else None
    return sorted(concurrency.all_pools or ()) if concurrency else []
