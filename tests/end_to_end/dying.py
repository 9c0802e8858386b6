"""A process that has loaded everything and forks a child for each attempt, which dies by SIGKILL where it is told to.

Starting anew for each of a hundred deaths would cost minutes. Requests and answers are lines of JSON on standard input
and output; started by ``test_faults_kill``. The child materializes the assets as ``aimak run`` does, all of them or
one, but without Great Expectations, which take seconds to import, and with a record of runs that dies with it.
"""

from __future__ import annotations

import json
import mmap
import multiprocessing.forkserver
import os
import re
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
from sqlalchemy import Connection, Engine, event, make_url

from aimak_pipeline.running import quarters_to_compute
from aimak_pipeline.settings import Settings
from aimak_pipeline.workplaces import workplace
from assets import PUBLICATION_ASSETS, QUARTER_ASSETS, submissions
from assets.partitions import tags_of_range
from sources.workbook import ReadingCache, worker
from tests.end_to_end.conftest import home

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from assets.workplace import Workplace

STEPS = {asset.op.name: asset for asset in (submissions, *QUARTER_ASSETS, *PUBLICATION_ASSETS)}
"""What runs, one after the other."""

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

_STAGES_OF_FILES = {
    "cache/claimed": "claiming",
    "intake": "removing",
    "archive": "archiving",
    "quarantine": "archiving",
    "outbox": "notice",
    "cache/extracted": "extracting",
    "cache/standardized": "standardizing",
    "reports": "publishing",
    "releases": "releasing",
}
_STAGES_OF_TABLES = {
    r"\b(finding|sheet_layout|submission_tally|water|cover|PARTITION OF)\b": "load",
    r"\b(INSERT INTO|UPDATE) submission\b": "ledger",
    r"\b(indicator|reporting)": "indicators",
    r"\bquality": "publishing",
    r"\bquarter_state\b": "completing",
    r"\bpublication\b": "completing",
    r"\bnotice\b": "notice",
}
_WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|CREATE|DROP)")


class Fate:
    """Notes what is about to be changed on disk or in the warehouse, and ends the process at one of these moments.

    The moment is one of a stage, or of all if no stage is named, counted from 1.
    """

    def __init__(self, settings: Settings, stage: str | None, kill_at: int | None, told: mmap.mmap) -> None:
        self._home, self._told, self._stage = str(settings.root) + "/", told, "opening"
        self._warehouse = make_url(settings.warehouse)
        self._deadly, self._kill_at, self._count = stage, kill_at, 0
        self._alone = threading.RLock()
        self._watch_cache()
        sys.addaudithook(self._on_file)
        event.listen(Engine, "before_cursor_execute", self._on_statement)
        event.listen(Engine, "commit", self._on_commit)

    def _on_file(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name == "open" and not (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            return
        if name not in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"):
            return
        path = arguments[1] if name == "os.rename" else arguments[0]
        if isinstance(path, str | os.PathLike) and str(path).startswith(self._home):
            place = str(path)[len(self._home) :]
            for start, stage in _STAGES_OF_FILES.items():
                if place.startswith(start):
                    self._note(stage)

    def _watch_cache(self) -> None:
        """Have the cache of read workbooks, which is a database of its own, tell what it does."""
        opened = ReadingCache._open

        def watched(cache: ReadingCache) -> sqlite3.Connection:
            connection = opened(cache)
            connection.set_trace_callback(self._on_cache)
            return connection

        ReadingCache._open = watched  # type: ignore[method-assign]

    def _on_cache(self, statement: str) -> None:
        if statement.startswith(("BEGIN", "CREATE", "INSERT", "COMMIT")):
            self._note("reading")

    def _on_statement(self, connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if self._is_ours(connection) and (write := _WRITES.match(statement)):
            if write[1] in ("CREATE", "DROP") and "PARTITION OF" not in statement:  # the schema, at every start
                self._stage = "opening"
                self._note(self._stage)
                return
            for pattern, stage in _STAGES_OF_TABLES.items():
                if re.search(pattern, statement):
                    self._stage = stage
            self._note(self._stage)

    def _on_commit(self, connection: Connection) -> None:
        if self._is_ours(connection):
            self._note(self._stage)

    def _is_ours(self, connection: Connection) -> bool:
        """Whether it is the warehouse; Dagster keeps its record in a database too."""
        return connection.engine.url.database == self._warehouse.database

    def _note(self, stage: str) -> None:
        with self._alone:  # files are kept by many threads
            self._count += self._deadly in (None, stage)
            self._told.write(stage.encode() + b"\n")
            if self._count == self._kill_at and self._deadly in (None, stage):
                os.kill(os.getpid(), signal.SIGKILL)


def work(settings: Settings, step: str | None, records: str) -> None:
    """Run one step, or all of them."""
    place = workplace(settings)
    with dg.DagsterInstance.ephemeral(tempdir=records) as instance:
        if step in (None, submissions.op.name):
            _materialize([submissions], place, instance, {})
        others = [asset for asset in QUARTER_ASSETS if step in (None, asset.op.name)]
        if others and (quarters := quarters_to_compute(place, rebuild=None)):
            _materialize(others, place, instance, tags_of_range(quarters))
        publications = [asset for asset in PUBLICATION_ASSETS if step in (None, asset.op.name)]
        if publications and (unpublished := place.ledger.unpublished([each.op.name for each in PUBLICATION_ASSETS])):
            _materialize(publications, place, instance, tags_of_range(list(unpublished)))


def _materialize(
    assets: Sequence[dg.AssetsDefinition], place: Workplace, instance: dg.DagsterInstance, tags: dict[str, str]
) -> None:
    dg.materialize(assets, resources={"workplace": place}, instance=instance, tags=tags, run_config=_QUIET)


def _attempt(request: dict[str, Any], told: mmap.mmap, records: str) -> None:
    """Work in a child that may die; never returns."""
    status = 1
    try:
        settings = home(Path(request["home"]), request["warehouse_url"]).model_copy(update={"workers": 1})
        Fate(settings, request["stage"], request["kill_at"], told)
        work(settings, request["step"], records)
        status = 0
    except BaseException:  # noqa: BLE001 - told, and then this process ends
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    """Serve attempts until standard input ends. The first argument is a folder for what is thrown away."""
    records = sys.argv[1]
    # One server of worker processes for all children, which are not its parent and must not ask after it.
    server = multiprocessing.forkserver
    server.set_forkserver_preload([worker.__name__])
    server.ensure_running()
    server._forkserver.ensure_running = lambda: None  # type: ignore[method-assign]
    # The results depend on the code as it is now, and so do those of all children.
    workplace(Settings(home=Path(records) / "unused", settle_seconds=0)).inputs  # noqa: B018 - looked up once and kept
    told = mmap.mmap(-1, 1 << 20)
    for line in sys.stdin:
        told.seek(0)
        told.write(bytes(len(told)))
        told.seek(0)
        child = os.fork()
        if not child:
            _attempt(json.loads(line), told, records)
        _, ended = os.waitpid(child, 0)
        stages = told[: told.find(b"\0")].decode().split()
        answer = {"code": os.waitstatus_to_exitcode(ended), "stages": stages}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer
