"""A question -> hits: sentence vectors from FAISS and words from the full text, fused sentence by sentence.

Passages are found; their sentences are ranked by a few features that are comparable between questions, with one weight
each. What is shown around the best ones is for `rag.windows`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from rag.languages.cues import cues
from rag.languages.words import distinct_words
from rag.values import Findings, Hit, Sentence, Span
from rag.windows import passages_to_show

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.question import Question
    from rag.store import Store, StoredPassage, Subset
    from rag.values import Vectors32
    from rag.vectors import Vectors

_NEAREST_SENTENCES = 200
_BEST_BY_WORDS = 200
_LOOKED_AT_CLOSELY = 40
"""Only so many passages have their sentences compared with the question word by word: splitting words is slow."""

_SENTENCES_KEPT = 40
"""Of these an answer takes its citations; a story printed in a dozen papers must not hide the one that differs."""

_TOGETHER = 32
"""Questions looked up at once. What they find together is in memory at the same time: at most 400 passages each."""

_NUMBERS_WITHIN = 3
"""How many sentences on either side of one may name the question's numbers for it."""

_MOST_WORDS_COUNTED = 15

_BM25_K1 = 1.2
"""The k1 of SQLite's bm25(): no word can add more than its idf times k1 + 1."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature of a sentence adds to the log-odds of its answering the question.

    Cosines with the question: of the sentence and of its passage. `bm25`: its passage's, as a share of the most that
    any could reach. Overlaps: the share of the question's words, by rarity, that the sentence holds, and that it holds
    together with the sentence before. `number`: it has one where the question asks how many, how much or when.
    `missing_numbers`: the share of the question's own numbers that neither it nor a sentence near names. `words`: for
    each word of the question, up to 15, since the shares of a long question are smaller; with `base` the same for all
    sentences, so that they are in the confidence alone.

    The order of sentences comes from a conditional logistic regression over half of the questions of six public sets
    (SQuAD 2, XQuAD, Chroma's, TIME, RAMDocs, INSCIT; for the last three a document counts as its best sentence), each
    set of equal weight; leaving any one out changed its own figures by at most .01. It is rounded towards BM25 and away
    from the cosine, which cost nothing there, and other languages than the model's want it. `words`, `base` and the
    scale of all come from a logistic regression over half of 4,600 questions: answerable, made unanswerable on purpose
    (SQuAD 2's), and asked of another set's articles; `base` is then lowered to what comes true of SQuAD 2's own mix.
    """

    sentence_cosine: float = 2.9
    passage_cosine: float = 0.7
    bm25: float = 1.45
    sentence_overlap: float = 1.1
    overlap_with_before: float = 1.1
    number: float = 0.36
    missing_numbers: float = -1.1
    words: float = 0.1
    base: float = -5.1


WEIGHTS = Weights()

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
            scored = [hit for candidate in candidates for hit in _score(candidate, question, articles, weights)]
            scored.sort(key=lambda hit: (-hit.score, hit.source, hit.sentence.start))
            yield Findings(tuple(scored[: max(limit, _SENTENCES_KEPT)]), passages_to_show(scored, articles, limit))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage to look at closely: its sentences' cosines (n,) and its own, and its BM25 as a share of the most."""

    stored: StoredPassage
    cosines: Vectors32
    passage_cosine: float
    bm25: float


def _candidates(view: View, questions: Sequence[Question]) -> Iterator[list[_Candidate]]:
    """For each question the passages to look at closely, the most promising first."""
    vectors = np.stack([question.vector for question in questions])
    by_words = [dict(view.store.passages_by_words(q.words, _BEST_BY_WORDS, view.subset)) for q in questions]
    wanted = [near | words.keys() for near, words in zip(_near(view, vectors), by_words, strict=True)]
    stored = view.store.passages(set().union(*wanted)).values()
    passages = sorted(stored, key=lambda passage: (passage.source, passage.passage.start))
    if not passages:
        yield from ([] for _ in questions)
        return
    cosines = _cosines([passage.sentence_vectors for passage in passages], vectors)
    passage_cosines = _cosines([passage.vector[None, :] for passage in passages], vectors)
    firsts = [0, *accumulate(len(passage.sentence_ids) for passage in passages)]
    rough = _ROUGH_SENTENCE * np.maximum.reduceat(cosines, firsts[:-1]) + _ROUGH_PASSAGE * passage_cosines
    for own, question in enumerate(questions):
        rows = [row for row, passage in enumerate(passages) if passage.id in wanted[own]]
        bm25 = _shares(question, by_words[own], [passages[row] for row in rows])
        best = np.argsort(-(rough[rows, own] + _ROUGH_BM25 * bm25), kind="stable")[:_LOOKED_AT_CLOSELY]
        yield [
            _Candidate(
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


def _cosines(parts: Sequence[Vectors32], vectors: Vectors32) -> Vectors32:
    """The cosines (rows of all parts, questions).

    To five places: the last ones depend on how many are multiplied at once, and would put equal ones in some order.
    """
    return np.round(np.concatenate(parts) @ vectors.T, 5)


def _shares(question: Question, by_words: Mapping[int, float], passages: Sequence[StoredPassage]) -> Vectors32:
    """The BM25 of each passage as a share of the most that the question's words, as its language has them, can give."""
    most = {language: question.total(language) * (_BM25_K1 + 1) or 1.0 for language in question.rarity}
    shares = [by_words.get(passage.id, 0.0) / most.get(passage.language, 1.0) for passage in passages]
    return np.array(shares, dtype=np.float32)


def _score(candidate: _Candidate, question: Question, articles: Articles, weights: Weights) -> Iterator[Hit]:
    """Each sentence of the passage as a hit, not yet with what is shown around it."""
    source, language = candidate.stored.source, candidate.stored.language
    text, sentences = articles.document(source).text, articles.sentences(source)
    first = bisect_left(sentences, candidate.stored.passage.sentences[0].start, key=attrgetter("start"))
    has_number = cues(language).number.search
    of_passage = (
        weights.base
        + weights.words * min(len(question.rarity.get(language, {})), _MOST_WORDS_COUNTED)
        + weights.passage_cosine * candidate.passage_cosine
        + weights.bm25 * candidate.bm25
    )
    before = (
        distinct_words(text[sentences[first - 1].start : sentences[first - 1].end], language) if first else frozenset()
    )
    for number, (sentence, cosine) in enumerate(
        zip(candidate.stored.passage.sentences, candidate.cosines.tolist(), strict=True), first
    ):
        words = distinct_words(text[sentence.start : sentence.end], language)
        overlap = question.overlap(words, language)
        yield Hit(
            source=source,
            span=Span(sentence.start, sentence.end),
            sentence=sentence,
            score=of_passage
            + weights.sentence_cosine * cosine
            + weights.sentence_overlap * overlap
            + weights.overlap_with_before * question.overlap(words | before, language)
            + weights.number
            * (question.asks_for_a_number and has_number(text, sentence.start, sentence.end) is not None)
            + weights.missing_numbers
            * (question.missing_numbers(_around(text, sentences, number)) if question.numbers else 0.0),
            similarity=cosine,
            overlap=overlap,
        )
        before = words


def _around(text: str, sentences: Sequence[Sentence], number: int) -> str:
    """The text of a sentence with those on either side that may name the question's numbers for it."""
    near = sentences[max(0, number - _NUMBERS_WITHIN) : number + _NUMBERS_WITHIN + 1]
    return text[near[0].start : near[-1].end]
