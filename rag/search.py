"""A question -> hits: sentence vectors from FAISS and words from the full text, fused.

Every candidate is scored by the same few features, each from 0 to about 1 and comparable between questions, with one
weight each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np

from rag.values import Document, Hit
from rag.words import search_words

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.store import Store, StoredPassage
    from rag.values import Vectors32
    from rag.vectors import Vectors

_NEAREST_SENTENCES = 200
_BEST_BY_WORDS = 200
_LOOKED_AT_CLOSELY = 30
"""Only so many candidates have their sentences compared with the question word by word: splitting words is slow."""

_BM25_K1 = 1.2
"""The k1 of SQLite's bm25(): no word can add more than its idf times k1 + 1."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts. Of a passage: cosine of its best sentence and of its whole, BM25 as a share of the
    most that any passage could reach. Of a sentence: the share of the question's words, by rarity, that it holds.
    """

    sentence_cosine: float = 0.5
    passage_cosine: float = 0.2
    bm25: float = 0.6
    sentence_overlap: float = 0.15


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched: its vector (d,), its words, and how rare each is (idf) in the library."""

    vector: Vectors32
    words: tuple[str, ...]
    rarity: dict[str, float]

    def overlap(self, words: Sequence[str]) -> float:
        """The share of the question's words, weighed by rarity, that are among `words`."""
        total = sum(self.rarity.values())
        return sum(self.rarity[word] for word in self.rarity.keys() & set(words)) / total if total else 0.0


def make_question(store: Store, text: str, vector: Vectors32) -> Question:
    """The question with its words looked up. A word that no passage has is the rarest of all."""
    words = tuple(dict.fromkeys(search_words(text)))
    passages = store.counts()[1]
    known = store.passages_with(words)
    rarity = {word: log(1 + (passages - known.get(word, 0) + 0.5) / (known.get(word, 0) + 0.5)) for word in words}
    return Question(vector, words, rarity)


def find_hits(
    store: Store,
    vectors: Vectors,
    question: Question,
    documents: Callable[[str], Document],
    limit: int,
    weights: Weights = WEIGHTS,
) -> tuple[Hit, ...]:
    """The best passages for the question, best first, at most `limit`; equal scores by source and place.

    `documents` gives a passage's document by its source.
    """
    candidates = _candidates(store, vectors, question)
    rough = sorted(candidates, key=lambda candidate: (-candidate.score(weights), candidate.order))
    close = max(limit, _LOOKED_AT_CLOSELY)
    hits = [_hit(candidate, question, documents, weights) for candidate in rough[:close]]
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.source, hit.passage.start))[:limit])


@dataclass(frozen=True, slots=True)
class _Candidate:
    stored: StoredPassage
    cosines: npt.NDArray[np.float32]
    passage_cosine: float
    bm25: float

    @property
    def order(self) -> tuple[str, int]:
        return self.stored.source, self.stored.passage.start

    def score(self, weights: Weights) -> float:
        return (
            weights.sentence_cosine * float(self.cosines.max())
            + weights.passage_cosine * self.passage_cosine
            + weights.bm25 * self.bm25
        )


def _candidates(store: Store, vectors: Vectors, question: Question) -> list[_Candidate]:
    _, sentence_ids = vectors.search(question.vector[None, :], _NEAREST_SENTENCES)
    by_words = dict(store.passages_by_words(question.words, _BEST_BY_WORDS))
    most = sum(question.rarity.values()) * (_BM25_K1 + 1) or 1.0
    near = store.passages_of_sentences(int(i) for i in sentence_ids[0] if i >= 0)
    return [
        _Candidate(
            stored=stored,
            cosines=stored.sentence_vectors @ question.vector,
            passage_cosine=float(stored.vector @ question.vector),
            bm25=by_words.get(stored.id, 0.0) / most,
        )
        for stored in store.passages({*near.values(), *by_words}).values()
    ]


def _hit(candidate: _Candidate, question: Question, documents: Callable[[str], Document], weights: Weights) -> Hit:
    text = documents(candidate.stored.source).text
    sentences = candidate.stored.passage.sentences
    overlaps = [question.overlap(search_words(text[s.start : s.end])) for s in sentences]
    totals = weights.sentence_cosine * candidate.cosines + weights.sentence_overlap * np.array(overlaps)
    best = int(np.argmax(totals))
    base = candidate.score(weights) - weights.sentence_cosine * float(candidate.cosines.max())
    return Hit(
        source=candidate.stored.source,
        passage=candidate.stored.passage,
        sentence=sentences[best],
        score=base + float(totals[best]),
        similarity=float(candidate.cosines[best]),
        overlap=overlaps[best],
        bm25=candidate.bm25,
    )
