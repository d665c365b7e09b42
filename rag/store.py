"""What the library holds: documents, passages, sentences, vectors, full text. The truth, from which FAISS is derived.

Every change of documents raises the generation by one, in the transaction that makes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from rag.document_json import document_from_json, document_to_json
from rag.full_text import FullText
from rag.languages.words import ENGLISH
from rag.stored_passages import StoredPassage, StoredPassages, chunks, marks
from rag.values import Document, DocumentInfo, Passage, PassageVectors, Sentence, Span

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.database import Database
    from rag.values import FileState, Vectors32


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


_MOST_WORDS_KNOWN = 100_000
"""Words of which it is known in how many passages they stand: some 15 MB."""


class Store:
    """Documents with their passages in one SQLite file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._full_text = FullText(database)
        self._passages = StoredPassages(database)
        self._passages_with: tuple[int, dict[str, int]] = 0, {}
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
                "SELECT passage.id, passage.start, passage.end, lead_start, lead_end, sentence.start, sentence.end"
                " FROM document"
                " JOIN passage ON passage.document = document.id JOIN sentence ON sentence.passage = passage.id"
                " WHERE source = ? ORDER BY passage.id, sentence.id",
                (source,),
            ).fetchall()
        return tuple(
            Passage(
                start,
                end,
                tuple(Sentence(row[5], row[6]) for row in group),
                lead=None if lead_start is None else Span(lead_start, lead_end),
            )
            for (_, start, end, lead_start, lead_end), group in groupby(rows, key=itemgetter(0, 1, 2, 3, 4))
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
        with self._database.reading():
            return self._passages.of(ids, self.generation())

    def passages_of_sentences(self, ids: Iterable[int]) -> dict[int, int]:
        """The passage id of each of these sentence ids, those that are gone left out."""
        found: dict[int, int] = {}
        with self._database.reading() as connection:
            for some in chunks(sorted(set(ids))):
                found |= dict(
                    connection.execute(f"SELECT id, passage FROM sentence WHERE id IN ({marks(some)})", some).fetchall()
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
        """In how many passages each of the words stands; words in none are left out.

        Counted once a generation, for SQLite reads all places of a word.
        """
        with self._database.reading():
            generation, known = self._passages_with
            if generation != self.generation() or len(known) > _MOST_WORDS_KNOWN:
                generation, known = self._passages_with = self.generation(), {}
            asked = set(words)
            if unknown := [word for word in asked if word not in known]:
                known.update(dict.fromkeys(unknown, 0) | self._full_text.passages_with(unknown))
            return {word: known[word] for word in asked if known[word]}

    def sentence_ids(self) -> npt.NDArray[np.int64]:
        """All sentence ids, ascending."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id FROM sentence ORDER BY id")
            return np.fromiter((row[0] for row in rows), dtype=np.int64)

    def sentence_vectors(self, ids: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Vectors32]:
        """The ids, ascending, and vectors (n, d) of these sentences, those that are gone left out."""
        rows: list[tuple[int, bytes]] = []
        with self._database.reading() as connection:
            for some in chunks([int(i) for i in np.sort(ids)]):
                rows += connection.execute(
                    f"SELECT id, vector FROM sentence WHERE id IN ({marks(some)}) ORDER BY id", some
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
                "INSERT INTO passage (document, start, end, lead_start, lead_end, vector, language)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(row, passage.start, passage.end),
                    *((passage.lead.start, passage.lead.end) if passage.lead else (None, None)),
                    *(_to_blob(vectors.passage), document.language),
                ),
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


def _to_blob(vector: Vectors32) -> bytes:
    return vector.astype("<f2").tobytes()


def _from_blobs(blobs: list[bytes]) -> Vectors32:
    return np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), -1).astype(np.float32)
