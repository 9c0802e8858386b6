"""Pools: what may be used by one run at a time, whoever starts it, the UI's "Materialize" included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import dagster as dg

WAREHOUSE_POOL: Final = "warehouse"
"""Every step that writes into the warehouse, or into what goes there, belongs to it.

The instance (``dagster.yaml``) gives a pool to one run at a time, from its first step to its last.
"""


def writes(run: dg.DagsterRun | None) -> bool:
    """Return whether a run writes into the warehouse."""
    concurrency = run.run_op_concurrency if run else None
    return concurrency is not None and WAREHOUSE_POOL in (concurrency.all_pools or ())
