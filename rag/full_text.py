"""The words of the passages, in SQLite's full text: a row for each passage, by its id, stemmed by its language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rag.languages.words import search_words, words_version

if TYPE_CHECKING:
    from rag.database import Database


class FullText:
    """What the passages are searched by. Changes belong inside `Database.writing()`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def best(self, words: Sequence[str], limit: int, documents: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Ids of the passages, of these documents alone if they are given, that hold any of the words.

        Each with its BM25 in the whole library, the greatest first.
        """
        if not words:
            return []
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        # Without the + SQLite would search the full text once for each of these passages.
        among = "AND +rowid IN (SELECT id FROM passage WHERE document IN (SELECT value FROM json_each(?)))"
        only = [] if documents is None else [json.dumps(documents)]
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT rowid, -bm25(passage_words) FROM passage_words WHERE passage_words MATCH ?"
                f" {among if only else ''} ORDER BY rank, rowid LIMIT ?",
                (query, *only, limit),
            ).fetchall()
        return [(row[0], row[1]) for row in rows]

    def passages_with(self, words: Iterable[str]) -> dict[str, int]:
        """In how many passages each of the words stands; words in none are left out."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT term, doc FROM passage_vocabulary WHERE term IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(set(words))),),
            )
            return dict(rows.fetchall())

    def put(self, document: int, text: str) -> None:
        """Add the words of a document's passages; they must not be there yet."""
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT INTO passage_words (rowid, words) VALUES (?, ?)", self._rows_of(document, text)
            )

    def forget(self, document: int, text: str) -> None:
        """Take the words of a document's passages out again, before the passages are gone."""
        with self._database.writing() as connection:
            # A contentless full text forgets a row only when it is told again what stood in it.
            connection.executemany(
                "INSERT INTO passage_words (passage_words, rowid, words) VALUES ('delete', ?, ?)",
                self._rows_of(document, text),
            )

    def renew(self) -> None:
        """Make all of it anew where an earlier version or another stemmer made the words: `forget` would not fit."""
        if self._database.meta("words") == words_version():
            return
        with self._database.writing() as connection:
            self._database.empty_full_text()
            for (document,) in connection.execute("SELECT id FROM document").fetchall():
                self.put(
                    document, *connection.execute("SELECT text FROM document WHERE id = ?", (document,)).fetchone()
                )
            self._database.set_meta("words", words_version())

    def _rows_of(self, document: int, text: str) -> list[tuple[int, str]]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, start, end, language, lead_start, lead_end FROM passage WHERE document = ?", (document,)
            ).fetchall()
        return [
            (id_, " ".join(search_words(text[lead_start or 0 : lead_end or 0] + "\n" + text[start:end], language)))
            for id_, start, end, language, lead_start, lead_end in rows
        ]
