"""A question -> hits: sentence vectors from FAISS and words from the full text, fused sentence by sentence.

Passages are found; their sentences are ranked, by a few features that are comparable between questions, with one weight
each; and what is shown is a window of whole sentences with the best one in its middle.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.passages import count_words
from rag.values import Document, Findings, Hit, Sentence, Span
from rag.words import distinct_words, search_words

if TYPE_CHECKING:
    from rag.store import Store, StoredPassage
    from rag.values import Vectors32
    from rag.vectors import Vectors

_NEAREST_SENTENCES = 200
_BEST_BY_WORDS = 200
_LOOKED_AT_CLOSELY = 40
"""Only so many passages have their sentences compared with the question word by word: splitting words is slow."""

_WINDOW_WORDS = 90
_MOST_WINDOW_WORDS = 120

_BM25_K1 = 1.2
"""The k1 of SQLite's bm25(): no word can add more than its idf times k1 + 1."""

_ASKS_FOR_A_NUMBER = re.compile(
    r"\b(how (many|much|long|old|often|far|tall|large)|when|(what|which) (year|date|day|percent\w*))\b"
)
_HAS_A_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature of a sentence counts, as log-odds of its being the one that answers.

    Cosines with the question: of the sentence, its passage, and the better of its neighbours. `bm25`: its passage's, as
    a share of the most that any could reach. Overlaps: the share of the question's words, by rarity, that the
    sentence and its passage hold. `number`: it has one where the question asks how many, how much or when.

    The figures come from a conditional logistic regression over the sentences of 1,200 questions of public sets
    (SQuAD 2, XQuAD, Chroma's), rounded towards the words of the passage, which news and sources that disagree want.
    """

    sentence_cosine: float = 6.0
    passage_cosine: float = 2.0
    neighbour_cosine: float = 1.0
    bm25: float = 5.0
    sentence_overlap: float = 4.0
    passage_overlap: float = 2.0
    number: float = 1.35


WEIGHTS = Weights()

# By which passages are chosen to be looked at closely: what needs no words.
_ROUGH_SENTENCE = 0.5
_ROUGH_PASSAGE = 0.2
_ROUGH_BM25 = 0.6


class Articles(Protocol):
    """What a search reads of the documents it looks at."""

    def document(self, source: str) -> Document:
        """The document."""

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        """All its sentences in order."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched: its vector (d,), its words, how rare each is (idf) in the library."""

    vector: Vectors32
    words: tuple[str, ...]
    rarity: dict[str, float]
    asks_for_a_number: bool

    def overlap(self, words: frozenset[str]) -> float:
        """The share of the question's words, weighed by rarity, that are among `words`."""
        total = sum(self.rarity.values())
        return sum(self.rarity[word] for word in self.rarity.keys() & words) / total if total else 0.0


def make_question(store: Store, text: str, vector: Vectors32) -> Question:
    """The question with its words looked up. A word that no passage has is the rarest of all."""
    words = tuple(dict.fromkeys(search_words(text)))
    passages = store.counts()[1]
    known = store.passages_with(words)
    rarity = {word: log(1 + (passages - known.get(word, 0) + 0.5) / (known.get(word, 0) + 0.5)) for word in words}
    return Question(vector, words, rarity, _ASKS_FOR_A_NUMBER.search(text.lower()) is not None)


def read_together(question: Question, earlier: Question, weight: float) -> Question:
    """The question with so much of an earlier one, from 0 to 1, that it leans on."""
    vector = question.vector + weight * earlier.vector
    return Question(
        vector=vector / np.linalg.norm(vector),
        words=tuple(dict.fromkeys((*question.words, *earlier.words))),
        rarity={word: weight * rarity for word, rarity in earlier.rarity.items()} | question.rarity,
        asks_for_a_number=question.asks_for_a_number,
    )


def find(
    store: Store, vectors: Vectors, question: Question, articles: Articles, limit: int, weights: Weights = WEIGHTS
) -> Findings:
    """The best sentences and passages for the question, at most `limit` of each.

    Equal scores are in the order of source and place.
    """
    candidates = _candidates(store, vectors, question)
    rough = sorted(candidates, key=lambda candidate: (-candidate.rough_score, candidate.order))
    scored = [hit for candidate in rough[:_LOOKED_AT_CLOSELY] for hit in _score(candidate, question, articles, weights)]
    scored.sort(key=lambda hit: (-hit.score, hit.source, hit.sentence.start))
    return Findings(tuple(scored[:limit]), tuple(_windows(scored, articles, limit)))


@dataclass(frozen=True, slots=True)
class _Candidate:
    stored: StoredPassage
    cosines: Vectors32
    passage_cosine: float
    bm25: float

    @property
    def order(self) -> tuple[str, int]:
        """What puts equal scores in order."""
        return self.stored.source, self.stored.passage.start

    @property
    def rough_score(self) -> float:
        """By which it is chosen to be looked at closely."""
        return (
            _ROUGH_SENTENCE * float(self.cosines.max()) + _ROUGH_PASSAGE * self.passage_cosine + _ROUGH_BM25 * self.bm25
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


def _score(candidate: _Candidate, question: Question, articles: Articles, weights: Weights) -> Iterator[Hit]:
    """Each sentence of the passage as a hit, not yet with its window."""
    text = articles.document(candidate.stored.source).text
    sentences = candidate.stored.passage.sentences
    words = [distinct_words(text[s.start : s.end]) for s in sentences]
    passage_overlap = question.overlap(frozenset().union(*words))
    of_passage = (
        weights.passage_cosine * candidate.passage_cosine
        + weights.bm25 * candidate.bm25
        + weights.passage_overlap * passage_overlap
    )
    cosines = candidate.cosines.tolist()
    for sentence, own_words, cosine, neighbour in zip(sentences, words, cosines, _of_neighbours(cosines), strict=True):
        overlap = question.overlap(own_words)
        number = question.asks_for_a_number and _HAS_A_NUMBER.search(text, sentence.start, sentence.end) is not None
        yield Hit(
            source=candidate.stored.source,
            span=Span(sentence.start, sentence.end),
            sentence=sentence,
            score=of_passage
            + weights.sentence_cosine * cosine
            + weights.neighbour_cosine * neighbour
            + weights.sentence_overlap * overlap
            + weights.number * number,
            similarity=cosine,
            overlap=overlap,
            passage_overlap=passage_overlap,
        )


def _of_neighbours(values: Sequence[float]) -> Iterator[float]:
    """For each value the greater of those beside it; 0 where there is none."""
    for i in range(len(values)):
        yield max(values[i - 1] if i else 0.0, values[i + 1] if i + 1 < len(values) else 0.0)


def _windows(hits: Sequence[Hit], articles: Articles, limit: int) -> Iterator[Hit]:
    """The hits, best first, each shown with what stands around it; those shown already in a better one are left out."""
    shown: dict[str, list[Span]] = {}
    given = 0
    for hit in hits:
        if given == limit:
            return
        taken = shown.setdefault(hit.source, [])
        if any(span.start <= hit.sentence.start < span.end for span in taken):
            continue
        span = _window(hit, articles, taken)
        taken.append(span)
        given += 1
        yield replace(hit, span=span)


def _window(hit: Hit, articles: Articles, taken: Sequence[Span]) -> Span:
    """Whole sentences around the hit's, as many words on either side, up to furniture and to what is shown already."""
    document, sentences = articles.document(hit.source), articles.sentences(hit.source)
    first = last = bisect_left(sentences, hit.sentence.start, key=attrgetter("start"))
    barriers = [*document.furniture, *taken]
    before = after = 0
    own = _words_of(document, hit.sentence)

    def fits(index: int) -> bool:
        """Whether the sentence at `index`, beside the window, can be added to it."""
        if not 0 <= index < len(sentences):
            return False
        start = min(sentences[index].start, sentences[first].start)
        end = max(sentences[index].end, sentences[last].end)
        if any(barrier.start < end and start < barrier.end for barrier in barriers):
            return False
        return before + own + after + _words_of(document, sentences[index]) <= _MOST_WINDOW_WORDS

    while before + own + after < _WINDOW_WORDS:
        if fits(first - 1) and (before <= after or not fits(last + 1)):
            first -= 1
            before += _words_of(document, sentences[first])
        elif fits(last + 1):
            last += 1
            after += _words_of(document, sentences[last])
        else:
            break
    return Span(sentences[first].start, sentences[last].end)


def _words_of(document: Document, sentence: Sentence) -> int:
    return count_words(document.text[sentence.start : sentence.end])
