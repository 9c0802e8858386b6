"""What passes by itself is tried again; nothing else is."""

import errno
import sqlite3

import dagster as dg
import pytest
from sqlalchemy.exc import OperationalError

from assets.retrying import RETRIES, passes, retried


def operational(code: int) -> OperationalError:
    fault = sqlite3.OperationalError("told by the database")
    fault.sqlite_errorcode = code
    return OperationalError("SELECT 1", None, fault)


@pytest.mark.parametrize(
    ("fault", "passing"),
    [
        (OSError(errno.EIO, "input/output error"), True),
        (OSError(errno.ESTALE, "stale file handle"), True),
        (TimeoutError("no answer"), True),
        (operational(sqlite3.SQLITE_BUSY), True),
        (operational(sqlite3.SQLITE_LOCKED), True),
        (operational(sqlite3.SQLITE_FULL), False),
        (operational(sqlite3.SQLITE_ERROR), False),
        (OSError(errno.ENOSPC, "no space left"), False),
        (FileNotFoundError(errno.ENOENT, "no such file"), False),
        (PermissionError(errno.EACCES, "not allowed"), False),
    ],
)
def test_a_fault_passes_or_lasts(fault, passing):
    assert passes(fault) is passing


@pytest.mark.parametrize(
    ("fault", "attempts"),
    [(OSError(errno.EIO, "once"), 2), (ValueError("ours"), 1), (OSError(errno.ENOSPC, "full"), 1)],
)
def test_dagster_tries_a_step_again_only_if_its_fault_passes(fault, attempts):
    tried = []

    @dg.asset
    @retried
    def step(context: dg.AssetExecutionContext) -> None:
        tried.append(context.retry_number)
        if len(tried) == 1:
            raise fault

    with dg.DagsterInstance.ephemeral() as instance:
        ended = dg.materialize([step], instance=instance, raise_on_error=False)
    assert tried == list(range(attempts))
    assert ended.success is (attempts > 1)
    assert RETRIES >= 1
