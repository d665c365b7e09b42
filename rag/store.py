"""What the library holds: documents, passages, sentences, vectors, full text. The truth, from which FAISS is derived.

Every change of documents raises the generation by one, in the transaction that makes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.document_json import document_from_json, document_to_json
from rag.full_text import FullText
from rag.languages.words import ENGLISH
from rag.values import Document, DocumentInfo, Passage, PassageVectors, Sentence

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.database import Database
    from rag.values import FileState, Vectors32

_ROWS_AT_ONCE = 900
"""Values in one `IN (…)`; SQLite before 3.32 takes at most 999."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the store keeps it: its id, the ids of its sentences, their vectors (n, d) and its own (d,).

    `language` is the one that its words are stemmed by, an ISO 639-1 code.
    """

    id: int
    source: str
    passage: Passage
    sentence_ids: tuple[int, ...]
    vector: Vectors32
    sentence_vectors: Vectors32
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Subset:
    """Some of the documents, by their ids, and the ids of all their sentences, ascending."""

    documents: tuple[int, ...]
    sentences: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NewDocument:
    """All that is written of one document: as its reader made it, prepared, cut and embedded.

    `basis` names what its furniture and passages depend on besides its text; see `rag.sync`.
    """

    as_read: Document
    prepared: Document
    state: FileState
    basis: str
    words: int
    passages: tuple[Passage, ...]
    vectors: tuple[PassageVectors, ...]


class Store:
    """Documents with their passages in one SQLite file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._full_text = FullText(database)
        self._counted: tuple[int, tuple[int, int, int]] | None = None
        self._spoken: tuple[int, tuple[str, ...]] | None = None

    def generation(self) -> int:
        """A number that every change of documents raises."""
        return int(self._database.meta("generation") or 0)

    def made(self) -> str:
        """Which index this is: another one after it was made anew, when ids begin again at 1."""
        return self._database.meta("made") or ""

    def counts(self) -> tuple[int, int, int]:
        """How many documents, passages and sentences there are; counted once a generation, for counting reads all."""
        with self._database.reading() as connection:
            generation = self.generation()
            known = self._counted
            if known is None or known[0] != generation:
                documents, passages, sentences = (
                    connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
                    for table in ("document", "passage", "sentence")
                )
                known = self._counted = generation, (documents, passages, sentences)
            return known[1]

    def languages(self) -> tuple[str, ...]:
        """The languages that passages' words are stemmed by, the most frequent first; counted once a generation."""
        with self._database.reading() as connection:
            generation = self.generation()
            known = self._spoken
            if known is None or known[0] != generation:
                rows = connection.execute(
                    "SELECT COALESCE(language, ?) AS code FROM passage GROUP BY code ORDER BY COUNT(*) DESC, code",
                    (ENGLISH,),
                ).fetchall()
                known = self._spoken = generation, tuple(row[0] for row in rows)
            return known[1]

    def document(self, source: str) -> Document | None:
        """One document, prepared, or None."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT text, prepared FROM document WHERE source = ?", (source,)).fetchone()
        return document_from_json(source, *row) if row else None

    def heads(self, characters: int) -> list[Document]:
        """All documents by source, prepared, the text of each cut after so many characters."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT source, substr(text, 1, ?), prepared FROM document ORDER BY source", (characters,)
            ).fetchall()
        return [document_from_json(*row) for row in rows]

    def spans(self, source: str) -> tuple[Passage, ...]:
        """The passages of one document in order; none for an unknown source."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT passage.id, passage.start, passage.end, sentence.start, sentence.end FROM document"
                " JOIN passage ON passage.document = document.id JOIN sentence ON sentence.passage = passage.id"
                " WHERE source = ? ORDER BY passage.id, sentence.id",
                (source,),
            ).fetchall()
        return tuple(
            Passage(start, end, tuple(Sentence(row[3], row[4]) for row in group))
            for (_, start, end), group in groupby(rows, key=itemgetter(0, 1, 2))
        )

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        """All sentences of one document in order; none for an unknown source."""
        return tuple(sentence for passage in self.spans(source) for sentence in passage.sentences)

    def document_infos(self) -> tuple[DocumentInfo, ...]:
        """All documents without their texts, by source."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT source, title, author, published, words,"
                " (SELECT COUNT(*) FROM passage WHERE passage.document = document.id),"
                " (SELECT language FROM passage WHERE passage.document = document.id LIMIT 1)"
                " FROM document ORDER BY source"
            ).fetchall()
        return tuple(DocumentInfo(*row) for row in rows)

    def passages(self, ids: Iterable[int]) -> dict[int, StoredPassage]:
        """The passages of these ids, those that are gone left out."""
        found: dict[int, StoredPassage] = {}
        with self._database.reading() as connection:
            for some in _chunks(sorted(set(ids))):
                rows = connection.execute(
                    "SELECT passage.id, source, passage.start, passage.end, passage.vector,"
                    " sentence.id, sentence.start, sentence.end, sentence.vector, passage.language"
                    " FROM passage JOIN document ON document.id = passage.document"
                    " JOIN sentence ON sentence.passage = passage.id"
                    f" WHERE passage.id IN ({_marks(some)}) ORDER BY passage.id, sentence.id",
                    some,
                ).fetchall()
                found.update((passage.id, passage) for passage in _stored_passages(rows))
        return found

    def passages_of_sentences(self, ids: Iterable[int]) -> dict[int, int]:
        """The passage id of each of these sentence ids, those that are gone left out."""
        found: dict[int, int] = {}
        with self._database.reading() as connection:
            for some in _chunks(sorted(set(ids))):
                found |= dict(
                    connection.execute(
                        f"SELECT id, passage FROM sentence WHERE id IN ({_marks(some)})", some
                    ).fetchall()
                )
        return found

    def subset(self, sources: Sequence[str]) -> Subset:
        """The documents of these sources, those that are gone left out."""
        with self._database.reading() as connection:
            documents = connection.execute(
                "SELECT id FROM document WHERE source IN (SELECT value FROM json_each(?)) ORDER BY id",
                (json.dumps(sources),),
            ).fetchall()
            ids = tuple(row[0] for row in documents)
            sentences = connection.execute(
                "SELECT sentence.id FROM passage JOIN sentence ON sentence.passage = passage.id"
                " WHERE document IN (SELECT value FROM json_each(?)) ORDER BY sentence.id",
                (json.dumps(ids),),
            )
            return Subset(ids, np.fromiter((row[0] for row in sentences), dtype=np.int64))

    def passages_by_words(
        self, words: Sequence[str], limit: int, subset: Subset | None = None
    ) -> list[tuple[int, float]]:
        """Ids of the passages, of the subset's documents alone if one is given, that hold any of the words.

        Each with its BM25 in the whole library, the greatest first.
        """
        return self._full_text.best(words, limit, None if subset is None else subset.documents)

    def passages_with(self, words: Iterable[str]) -> dict[str, int]:
        """In how many passages each of the words stands; words in none are left out."""
        return self._full_text.passages_with(words)

    def sentence_ids(self) -> npt.NDArray[np.int64]:
        """All sentence ids, ascending."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id FROM sentence ORDER BY id")
            return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def sentence_vectors(self, ids: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Vectors32]:
        """The ids, ascending, and vectors (n, d) of these sentences, those that are gone left out."""
        rows: list[tuple[int, bytes]] = []
        with self._database.reading() as connection:
            for some in _chunks([int(i) for i in np.sort(ids)]):
                rows += connection.execute(
                    f"SELECT id, vector FROM sentence WHERE id IN ({_marks(some)}) ORDER BY id", some
                ).fetchall()
        return np.array([row[0] for row in rows], dtype=np.int64), _from_blobs([row[1] for row in rows])

    # Writing, only inside `Database.writing()`

    def put(self, new: NewDocument) -> None:
        """Write a document with its passages, in place of an earlier one of the same source."""
        self.remove([new.prepared.source])
        with self._database.writing() as connection:
            document = new.prepared
            row = connection.execute(
                "INSERT INTO document (source, size, mtime_ns, sha256, basis, text, as_read, prepared, title, author,"
                " published, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(document.source, new.state.size, new.state.mtime_ns, new.state.sha256, new.basis, document.text),
                    *(document_to_json(new.as_read), document_to_json(document)),
                    *(document.title, document.author, document.published, new.words),
                ),
            )
            for passage, vectors in zip(new.passages, new.vectors, strict=True):
                self._put_passage(row.lastrowid, document, passage, vectors)
            self._full_text.put(row.lastrowid or 0, document.text)
            self._raise_generation()

    def _put_passage(self, row: int | None, document: Document, passage: Passage, vectors: PassageVectors) -> None:
        with self._database.writing() as connection:
            passage_id = connection.execute(
                "INSERT INTO passage (document, start, end, vector, language) VALUES (?, ?, ?, ?, ?)",
                (row, passage.start, passage.end, _to_blob(vectors.passage), document.language),
            ).lastrowid
            connection.executemany(
                "INSERT INTO sentence (passage, start, end, vector) VALUES (?, ?, ?, ?)",
                [
                    (passage_id, sentence.start, sentence.end, _to_blob(vector))
                    for sentence, vector in zip(passage.sentences, vectors.sentences, strict=True)
                ],
            )

    def renew_words(self) -> None:
        """Make the full text anew where an earlier version or another stemmer made its words."""
        self._full_text.renew()

    def remove(self, sources: Iterable[str]) -> None:
        """Forget documents with all that is kept of them; an unknown source is no error."""
        with self._database.writing() as connection:
            for source in sources:
                found = connection.execute("SELECT id, text FROM document WHERE source = ?", (source,)).fetchone()
                if found is None:
                    continue
                document, text = found
                self._full_text.forget(document, text)
                connection.execute(
                    "DELETE FROM sentence WHERE passage IN (SELECT id FROM passage WHERE document = ?)", (document,)
                )
                connection.execute("DELETE FROM passage WHERE document = ?", (document,))
                connection.execute("DELETE FROM document WHERE id = ?", (document,))
                self._raise_generation()

    def _raise_generation(self) -> None:
        self._database.set_meta("generation", str(self.generation() + 1))


def _stored_passages(rows: list[tuple[Any, ...]]) -> Iterator[StoredPassage]:
    """The passages of these rows, one a sentence, those of a passage together; all vectors are read at once."""
    if not rows:
        return
    sentence_vectors = _from_blobs([row[8] for row in rows])
    firsts = [number for number, row in enumerate(rows) if number == 0 or row[0] != rows[number - 1][0]]
    vectors = _from_blobs([rows[first][4] for first in firsts])
    for vector, (first, end) in zip(vectors, pairwise([*firsts, len(rows)]), strict=True):
        passage_id, source, start, stop = rows[first][:4]
        yield StoredPassage(
            id=passage_id,
            source=source,
            passage=Passage(start, stop, tuple(Sentence(row[6], row[7]) for row in rows[first:end])),
            sentence_ids=tuple(row[5] for row in rows[first:end]),
            vector=vector,
            sentence_vectors=sentence_vectors[first:end],
            language=rows[first][9] or ENGLISH,
        )


def _to_blob(vector: Vectors32) -> bytes:
    return vector.astype("<f2").tobytes()


def _from_blobs(blobs: list[bytes]) -> Vectors32:
    return np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), -1).astype(np.float32)


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), _ROWS_AT_ONCE):
        yield values[start : start + _ROWS_AT_ONCE]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
