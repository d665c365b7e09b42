"""A question -> hits: sentence vectors from FAISS and words from the full text, fused sentence by sentence.

Passages are found; their sentences are ranked by a few features that are comparable between questions, with one weight
each. What is shown around the best ones is for `rag.windows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from rag.one_core import one_core
from rag.scoring import WEIGHTS, Candidate, Weights, score
from rag.values import Findings
from rag.windows import passages_to_show

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.question import Question
    from rag.store import Store, Subset
    from rag.stored_passages import StoredPassage, Vectors16
    from rag.values import Vectors32
    from rag.vectors import Vectors

_NEAREST_SENTENCES = 200
_BEST_BY_WORDS = 200
_LOOKED_AT_CLOSELY = 40
"""Only so many passages have their sentences compared with the question word by word: splitting words is slow."""

_SENTENCES_KEPT = 40
"""Of these an answer takes its citations; a story printed in a dozen papers must not hide the one that differs."""

_TOGETHER = 64
"""Questions looked up at once."""

_PASSAGES_TOGETHER = 12_800
"""Passages in memory at once with their vectors, some 100 MB, unless one question finds more. Of a small library most
are there, and each is read once for all questions that find it."""

_PLACES = 5
"""Of cosines that count."""

_BM25_K1 = 1.2
"""The k1 of SQLite's bm25(): no word can add more than its idf times k1 + 1."""


# By which passages are chosen to be looked at closely: what needs no words.
_ROUGH_SENTENCE = 0.5
_ROUGH_PASSAGE = 0.2
_ROUGH_BM25 = 0.6


@dataclass(frozen=True, slots=True)
class View:
    """What a search looks at: the store and its vectors, whole or narrowed to a subset of the documents."""

    store: Store
    vectors: Vectors
    subset: Subset | None = None


def find(
    view: View, questions: Sequence[Question], articles: Articles, limit: int, weights: Weights = WEIGHTS
) -> Iterator[Findings]:
    """For each question in order the best sentences and passages that are in view: at most `limit` passages.

    Equal scores are in the order of source and place. Questions are looked up together, so many at a time.
    """
    for start in range(0, len(questions), _TOGETHER):
        some = questions[start : start + _TOGETHER]
        for question, candidates in zip(some, _candidates(view, some), strict=True):
            ranked = score(candidates, question, articles, weights)
            yield Findings(ranked.best(max(limit, _SENTENCES_KEPT)), passages_to_show(ranked, articles, limit))


def _candidates(view: View, questions: Sequence[Question]) -> Iterator[list[Candidate]]:
    """For each question the passages to look at closely, the most promising first."""
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
) -> Iterator[list[Candidate]]:
    """For each question those of the passages it wants that are to be looked at closely."""
    stored = store.passages(set().union(*wanted)).values()
    passages = sorted(stored, key=lambda passage: (passage.source, passage.passage.start))
    if not passages:
        yield from ([] for _ in questions)
        return
    vectors = np.stack([question.vector for question in questions])
    cosines = _cosines([passage.sentence_vectors for passage in passages], vectors)
    passage_cosines = _cosines([passage.vector[None, :] for passage in passages], vectors)
    firsts = [0, *accumulate(len(passage.passage.sentences) for passage in passages)]
    rough = _ROUGH_SENTENCE * np.maximum.reduceat(cosines, firsts[:-1]) + _ROUGH_PASSAGE * passage_cosines
    row_of = {passage.id: row for row, passage in enumerate(passages)}
    for own, question in enumerate(questions):
        rows = sorted([row_of[id_] for id_ in wanted[own] if id_ in row_of])
        bm25 = _shares(question, by_words[own], [passages[row] for row in rows])
        best = np.argsort(-(rough[rows, own] + _ROUGH_BM25 * bm25), kind="stable")[:_LOOKED_AT_CLOSELY]
        yield [
            Candidate(
                stored=passages[row],
                cosines=cosines[firsts[row] : firsts[row + 1], own],
                passage_cosine=float(passage_cosines[row, own]),
                bm25=float(bm25[number]),
            )
            for number, row in ((number, rows[number]) for number in best)
        ]


def _near(view: View, vectors: Vectors32) -> list[set[int]]:
    """For each question the ids of the passages that hold the sentences nearest to it."""
    among = None if view.subset is None else view.subset.sentences
    _, sentence_ids = view.vectors.search(vectors, _NEAREST_SENTENCES, among, view.store)
    passage_of = view.store.passages_of_sentences(np.unique(sentence_ids[sentence_ids >= 0]).tolist())
    return [{passage_of[sentence] for sentence in row if sentence in passage_of} for row in sentence_ids.tolist()]


def _cosines(parts: Sequence[Vectors16], vectors: Vectors32) -> Vectors32:
    """The cosines (rows of all parts, questions).

    Rounded: their last places depend on how many are multiplied at once, and would put equal ones in some order.
    """
    with one_core():
        cosines = np.concatenate(parts).astype(np.float32) @ vectors.T
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
