"""The SQLite file: its tables, connections, transactions, and what is kept beside the documents.

A file on its way in waits in `pending` until its passages and vectors are written with it in one transaction, so that
a crash at any moment leaves whole documents, old or new.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.connections import Connections
from rag.errors import FolderError, IndexDamaged, IndexUnusable

SCHEMA = 1
FILE_NAME = "library.sqlite"
_WAIT_SECONDS = 30

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document (
    id INTEGER PRIMARY KEY, source TEXT UNIQUE NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL, basis TEXT NOT NULL, text TEXT NOT NULL, as_read TEXT NOT NULL, prepared TEXT NOT NULL,
    title TEXT, author TEXT, published TEXT, words INTEGER NOT NULL
);
CREATE TABLE pending (
    source TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
    text TEXT NOT NULL, as_read TEXT NOT NULL
);
CREATE TABLE unread (
    source TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE TABLE line (hash INTEGER NOT NULL, source TEXT NOT NULL, PRIMARY KEY (hash, source)) WITHOUT ROWID;
CREATE INDEX line_source ON line (source);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES document (id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL, language TEXT,
    lead_start INTEGER, lead_end INTEGER
);
CREATE INDEX passage_document ON passage (document);
CREATE INDEX passage_language ON passage (language);
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL REFERENCES passage (id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX sentence_passage ON sentence (passage);
"""

_NO_TABLES = """
DROP TABLE IF EXISTS passage_vocabulary;
DROP TABLE IF EXISTS passage_words;
DROP TABLE IF EXISTS sentence;
DROP TABLE IF EXISTS passage;
DROP TABLE IF EXISTS line;
DROP TABLE IF EXISTS unread;
DROP TABLE IF EXISTS pending;
DROP TABLE IF EXISTS document;
DROP TABLE IF EXISTS meta;
"""

# Its tokenizer parts words at ASCII characters alone: other scripts' words stay as `rag.languages.words` made them.
_FULL_TEXT = """
DROP TABLE IF EXISTS passage_vocabulary;
DROP TABLE IF EXISTS passage_words;
CREATE VIRTUAL TABLE passage_words USING fts5 (words, content='', tokenize="ascii");
CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab (passage_words, row);
"""


class Database:
    """The SQLite file of one library. Each thread has a connection of its own; one process at a time writes.

    Raises FolderError where the file cannot be made or opened, IndexUnusable where it is damaged or of another schema.
    """

    def __init__(self, index: Path, folder: Path | None = None) -> None:
        """The file in `index`; `folder` is that of its articles, which messages name."""
        self.path = index / FILE_NAME
        self._command = f"rag index {'FOLDER' if folder is None else folder}"
        self._connections = Connections(self.path, _WAIT_SECONDS)

    def exists(self) -> bool:
        """Whether there is a store to open."""
        return self.path.is_file()

    def create(self) -> None:
        """Make the file and its tables where they are missing. Raises IndexUnusable for another schema."""
        with self._using("rwc"), self.writing() as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                _make_tables(connection)
            else:
                _add_columns(connection)
        self.check_schema()

    def clear(self) -> None:
        """Empty it of all, whatever its schema, as if it had just been made; only inside `writing()`."""
        with self._using() as connection:
            _execute(connection, _NO_TABLES)
            _make_tables(connection)

    def empty_full_text(self) -> None:
        """Make the full text anew, with no row; only inside `writing()`."""
        with self._using() as connection:
            _execute(connection, _FULL_TEXT)

    def delete(self) -> None:
        """Remove the file, so that the next `create()` starts anew. Raises FolderError where it cannot be removed."""
        self.close()
        try:
            for suffix in ("-wal", "-shm", ""):  # a log that outlived its file would be read into the next of that name
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        except OSError as error:
            raise FolderError(
                f"The index at {self.path.parent} cannot be made anew: {error.strerror}. "
                "Close what else has it open, or give another place: --index DIR"
            ) from error

    def check_schema(self) -> None:
        """Raises IndexUnusable where the store is of another schema, IndexDamaged where it is of none."""
        with self.reading():
            schema = self.meta("schema")
        if not str(schema).isdecimal():  # every store is made with one
            raise _damaged(self.path, "it is of no schema", self._command)
        if schema != str(SCHEMA):
            raise IndexUnusable(
                f"The index at {self.path.parent} is of schema {schema}; this version makes schema {SCHEMA}. "
                f"Make it anew: {self._command} --rebuild"
            )

    def damaged(self) -> bool:
        """Whether SQLite finds the file malformed; reads all of it. One that is locked or kept from us is not."""
        try:
            with self._using() as connection:
                return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
        except IndexDamaged:
            return True

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A snapshot: everything read inside is of one generation. May be nested."""
        with self._using() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of what is done inside is committed, or none. May be nested."""
        with self._using() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            except BaseException:
                connection.rollback()
                raise

    def close(self) -> None:
        """Close every thread's connection; one in use is closed by its thread, when it is done."""
        self._connections.close()

    @contextmanager
    def _using(self, mode: str = "rw") -> Iterator[sqlite3.Connection]:
        with _in_words(self.path, self._command), self._connections.use(mode) as connection:
            yield connection

    # What is kept beside the documents

    def meta(self, key: str) -> str | None:
        """A value by its key, or None."""
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value; only inside `writing()`."""
        with self._using() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _make_tables(connection: sqlite3.Connection) -> None:
    _execute(connection, _TABLES)
    _execute(connection, _FULL_TEXT)
    # Not 0: an index made anew must not come to a generation that another had.
    first = str(time.time_ns() // 1_000_000)
    connection.execute(
        "INSERT INTO meta VALUES ('schema', ?), ('made', ?), ('generation', ?)", (str(SCHEMA), first, first)
    )


def _execute(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            connection.execute(statement)


@contextmanager
def _in_words(path: Path, command: str) -> Iterator[None]:
    """SQLite's errors as ours, each with its remedy; a wrong call of SQLite tells nothing of the index.

    `command` is the one that brings this index up to date.
    """
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.OperationalError as error:
        reason = str(error)
        if "locked" in reason or "busy" in reason:
            raise IndexUnusable(
                f"The index at {path.parent} has been in use by another process for {_WAIT_SECONDS} seconds. "
                "Try again when it is done."
            ) from error
        if "no such column" in reason:
            raise IndexUnusable(
                f"The index at {path.parent} was made by an earlier version. Bring it up to date: {command}"
            ) from error
        if any(sign in reason for sign in ("malformed", "no such table", "unsupported file format", "decode to UTF-8")):
            raise _damaged(path, reason, command) from error
        raise FolderError(
            f"The index at {path.parent} cannot be used: {reason}. "
            "Check that the folder may be written to and the disk is not full, or give another place: --index DIR"
        ) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error), command) from error


def _damaged(path: Path, reason: str, command: str) -> IndexDamaged:
    return IndexDamaged(f"The index at {path.parent} is damaged ({reason}). Make it anew: {command} --rebuild")


def _add_columns(connection: sqlite3.Connection) -> None:
    """What passages had not when an earlier version made the index; preparing their documents again will fill it."""
    columns = {row[1] for row in connection.execute("PRAGMA table_info(passage)")}
    if "language" not in columns:
        connection.execute("ALTER TABLE passage ADD COLUMN language TEXT")
        connection.execute("CREATE INDEX passage_language ON passage (language)")
    for column in ("lead_start", "lead_end"):
        if column not in columns:
            connection.execute(f"ALTER TABLE passage ADD COLUMN {column} INTEGER")
