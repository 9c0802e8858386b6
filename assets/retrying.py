"""Which faults of a step are tried again: those that pass by themselves, and no others.

A bad workbook is no fault (it has findings), and a mistake of ours is the same mistake the next time. What remains is
the outside world: a share or a server that does not answer, a database that another program holds.
"""

from __future__ import annotations

import errno
import inspect
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import dagster as dg
from sqlalchemy.exc import OperationalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Step = TypeVar("Step", bound="Callable[..., Any]")

RETRIES = 3
"""How often a step is tried again."""
_FIRST_PAUSE_SECONDS = 1.0
"""Before the first of them; before each further one twice as long."""

_LASTING = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.ENAMETOOLONG,
}
"""What a system call says that it will say again until a person does something."""

_LASTING_KINDS = (FileExistsError, FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)
"""The same, from libraries that give no number."""

_SQLITE_PASSING = {5, 6, 10}
"""The primary result codes SQLITE_BUSY, SQLITE_LOCKED and SQLITE_IOERR (sqlite.org/rescode.html)."""
_SQLITE_PRIMARY = 0xFF


def retried(step: Step) -> Step:
    """Have Dagster try a step again, after a pause that doubles, when it fails for a passing reason.

    A retry policy of Dagster's would try again whatever the reason. Stands right below the decorator that makes an
    asset or a check of the function.
    """
    if inspect.isgeneratorfunction(step):

        @wraps(step)
        def generating(context: Any, *arguments: Any, **named: Any) -> Any:
            with _retrying(context.retry_number):
                yield from step(context, *arguments, **named)

        return cast("Step", generating)

    @wraps(step)
    def returning(context: Any, *arguments: Any, **named: Any) -> Any:
        with _retrying(context.retry_number):
            return step(context, *arguments, **named)

    return cast("Step", returning)


@contextmanager
def _retrying(attempt: int) -> Iterator[None]:
    try:
        yield
    except (OSError, OperationalError) as fault:
        # The last failure is raised as it is, so that whoever reads of it reads the cause.
        if attempt >= RETRIES or not passes(fault):
            raise
        raise dg.RetryRequested(RETRIES, seconds_to_wait=_FIRST_PAUSE_SECONDS * 2**attempt) from fault


def passes(fault: OSError | OperationalError) -> bool:
    """Return whether a fault may be gone in a moment."""
    if isinstance(fault, OSError):
        return fault.errno not in _LASTING and not isinstance(fault, _LASTING_KINDS)
    code = getattr(fault.orig, "sqlite_errorcode", None)
    # What PostgreSQL's drivers call operational is the connection, the server or a lock.
    return code is None or code & _SQLITE_PRIMARY in _SQLITE_PASSING
