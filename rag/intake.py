"""Files on their way into the store: as read and waiting, unreadable, and the lines that several of them share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from rag.document_json import document_from_json, document_to_json
from rag.values import Document, FileState, Unread

if TYPE_CHECKING:
    from rag.database import Database


class Intake:
    """What is known of each file of the folder besides its document. Changes belong inside `Database.writing()`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file_states(self) -> dict[str, FileState]:
        """Each file as it was last seen, by source: on its way in, else as document, else as unreadable."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT source, size, mtime_ns, sha256 FROM document UNION ALL"
                " SELECT source, size, mtime_ns, sha256 FROM unread UNION ALL"
                " SELECT source, size, mtime_ns, sha256 FROM pending"
            )
            return {source: FileState(*state) for source, *state in rows}

    def document_hashes(self) -> dict[str, str]:
        """The SHA-256 of each document's file, by source."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT source, sha256 FROM document ORDER BY source").fetchall())

    def document_state(self, source: str) -> FileState:
        """The file of one document, which is there, as it was when its text was read."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT size, mtime_ns, sha256 FROM document WHERE source = ?", (source,)
            ).fetchone()
        return FileState(*row)

    def unread(self) -> tuple[Unread, ...]:
        """The files that could not be read, by source."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT source, reason FROM unread ORDER BY source").fetchall()
        return tuple(Unread(*row) for row in rows)

    def touch(self, source: str, state: FileState) -> None:
        """Note a file's new size and time where its content is what was read before."""
        with self._database.writing() as connection:
            for table in ("document", "unread", "pending"):
                connection.execute(
                    f"UPDATE {table} SET size = ?, mtime_ns = ? WHERE source = ? AND sha256 = ?",
                    (state.size, state.mtime_ns, source, state.sha256),
                )

    def forget_states(self) -> None:
        """Have each file taken for one that changed."""
        with self._database.writing() as connection:
            for table in ("document", "unread", "pending"):
                connection.execute(f"UPDATE {table} SET mtime_ns = -1, sha256 = ''")

    def put_pending(self, document: Document, state: FileState, lines: Iterable[str]) -> None:
        """Keep a file as its reader made it until its passages are written; `lines` may be shared by others."""
        source = document.source
        with self._database.writing() as connection:
            connection.execute("DELETE FROM unread WHERE source = ?", (source,))
            connection.execute(
                "INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?, ?, ?)",
                (source, state.size, state.mtime_ns, state.sha256, document.text, document_to_json(document)),
            )
            connection.execute("DELETE FROM line WHERE source = ?", (source,))
            connection.executemany(
                "INSERT OR IGNORE INTO line VALUES (?, ?)", [(line_hash(line), source) for line in lines]
            )

    def put_unread(self, source: str, state: FileState, reason: str) -> None:
        """Keep why a file could not be read, so that it is not tried again until it changes."""
        with self._database.writing() as connection:
            self._clear(source)
            connection.execute(
                "INSERT INTO unread VALUES (?, ?, ?, ?, ?)", (source, state.size, state.mtime_ns, state.sha256, reason)
            )

    def forget(self, sources: Iterable[str]) -> None:
        """Forget files that are gone."""
        with self._database.writing():
            for source in sources:
                self._clear(source)

    def _clear(self, source: str) -> None:
        with self._database.writing() as connection:
            for table in ("pending", "unread", "line"):
                connection.execute(f"DELETE FROM {table} WHERE source = ?", (source,))

    def take(self, source: str) -> tuple[Document, FileState]:
        """A file as its reader made it, from those waiting, else from its document."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT size, mtime_ns, sha256, text, as_read FROM pending WHERE source = ?1 UNION ALL"
                " SELECT size, mtime_ns, sha256, text, as_read FROM document WHERE source = ?1 LIMIT 1",
                (source,),
            ).fetchone()
        return document_from_json(source, row[3], row[4]), FileState(*row[:3])

    def done(self, source: str) -> None:
        """A file's document has been written: it waits no longer."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM pending WHERE source = ?", (source,))

    def unchanged(self, as_read: Document, state: FileState, basis: str) -> None:
        """A file was read again, or prepared on another basis, and its document came out the same."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE document SET size = ?, mtime_ns = ?, sha256 = ?, as_read = ?, basis = ? WHERE source = ?",
                (state.size, state.mtime_ns, state.sha256, document_to_json(as_read), basis, as_read.source),
            )
            self.done(as_read.source)

    def bases(self) -> dict[str, str | None]:
        """What each document was prepared on, by source; None for a file that waits."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT source, basis FROM document UNION ALL SELECT source, NULL FROM pending"
            ).fetchall()
        return dict(rows)

    def shared_lines_of(self, source: str) -> frozenset[int]:
        """Hashes of the lines that a file has in common with another."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT hash FROM line AS own WHERE source = ?1"
                " AND EXISTS (SELECT 1 FROM line AS other WHERE other.hash = own.hash AND other.source <> ?1)",
                (source,),
            )
            return frozenset(row[0] for row in rows)

    def shared_lines(self) -> Iterator[tuple[str, frozenset[int]]]:
        """Hashes of the lines that each file has in common with another, for the files that have any."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT source, hash FROM line WHERE hash IN (SELECT hash FROM line GROUP BY hash HAVING COUNT(*) > 1)"
                " ORDER BY source"
            )
            for source, group in groupby(rows, key=itemgetter(0)):
                yield source, frozenset(row[1] for row in group)


def line_hash(line: str) -> int:
    """A line as a number that fits SQLite's integers."""
    return int.from_bytes(
        hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True
    )
