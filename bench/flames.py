"""One profiled run of the pipeline, as a flame graph small enough to be kept: ``python -m bench.flames FILE``.

The installation is the one that the environment names. Worker processes are not in it: pyinstrument looks at one
process, in which waiting for them is time like any other.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pyinstrument import Profiler
from pyinstrument.processors import aggregate_repeated_calls, remove_importlib, remove_irrelevant_nodes
from pyinstrument.renderers import HTMLRenderer

from aimak_pipeline.running import run_pipeline
from aimak_pipeline.settings import settings

_INTERVAL = 0.01
_SHARE = 0.005
"""What takes less of the whole is left out: the page would be many times as large, and say no more."""


def draw(target: Path) -> None:
    """Run the pipeline over what lies in the intake and write the flame graph."""
    with Profiler(interval=_INTERVAL) as profiler:
        run_pipeline(settings(), publish=False)
    session = profiler.last_session
    if session is None:
        raise RuntimeError("the profiler has recorded nothing")
    renderer = HTMLRenderer()
    renderer.preprocessors = [remove_importlib, aggregate_repeated_calls, remove_irrelevant_nodes]
    renderer.preprocessor_options = {"filter_threshold": _SHARE}
    target.write_text(renderer.render(session), encoding="utf-8")


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
