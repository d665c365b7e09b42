"""Connections to an SQLite file: one for each thread, closed by any without disturbing those that use theirs."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


class _Own:
    """A thread's connection to the file that had the name when it was opened.

    `lock` is held while it is used. `retired`: it is to be closed as soon as it is not.
    """

    def __init__(self, connection: sqlite3.Connection, file: int) -> None:
        self.connection = connection
        self.file = file
        self.thread = threading.current_thread()
        self.lock = threading.Lock()
        self.in_use = False
        self.retired = False

    def close_unless_used(self) -> None:
        """Close it, or leave that to the thread that uses it; may be called by any."""
        self.retired = True
        if self.lock.acquire(blocking=False):
            try:
                self.connection.close()
            finally:
                self.lock.release()


class Connections:
    """The connections of all threads to the file at `path`; `wait` is how many seconds one waits for another's."""

    def __init__(self, path: Path, wait: float) -> None:
        self._path = path
        self._wait = wait
        self._mine = threading.local()
        self._all: list[_Own] = []
        self._guard = threading.RLock()  # a context that is garbage may end at any moment, in this thread too

    @contextmanager
    def use(self, mode: str = "rw") -> Iterator[sqlite3.Connection]:
        """This thread's connection, opened where it has none to the file of that name now. May be nested.

        `mode` is SQLite's: "rwc" makes the file. Raises sqlite3.Error.
        """
        own: _Own | None = getattr(self._mine, "own", None)
        if own is not None and own.in_use:
            yield own.connection
            return
        own = self._taken(own, mode)
        own.in_use = True
        try:
            yield own.connection
        finally:
            own.in_use = False
            own.lock.release()
            if own.retired:
                self._forget(own)

    def close(self) -> None:
        """Close every connection that is not in use; one that is, its thread closes when it is done."""
        for own in self._known():
            self._forget(own)

    def _taken(self, own: _Own | None, mode: str) -> _Own:
        """The thread's connection with its lock, which only one who closes it may hold, and not for long."""
        if own is not None:
            own.lock.acquire()
            if not own.retired and own.file == self._file():
                return own
            own.lock.release()
            self._forget(own)  # another process has made the file anew
        for other in self._known():
            if not other.thread.is_alive():
                self._forget(other)
        own = self._mine.own = _Own(self._connect(mode), self._file())
        own.lock.acquire()
        with self._guard:
            self._all.append(own)
        return own

    def _known(self) -> tuple[_Own, ...]:
        with self._guard:
            return tuple(self._all)

    def _forget(self, own: _Own) -> None:
        own.close_unless_used()
        with self._guard:
            if own in self._all:
                self._all.remove(own)

    def _file(self) -> int:
        """Which file bears the name now; 0 for none."""
        try:
            return self._path.stat().st_ino
        except OSError:
            return 0

    def _connect(self, mode: str) -> sqlite3.Connection:
        writable = os.access(self._path.parent, os.W_OK) and (mode == "rwc" or os.access(self._path, os.W_OK))
        # On a medium that cannot be written SQLite's log cannot be made, and need not: nobody else writes either.
        how = f"mode={mode}" if writable else "mode=ro&immutable=1"
        connection = sqlite3.connect(
            f"file:{quote(str(self._path.absolute()))}?{how}",
            uri=True,
            timeout=self._wait,
            isolation_level=None,
            check_same_thread=False,  # each is used by one thread, but whichever closes the library closes it
        )
        try:
            if writable:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection
