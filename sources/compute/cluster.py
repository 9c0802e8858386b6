"""Work on a Dask cluster: batches of items go out with all that they need, and their results come back packed.

A Dask worker does a batch in processes of its own machine, just as this one would (``processes``). So a file that ends
its process costs no Dask worker, and the limits that such a process sets itself do not bind the Dask worker, which
lives on. When a Dask worker is lost, the scheduler has its batches done elsewhere; a batch that has lost several of
them is done here, where a deadly item is told from an accident.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
import weakref
from collections import deque
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, Generic
from urllib.parse import urlsplit

import sources
from sources.code import code_fingerprint
from sources.compute.processes import Processes
from sources.compute.work import ComputeError, Item, Key, Result, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from distributed import Client

_BATCH_ITEMS: Final = 64
_BATCH_BYTES: Final = 4 << 20
"""A batch is full when it has so many items or bytes."""
_AHEAD: Final = 2
"""Batches handed out, for each thread of the cluster: the scheduler and the workers never hold more."""
_CONNECT_SECONDS: Final = 5.0
_PATIENCE: Final = 1.0
"""Seconds between looks at whether the cluster still stands."""
_PATIENT_LOOKS: Final = 30
"""A cluster without any worker in so many looks is given up; one that starts anew is waited for."""


class OtherReleaseError(Exception):
    """A machine of the cluster has other code than this one."""


def is_scheduler(address: str) -> bool:
    """Return whether a text looks like the address of a Dask scheduler."""
    try:
        parts = urlsplit(address)
        return parts.scheme in {"tcp", "tls"} and bool(parts.hostname and parts.port) and not parts.path.strip("/")
    except ValueError:
        return False


@dataclass(frozen=True)
class _Batch(Generic[Key, Item]):
    """Items that are handed out together."""

    items: list[tuple[Key, Item]] = field(default_factory=list)
    future: Any = None


class Cluster:
    """A Dask cluster, by the address of its scheduler. Nothing is connected before there is work."""

    def __init__(self, address: str) -> None:
        """Take note of the address, such as ``tcp://host:8786`` or ``tls://host:8786``."""
        self.address = address
        self._client: Client | None = None
        self._here = Processes()

    def require(self) -> None:
        """Make sure that a scheduler and a worker answer; see ``Compute``."""
        self._threads(self._connected())

    def work_through(self, work: Work[Item, Result], items: Iterable[tuple[Key, Item]]) -> Iterator[tuple[Key, Result]]:
        """Do all items; see ``Compute``."""
        waiting = _batches(work, items)
        first = next(waiting, None)
        if first is None:
            return
        client = self._connected()
        handed_out = deque([self._hand_out(client, work, first)])
        try:
            while handed_out:
                most = _AHEAD * self._threads(client)
                while len(handed_out) < most and (batch := next(waiting, None)) is not None:
                    handed_out.append(self._hand_out(client, work, batch))
                batch = handed_out.popleft()
                results = (each for packed in self._packed(client, work, batch) for each in work.unpack(packed))
                yield from zip((key for key, _ in batch.items), results, strict=True)
        finally:
            for batch in handed_out:
                batch.future.cancel()

    def _connected(self) -> Client:
        """Return a client of the scheduler; the same one as long as it lasts."""
        if self._client is not None and self._client.status == "running":
            return self._client
        try:
            from distributed import Client  # noqa: PLC0415 - an extra; and a second of CPU where there is no cluster
        except ImportError:
            raise ComputeError(
                f"the Dask cluster {self.address} needs the extra dask: pip install 'aimak-pipeline[dask]'"
            ) from None
        try:
            self._client = Client(self.address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ComputeError(f"no Dask scheduler answers at {self.address} ({_first_line(error)})") from None
        weakref.finalize(self, self._client.close)
        return self._client

    def _threads(self, client: Client) -> int:
        """Return how many batches the cluster does at once; wait a while for a worker that may be starting."""
        for _ in range(_PATIENT_LOOKS):
            try:
                threads: int = sum(client.nthreads().values())
            except (OSError, CancelledError) as error:
                raise self._gone(error) from None
            if threads:
                return threads
            threading.Event().wait(_PATIENCE)
        raise ComputeError(f"the Dask scheduler at {self.address} has no workers: start some with 'dask worker'")

    def _hand_out(self, client: Client, work: Work[Item, Any], batch: _Batch[Key, Item]) -> _Batch[Key, Item]:
        # As one piece of bytes, which neither Dask's client nor the scheduler looks into.
        sent = pickle.dumps((work, [work.sent(item) for _, item in batch.items]), protocol=5)
        from dask import config  # noqa: PLC0415 - as above

        # A batch with one very large workbook in it is no mistake, of which Dask would warn.
        with config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
            return _Batch(batch.items, client.submit(do_batch, _release(), sent, pure=False))

    def _packed(self, client: Client, work: Work[Item, Any], batch: _Batch[Key, Item]) -> Iterable[bytes]:
        """Wait for a batch; do it here if too many Dask workers were lost under it.

        Raises:
            ComputeError: the cluster is lost, or has other code.
        """
        from distributed import KilledWorker  # noqa: PLC0415 - as above

        done = threading.Event()
        batch.future.add_done_callback(lambda _: done.set())
        while not done.wait(_PATIENCE) and batch.future.status == "pending":
            self._threads(client)
        try:
            packed: list[bytes] = batch.future.result()
        except KilledWorker:
            return (packed for _, packed in self._here.packed(work, batch.items))
        except OtherReleaseError as error:
            raise ComputeError(f"the Dask cluster {self.address}: {error}") from None
        except CancelledError as error:
            raise self._gone(error) from None
        except ComputeError:
            raise
        except (ImportError, AttributeError, RuntimeError) as error:
            raise ComputeError(
                f"the Dask cluster {self.address} cannot run {_release()}: install this release on its scheduler and "
                f"all its workers ({_first_line(error)})"
            ) from error
        return packed

    def _gone(self, error: BaseException) -> ComputeError:
        return ComputeError(f"the Dask scheduler at {self.address} was lost ({_first_line(error)})")


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _batches(work: Work[Item, Any], items: Iterable[tuple[Key, Item]]) -> Iterator[_Batch[Key, Item]]:
    batch: list[tuple[Key, Item]] = []
    weight = 0
    for key, item in items:
        heavy = work.weight(item)
        if batch and (len(batch) >= _BATCH_ITEMS or weight + heavy > _BATCH_BYTES):
            yield _Batch(batch)
            batch, weight = [], 0
        batch.append((key, item))
        weight += heavy
    if batch:
        yield _Batch(batch)


def _release() -> str:
    """Return what has to be the same on all machines."""
    return f"{version('aimak-pipeline')} ({code_fingerprint(sources)[:12]})"


# On the Dask worker ---------------------------------------------------------------------------------------------------


class _OfThisThread(threading.local):
    """What a thread of a Dask worker keeps between batches: one process, for the worker has a thread a core."""

    def __init__(self) -> None:
        self.processes = Processes(1)


_OF_THIS_THREAD = _OfThisThread()


def do_batch(release: str, sent: bytes) -> list[bytes]:
    """Do a batch of items, on a Dask worker.

    Args:
        release: what the sender has installed.
        sent: the work and the items.

    Returns:
        The items' results, packed.

    Raises:
        OtherReleaseError: what is installed here is something else.
    """
    if release != _release():
        raise OtherReleaseError(f"{release} is installed here, and {_release()} on one of its workers")
    # A Dask worker is started by its nanny as a process that may have no children, so that none is left when the nanny
    # ends it. Ours end by themselves when it ends.
    multiprocessing.current_process().daemon = False
    work, items = pickle.loads(sent)  # noqa: S301 - whoever may submit tasks to a Dask worker may run anything there
    return [packed for _, packed in _OF_THIS_THREAD.processes.packed(work, enumerate(items))]
