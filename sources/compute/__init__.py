"""Where work on many files is done: in processes of this machine, or on a Dask cluster.

The same function runs in both, in processes that may die: that costs the file that ended its process, nothing else.
What the work is, ``workbook.pool``, ``notice.marking`` and ``template.issuing`` say.
"""

from __future__ import annotations

from sources.compute.cluster import Cluster, is_scheduler
from sources.compute.processes import NoWorkersError, Processes
from sources.compute.work import Compute, ComputeError, Work

__all__ = ["Cluster", "Compute", "ComputeError", "NoWorkersError", "Processes", "Work", "compute_at", "is_scheduler"]


def compute_at(place: str, workers: int | None = None) -> Compute:
    """Return where work is done.

    Args:
        place: ``local``, or the address of a Dask scheduler; nothing is connected yet.
        workers: how many processes of this machine; one a core if not given. A cluster knows for itself.
    """
    return Processes(workers) if place == "local" else Cluster(place)
