"""The passages as the store keeps them, with their vectors; those read lately are kept for the next questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.kept import Kept
from rag.languages.words import ENGLISH
from rag.values import Passage, Sentence

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.database import Database

    Vectors16 = npt.NDArray[np.float16]

ROWS_AT_ONCE = 900
"""Values in one `IN (…)`; SQLite before 3.32 takes at most 999."""

_MOST_KEPT = 32_000_000
"""Bytes: some 5,000 passages of a model with 384 dimensions."""

_PER_SENTENCE = 250
"""Bytes that a sentence takes besides its vector, about."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the store keeps it: its id, the vectors of its sentences (n, d) and its own (d,).

    `language` is the one that its words are stemmed by, an ISO 639-1 code.
    """

    id: int
    source: str
    passage: Passage
    vector: Vectors16
    sentence_vectors: Vectors16
    language: str = ENGLISH


class StoredPassages:
    """What the passages of one store are read by. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        """Nothing is read yet."""
        self._database = database
        self._kept = Kept[tuple[int, int], StoredPassage](_weight, _MOST_KEPT)

    def of(self, ids: Iterable[int], generation: int) -> dict[int, StoredPassage]:
        """The passages of these ids, those that are gone left out; `generation` is the store's, as the caller reads it.

        In whatever order.
        """
        wanted = set(ids)
        found = {id_: passage for id_ in wanted if (passage := self._kept.get((generation, id_)))}
        with self._database.reading():
            for some in chunks(sorted(wanted - found.keys())):
                for passage in self._read(some):
                    found[passage.id] = passage
                    self._kept.put((generation, passage.id), passage)
        return found

    def _read(self, ids: Sequence[int]) -> Iterator[StoredPassage]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT passage.id, source, passage.start, passage.end, passage.vector,"
                " sentence.start, sentence.end, sentence.vector, passage.language"
                " FROM passage JOIN document ON document.id = passage.document"
                " JOIN sentence ON sentence.passage = passage.id"
                f" WHERE passage.id IN ({marks(ids)}) ORDER BY passage.id, sentence.id",
                ids,
            ).fetchall()
        firsts = [number for number, row in enumerate(rows) if number == 0 or row[0] != rows[number - 1][0]]
        for first, end in pairwise([*firsts, len(rows)]):
            yield _stored_passage(rows[first:end])


def _weight(passage: StoredPassage) -> int:
    sentences = len(passage.passage.sentences)
    return passage.vector.nbytes + passage.sentence_vectors.nbytes + _PER_SENTENCE * (sentences + 1)


def _stored_passage(rows: Sequence[tuple[Any, ...]]) -> StoredPassage:
    """The passage of these rows, one a sentence."""
    passage_id, source, start, end, vector = rows[0][:5]
    return StoredPassage(
        id=passage_id,
        source=source,
        passage=Passage(start, end, tuple(Sentence(row[5], row[6]) for row in rows)),
        vector=np.frombuffer(vector, dtype="<f2"),
        sentence_vectors=np.frombuffer(b"".join([row[7] for row in rows]), dtype="<f2").reshape(len(rows), -1),
        language=rows[0][8] or ENGLISH,
    )


def chunks(values: list[Any]) -> Iterator[list[Any]]:
    """The values, so many at a time as one `IN (…)` takes."""
    for start in range(0, len(values), ROWS_AT_ONCE):
        yield values[start : start + ROWS_AT_ONCE]


def marks(values: Sequence[object]) -> str:
    """What stands for these values in an `IN (…)`."""
    return ", ".join("?" * len(values))
