"""Questions -> the passages found for each: by FAISS over sentences' vectors, and by the words of the full text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from rag.one_core import one_core

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.question import Question
    from rag.store import Store, Subset
    from rag.stored_passages import StoredPassage, Vectors16
    from rag.values import Hit, Vectors32
    from rag.vectors import Vectors

_NEAREST_SENTENCES = 200
_BEST_BY_WORDS = 200

_PASSAGES_TOGETHER = 12_800
"""Passages in memory at once with their vectors, some 100 MB, unless one question finds more. Of a small library most
are there, and each is read once for all questions that find it."""

_PLACES = 5
"""Of cosines that count."""

_BM25_K1 = 1.2
"""The k1 of SQLite's bm25(): no word can add more than its idf times k1 + 1."""


# By which passages are the more promising: what needs no words.
_ROUGH_SENTENCE = 0.5
_ROUGH_PASSAGE = 0.2
_ROUGH_BM25 = 0.6


@dataclass(frozen=True, slots=True)
class View:
    """What a search looks at: the store and its vectors, whole or narrowed to a subset of the documents."""

    store: Store
    vectors: Vectors
    subset: Subset | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage to look at closely: its sentences' cosines (n,) and its own, and its BM25 as a share of the most."""

    stored: StoredPassage
    cosines: Vectors32
    passage_cosine: float
    bm25: float

    def holds(self, hit: Hit) -> bool:
        """Whether the hit's sentence is one of its own."""
        own = self.stored.passage
        return self.stored.source == hit.source and own.start <= hit.sentence.start < own.end


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """Passages that questions have in common, as they were read: all in the order of source and place.

    `cosines` (sentences, questions) of all sentences, those of passage `n` from row `firsts[n]` on, and those of the
    passages themselves (passages, questions); `vectors` (passages, d).
    """

    passages: Sequence[StoredPassage]
    vectors: Vectors32
    firsts: Sequence[int]
    cosines: Vectors32
    passage_cosines: Vectors32


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The passages found for one question, the most promising first, by their numbers among all that were read.

    `bm25` is that of each, as a share of the most that any could reach.
    """

    _read: _Read
    _question: int
    _numbers: npt.NDArray[np.int64]
    _bm25: Vectors32

    def best(self, most: int) -> list[Candidate]:
        """At most so many of them."""
        return self._candidates(np.arange(min(most, len(self._numbers))))

    def nearest_after(self, seen: int, to: Sequence[Candidate], most: int) -> list[Candidate]:
        """Of all but so many of the most promising, at most so many: those whose vector is nearest to one of these."""
        left = np.arange(seen, len(self._numbers))
        vectors = self._read.vectors[self._numbers[left]]
        cosines = cosines_between(vectors, np.stack([one.stored.vector for one in to]))
        return self._candidates(left[np.argsort(-cosines.max(axis=1), kind="stable")[:most]])

    def _candidates(self, of: npt.NDArray[np.int64]) -> list[Candidate]:
        read = self._read
        return [
            Candidate(
                stored=read.passages[number],
                cosines=read.cosines[read.firsts[number] : read.firsts[number + 1], self._question],
                passage_cosine=float(read.passage_cosines[number, self._question]),
                bm25=float(bm25),
            )
            for number, bm25 in zip(self._numbers[of].tolist(), self._bm25[of], strict=True)
        ]


def find_candidates(view: View, questions: Sequence[Question]) -> Iterator[Found]:
    """What is found for each question in order, all of them looked up together."""
    by_words = [dict(view.store.passages_by_words(q.words, _BEST_BY_WORDS, view.subset)) for q in questions]
    near = _near(view, np.stack([question.vector for question in questions]))
    wanted = [ids | words.keys() for ids, words in zip(near, by_words, strict=True)]
    for run in _runs(wanted):
        yield from _of_passages(view.store, questions[run], by_words[run], wanted[run])


def _runs(wanted: Sequence[set[int]]) -> Iterator[slice]:
    """As many questions each as find so many passages that may be in memory at once."""
    first, together = 0, set[int]()
    for number, ids in enumerate(wanted):
        if number > first and len(together) + len(ids - together) > _PASSAGES_TOGETHER:
            yield slice(first, number)
            first, together = number, set()
        together |= ids
    yield slice(first, len(wanted))


def _of_passages(
    store: Store, questions: Sequence[Question], by_words: Sequence[Mapping[int, float]], wanted: Sequence[set[int]]
) -> Iterator[Found]:
    """What each question finds, of the passages it wants."""
    read = _read(store, set().union(*wanted), np.stack([question.vector for question in questions]))
    starts = read.firsts[:-1]
    best = np.maximum.reduceat(read.cosines, starts) if starts else read.passage_cosines
    rough = _ROUGH_SENTENCE * best + _ROUGH_PASSAGE * read.passage_cosines
    number_of = {passage.id: number for number, passage in enumerate(read.passages)}
    for own, question in enumerate(questions):
        numbers = np.array(sorted([number_of[id_] for id_ in wanted[own] if id_ in number_of]), dtype=np.int64)
        bm25 = _shares(question, by_words[own], [read.passages[number] for number in numbers.tolist()])
        order = np.argsort(-(rough[numbers, own] + _ROUGH_BM25 * bm25), kind="stable")
        yield Found(read, own, numbers[order], bm25[order])


def _read(store: Store, ids: set[int], questions: Vectors32) -> _Read:
    """The passages of these ids and their cosines with the questions (n, d)."""
    passages = sorted(store.passages(ids).values(), key=lambda passage: (passage.source, passage.passage.start))
    nothing = np.empty((0, questions.shape[1]), dtype=np.float32)
    vectors = np.array([passage.vector for passage in passages], dtype=np.float32).reshape(-1, questions.shape[1])
    return _Read(
        passages=passages,
        vectors=vectors,
        firsts=[0, *accumulate(len(passage.passage.sentences) for passage in passages)],
        cosines=cosines_between(np.concatenate([*(one.sentence_vectors for one in passages), nothing]), questions),
        passage_cosines=cosines_between(vectors, questions),
    )


def _near(view: View, vectors: Vectors32) -> list[set[int]]:
    """For each question the ids of the passages that hold the sentences nearest to it."""
    among = None if view.subset is None else view.subset.sentences
    _, sentence_ids = view.vectors.search(vectors, _NEAREST_SENTENCES, among, view.store)
    passage_of = view.store.passages_of_sentences(np.unique(sentence_ids[sentence_ids >= 0]).tolist())
    return [{passage_of[sentence] for sentence in row if sentence in passage_of} for row in sentence_ids.tolist()]


def cosines_between(one: Vectors16 | Vectors32, other: Vectors16 | Vectors32) -> Vectors32:
    """The cosines (n, m) of unit vectors (n, d) and (m, d).

    Rounded: their last places depend on how many are multiplied at once, and would put equal ones in some order.
    """
    with one_core():
        cosines = one.astype(np.float32, copy=False) @ other.astype(np.float32, copy=False).T
    rounded: Vectors32 = np.round(cosines, _PLACES, out=cosines)
    return rounded


def _shares(question: Question, by_words: Mapping[int, float], passages: Sequence[StoredPassage]) -> Vectors32:
    """The BM25 of each passage as a share of the most that the question's words, as its language has them, can give."""
    most = {language: question.total(language) * (_BM25_K1 + 1) or 1.0 for language in question.rarity}
    shares = np.zeros(len(passages), dtype=np.float32)
    for number, passage in enumerate(passages):
        if (bm25 := by_words.get(passage.id)) is not None:
            shares[number] = bm25 / most.get(passage.language, 1.0)
    return shares
