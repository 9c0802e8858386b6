"""The home of an installation: its folders, and Dagster's state in it.

``python -m aimak_pipeline.home`` prepares it and writes ``.env``, from which every Dagster command in the checkout
learns where its state lies: below ``AIMAK_HOME`` if that is set, else below ``var``. The Makefile does so at set-up.
"""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sources.whole_files import whole

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
        with whole(configuration) as unfinished:
            unfinished.write_text(shipped, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    return home


def main() -> None:
    """Prepare the home and write ``.env``; exit with one line where a setting does not make sense."""
    import dagster as dg  # noqa: PLC0415 - a second of imports that the command line does not always need

    from aimak_pipeline.settings import Settings, SettingsError, settings  # noqa: PLC0415

    try:
        prepare_home(settings())
    except SettingsError as error:
        sys.exit(f"Error: {error}")
    # What stands in .env beats the environment, so it says only where things lie if the environment does not.
    usual = Settings.model_fields["home"].default.resolve()
    Path(".env").write_text(
        f'AIMAK_HOME="${{AIMAK_HOME:-{usual}}}"\nDAGSTER_HOME="${{AIMAK_HOME}}/dagster"\n', encoding="utf-8"
    )
    # Several processes that open a fresh instance at once fail; opened once, it is ready for all of them.
    with dg.DagsterInstance.get() as instance:
        instance.get_runs_count()


if __name__ == "__main__":
    main()
