"""The home of an installation: its folders, and Dagster's state in it.

``python -m aimak_pipeline.home`` prepares it and writes ``.env``, from which every Dagster command in the checkout
learns where its state lies; the Makefile does so at set-up.
"""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aimak_pipeline.settings import Settings


def prepare_home(settings: Settings) -> Path:
    """Create the folders of an installation, configure its Dagster instance and point this process at it.

    Returns:
        The folder that is ``DAGSTER_HOME`` now.
    """
    settings.create_folders()
    home = settings.dagster_home
    shipped = (files("aimak_pipeline") / "dagster.yaml").read_text(encoding="utf-8")
    configuration = home / "dagster.yaml"
    if not configuration.exists():
        configuration.write_text(shipped, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    return home


def main() -> None:
    """Prepare the home of this checkout and write ``.env``."""
    import dagster as dg  # noqa: PLC0415 - a second of imports that the command line does not always need

    from aimak_pipeline.settings import settings  # noqa: PLC0415

    home = prepare_home(settings())
    Path(".env").write_text(f"DAGSTER_HOME={home}\n", encoding="utf-8")
    # Several processes that open a fresh instance at once fail; opened once, it is ready for all of them.
    with dg.DagsterInstance.get() as instance:
        instance.get_runs_count()


if __name__ == "__main__":
    main()
