"""A question -> hits: sentence vectors from FAISS and words from the full text, fused sentence by sentence.

Passages are found; their sentences are ranked by a few features that are comparable between questions, with one weight
each. What is shown around the best ones is for `rag.windows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from rag.candidates import find_candidates
from rag.demands import names_any
from rag.feedback import unlikeness
from rag.scoring import WEIGHTS, Scored, Weights, belief, rank, score_alone
from rag.values import Findings
from rag.windows import Shown

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.candidates import Candidate, Found, View
    from rag.overlaps import WordedArticles
    from rag.question import Question
    from rag.ranked import RankedSentences
    from rag.values import Hit

_LOOKED_AT_CLOSELY = 40
"""Only so many passages have their sentences compared with the question word by word: splitting words is slow."""

_SENTENCES_KEPT = 40
"""Of these an answer takes its citations; a story printed in a dozen papers must not hide the one that differs."""

_TOGETHER = 64
"""Questions looked up at once."""

SHOWN_FIRST = 4
_LOOKED_AT_FOR_THEM = 15
"""So many passages are shown for what they are; those after them for what they have in common with these, too, and so
many more are looked at closely for that."""


def find(
    view: View, questions: Sequence[Question], articles: WordedArticles, limit: int, weights: Weights = WEIGHTS
) -> Iterator[Findings]:
    """For each question in order the best sentences and passages that are in view: at most `limit` passages.

    Equal scores are in the order of source and place. Questions are looked up together, so many at a time.
    """
    for start in range(0, len(questions), _TOGETHER):
        some = questions[start : start + _TOGETHER]
        for question, found in zip(some, find_candidates(view, some), strict=True):
            yield _found(question, found, articles, limit, weights)


def _found(question: Question, found: Found, articles: WordedArticles, limit: int, weights: Weights) -> Findings:
    """The best sentences and passages of those found for one question."""
    closely = found.best(_LOOKED_AT_CLOSELY)
    scored = score_alone(closely, question, articles, weights)
    ranked = rank(scored, weights)
    if not len(ranked):
        return Findings((), ())
    believed = belief(ranked[0], closely, question, articles, weights)
    ranked = ranked.raised(believed)
    shown = Shown(articles)
    shown.show(ranked, min(limit, SHOWN_FIRST))
    if limit > SHOWN_FIRST:
        first = [one for one in closely if any(one.holds(hit) for hit in shown.passages)]
        more = found.nearest_after(_LOOKED_AT_CLOSELY, first, _LOOKED_AT_FOR_THEM)
        wider = rank(Scored.all_of([scored, score_alone(more, question, articles, weights)]), weights).raised(believed)
        shown.show(wider, limit, _merits(wider, [*closely, *more], first, articles))
    named = islice(_of_what_is_named(ranked, question, articles), max(limit, _SENTENCES_KEPT))
    return Findings(tuple(named), tuple(shown.passages))


def _of_what_is_named(ranked: RankedSentences, question: Question, articles: Articles) -> Iterator[Hit]:
    """The sentences, best first, without those of articles that have none of the names that the question has.

    All of them, where it has no names, or the best one's article has none either; an article in another language may
    write them otherwise. Of such sentences in answers to the questions of SQuAD 2, XQuAD and RAMDocs that have names,
    none, none and a fifth were of an article that answers; of the others .97, .99 and .8.
    """
    best = articles.document(ranked[0].source)
    known = {best.source: True}
    asks_for = bool(question.demands.names) and names_any(question.demands, best)
    for hit in ranked:
        if asks_for and hit.source not in known:
            document = articles.document(hit.source)
            known[hit.source] = document.language != best.language or names_any(question.demands, document)
        if known.get(hit.source, True):
            yield hit


def _merits(
    ranked: RankedSentences, of: Sequence[Candidate], first: Sequence[Candidate], articles: WordedArticles
) -> list[float]:
    """The scores of sentences of these passages, less what their passage is unlike the first ones."""
    unlike = {
        (one.stored.source, sentence.start): least
        for one, least in zip(of, unlikeness(of, first, articles).tolist(), strict=True)
        for sentence in one.stored.passage.sentences
    }
    return [score - unlike[place] for score, place in zip(ranked.scores, ranked.places(), strict=True)]
