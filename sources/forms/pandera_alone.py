"""Pandera without Dask: where Dask is installed, Pandera loads all of its data frames to know their types.

That costs as much as everything else that ``aimak check`` loads, and forms are pandas models.
"""

import importlib
import sys

_DASK = "dask.dataframe"

if _DASK not in sys.modules:
    # What stands here as None cannot be imported: Pandera notes once, for good, that there is no Dask.
    sys.modules[_DASK] = None  # type: ignore[assignment]
    try:
        importlib.import_module("pandera.typing.dask")
    finally:
        del sys.modules[_DASK]
