"""What is to be done with many items, said so that it can be done in another process, here or on another machine."""

from __future__ import annotations

import pickle
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Key = TypeVar("Key")
Item = TypeVar("Item")
Result = TypeVar("Result")


class ComputeError(RuntimeError):
    """The work cannot be done now, whatever the files are: a fault of the machine, the cluster or ours."""


class Work(ABC, Generic[Item, Result]):
    """One kind of work. Subclasses are frozen dataclasses, so that they can be sent and compared."""

    loaded_first: ClassVar[tuple[str, ...]] = ()
    """Modules that the server loads from which processes are forked: a new process costs milliseconds then."""
    attempts: ClassVar[int] = 1
    """How often an item is handed out by itself while its process dies, before it is given up."""

    @property
    @abstractmethod
    def wall_seconds(self) -> float:
        """After which a process is given up, whatever it is waiting for."""

    @abstractmethod
    def start(self) -> None:
        """Set a process up, once: its limits, and what it keeps."""

    @abstractmethod
    def do(self, item: Item) -> Result:
        """Do one item, in such a process. What is wrong with the item is a result; faults of ours may raise."""

    @abstractmethod
    def lost(self, key: object, reason: str) -> Result:
        """Return what stands for an item whose process died."""

    def sent(self, item: Item) -> Item:
        """Return an item as it is sent to another machine, with all that it needs; costly to hold."""
        return item

    def weight(self, item: Item) -> int:
        """Return about how many bytes an item has, which bounds how many are handed out together."""
        del item
        return 0

    def pack(self, results: Sequence[Result]) -> bytes:
        """Return results as they are handed over between processes."""
        return pickle.dumps(list(results), protocol=5)

    def unpack(self, packed: bytes) -> list[Result]:
        """Return the results that ``pack`` was given."""
        return cast("list[Result]", pickle.loads(packed))  # noqa: S301 - from processes that run our own code


class Compute(Protocol):
    """Where work is done."""

    def work_through(self, work: Work[Item, Result], items: Iterable[tuple[Key, Item]]) -> Iterator[tuple[Key, Result]]:
        """Do all items.

        Args:
            work: what is done.
            items: each with a key. Not more are asked for than are soon done, so they may be fetched on the way.

        Raises:
            ComputeError: nothing can be done now; this says nothing about any item.

        Yields:
            Each key with its result, in the order given.
        """
        ...

    def require(self) -> None:
        """Make sure that work can be done here.

        Raises:
            ComputeError: it cannot; one line says why.
        """
        ...
