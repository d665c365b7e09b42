"""The lock of an index: one process at a time writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import FolderError
from rag.values import Progress

LOCK_NAME = "lock"


@contextmanager
def only_one(index: Path, progress: Callable[[Progress], None]) -> Iterator[None]:
    """Keep other processes from writing the index; wait while one does, after telling `progress`.

    Makes the folder of the index. Raises FolderError where it cannot be written.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / LOCK_NAME)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress(Progress("waiting", 0, 0))
            lock.acquire()
    except OSError as error:
        raise FolderError(
            f"The index cannot be written at {index}: {error.strerror}. Give a place that can: --index DIR"
        ) from error
    try:
        yield
    finally:
        lock.release()
