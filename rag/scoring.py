"""The sentences of passages -> their scores, as log-odds of answering a question, from a few features of each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, Self

import numpy as np

from rag.demands import unmet
from rag.languages.cues import cues
from rag.overlaps import Wanted
from rag.ranked import RankedSentences

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.articles import Articles
    from rag.candidates import Candidate
    from rag.overlaps import SentenceWords, Shares, WordedArticles
    from rag.question import Question
    from rag.values import Hit, Sentence

    Numbers = npt.NDArray[np.float64]

_NUMBERS_WITHIN = 3
"""How many sentences on either side of one may name the question's numbers for it."""

_MOST_WORDS_COUNTED = 15

_DOCUMENT_SHARPNESS = 4.0
"""By which log-odds are multiplied before those of a document's sentences are summed: one much better than the others
decides nearly alone, and a dozen as good as it add half a point."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature of a sentence adds to the log-odds of its answering the question.

    Cosines with the question: of the sentence and of its passage. `bm25`: its passage's, as a share of the most that
    any could reach. Overlaps: the share of the question's words, by rarity, that the sentence holds, and that it holds
    together with the sentence before. `number`: it has one where the question asks how many, how much or when.
    `missing_numbers`: the share of the question's own numbers that neither it nor a sentence near names. `words`: for
    each word of the question, up to 15, since the shares of a long question are smaller; with `base` the same for all
    sentences, so that they are in the confidence alone. `document`: what the other sentences of its document add, the
    same for all of that document, so that one that speaks of the matter throughout goes before one that mentions it.

    The rest is of the best sentence and added to all alike, so that it too is in the confidence alone. `best_cosine`
    and `best_bm25`: its cosine says more, and its passage's BM25 less, of whether it answers than of which comes
    first. `asked_number`: the question asks for a number. `unmet_…`: it asks what is not so and the sentence denies
    nothing; it has a “first” or “largest” that is not near; the share of its names that are not (see `rag.demands`).

    The order of sentences comes from a conditional logistic regression over half of the questions of six public sets
    (SQuAD 2, XQuAD, Chroma's, TIME, RAMDocs, INSCIT; for the last three a document counts as its best sentence), each
    set of equal weight; leaving any one out changed its own figures by at most .01. It is rounded towards BM25 and away
    from the cosine, which cost nothing there, and other languages than the model's want it. `document` was
    set by hand, looking at all questions: from .5 to 1 it gives TIME .01 to .02 of nDCG@10, and changes no figure of
    another set by more than .01. `words`, `base` and the scale of all come from a logistic regression over half of
    4,600 questions: answerable, made unanswerable on purpose (SQuAD 2's), and asked of another set's articles; `base`
    is then set to what comes true of SQuAD 2's own mix. What is of the best sentence comes from a logistic regression
    over the answerable and unanswerable questions of half of SQuAD 2's articles here and another set's, in round
    figures; on the other half, it raises the AUROC of unanswerable questions from .65 to .72.
    """

    sentence_cosine: float = 2.9
    passage_cosine: float = 0.7
    bm25: float = 1.45
    sentence_overlap: float = 1.1
    overlap_with_before: float = 1.1
    number: float = 0.36
    missing_numbers: float = -1.1
    document: float = 0.7
    words: float = 0.1
    best_cosine: float = 0.75
    best_bm25: float = -0.7
    asked_number: float = -0.36
    unmet_negation: float = -2.5
    unmet_superlative: float = -0.6
    unmet_names: float = -0.7
    base: float = -5.0


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Sentences in no order, with what its own features give each, its cosine with the question, its overlap (n,)."""

    sources: Sequence[str]
    sentences: Sequence[Sentence]
    scores: Numbers
    cosines: Numbers
    overlaps: Numbers

    @classmethod
    def all_of(cls, parts: Sequence[Scored]) -> Self:
        """All the sentences of the parts."""
        nothing = np.empty(0)
        return cls(
            [source for part in parts for source in part.sources],
            [sentence for part in parts for sentence in part.sentences],
            np.concatenate([nothing, *(part.scores for part in parts)]),
            np.concatenate([nothing, *(part.cosines for part in parts)]),
            np.concatenate([nothing, *(part.overlaps for part in parts)]),
        )


def score_alone(
    candidates: Sequence[Candidate], question: Question, articles: WordedArticles, weights: Weights = WEIGHTS
) -> Scored:
    """The sentences of the passages, each with what its own features give it."""
    by_language: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_language.setdefault(candidate.stored.language, []).append(candidate)
    return Scored.all_of(
        [_score_in(language, own, question, articles, weights) for language, own in by_language.items()]
    )


def rank(scored: Scored, weights: Weights = WEIGHTS) -> RankedSentences:
    """Sentences scored alone, each with what its document's other ones add, best first."""
    return RankedSentences.of(
        scored.sources,
        scored.sentences,
        scored.scores + weights.document * _support(scored),
        scored.cosines,
        scored.overlaps,
    )


def belief(
    best: Hit, candidates: Sequence[Candidate], question: Question, articles: Articles, weights: Weights = WEIGHTS
) -> float:
    """What the best sentence adds to the log-odds of all: how far its score is to be believed.

    The candidates hold it.
    """
    of = next(candidate for candidate in candidates if candidate.holds(best))
    left = unmet(
        question.demands,
        articles.document(best.source).text,
        articles.sentences(best.source),
        best.sentence,
        of.stored.language,
    )
    return (
        weights.best_cosine * best.similarity
        + weights.best_bm25 * of.bm25
        + weights.asked_number * question.asks_for_a_number
        + weights.unmet_negation * left.negation
        + weights.unmet_superlative * left.superlative
        + weights.unmet_names * left.names
    )


def _support(scored: Scored) -> Numbers:
    """What the other sentences of each one's document add to its best: the smooth maximum of all less the maximum."""
    number_of: dict[str, int] = {}
    documents = np.array([number_of.setdefault(source, len(number_of)) for source in scored.sources], dtype=np.int64)
    best = np.full(len(number_of), -np.inf)
    np.maximum.at(best, documents, scored.scores)
    likelihoods = np.exp(_DOCUMENT_SHARPNESS * (scored.scores - best[documents]))
    support: Numbers = np.log(np.bincount(documents, likelihoods)) / _DOCUMENT_SHARPNESS
    return support[documents]


def _score_in(
    language: str, candidates: Sequence[Candidate], question: Question, articles: WordedArticles, weights: Weights
) -> Scored:
    """Of passages that are all in one language."""
    rarity = question.rarity.get(language, {})
    overlaps, with_before = _overlaps(Wanted(rarity), [articles.words(candidate.stored) for candidate in candidates])
    cosines = np.concatenate([candidate.cosines for candidate in candidates]).astype(np.float64)
    of_passages = [
        weights.base
        + weights.words * min(len(rarity), _MOST_WORDS_COUNTED)
        + weights.passage_cosine * candidate.passage_cosine
        + weights.bm25 * candidate.bm25
        for candidate in candidates
    ]
    scores = (
        np.repeat(of_passages, [len(candidate.stored.passage.sentences) for candidate in candidates])
        + weights.sentence_cosine * cosines
        + weights.sentence_overlap * overlaps
        + weights.overlap_with_before * with_before
    )
    if question.asks_for_a_number or question.numbers:
        texts = [_Text.around(candidate, articles) for candidate in candidates]
        if question.asks_for_a_number:
            scores += weights.number * np.concatenate([text.has_number(language) for text in texts])
        if question.numbers:
            scores += weights.missing_numbers * np.concatenate([text.missing_numbers(question) for text in texts])
    sentences = [sentence for candidate in candidates for sentence in candidate.stored.passage.sentences]
    sources = [candidate.stored.source for candidate in candidates for _ in candidate.stored.passage.sentences]
    return Scored(sources, sentences, scores, cosines, overlaps)


def _overlaps(wanted: Wanted, texts: Sequence[SentenceWords]) -> tuple[Shares, Shares]:
    """What each sentence holds of the words that are wanted, and what it holds together with the one before it."""
    # The rows of a passage begin with the sentence that leads up to it.
    held = wanted.held(texts)
    own = np.ones(len(held), dtype=np.bool_)
    own[[0, *accumulate(text.sentences for text in texts[:-1])]] = False
    return wanted.shares(held[own]), wanted.shares((held | np.roll(held, 1, axis=0))[own])


@dataclass(frozen=True, slots=True)
class _Text:
    """The sentences of a passage, and among all of its document's the number of the first."""

    text: str
    sentences: Sequence[Sentence]
    all_sentences: Sequence[Sentence]
    first: int

    @classmethod
    def around(cls, candidate: Candidate, articles: Articles) -> _Text:
        """A passage's own."""
        source, own = candidate.stored.source, candidate.stored.passage.sentences
        sentences = articles.sentences(source)
        first = bisect_left(sentences, own[0].start, key=attrgetter("start"))
        return cls(articles.document(source).text, own, sentences, first)

    def has_number(self, language: str) -> list[bool]:
        """Whether there is a number in each of the sentences."""
        number = cues(language).number.search
        return [number(self.text, sentence.start, sentence.end) is not None for sentence in self.sentences]

    def missing_numbers(self, question: Question) -> list[float]:
        """The share of the question's numbers that neither each of the sentences nor one near it names."""
        return [question.missing_numbers(self._near(self.first + at)) for at in range(len(self.sentences))]

    def _near(self, number: int) -> str:
        """The text of a sentence with those on either side that may name the question's numbers for it."""
        near = self.all_sentences[max(0, number - _NUMBERS_WITHIN) : number + _NUMBERS_WITHIN + 1]
        return self.text[near[0].start : near[-1].end]
