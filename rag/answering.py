"""A question and its hits -> an Answer, and an Answer as JSON."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict
from math import exp
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from rag.errors import UsageError
from rag.passages import count_words
from rag.values import Answer, Citation, Document, Findings, Hit, LibraryState, RankedPassage, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.search import Articles
    from rag.settings import Settings

MAX_QUESTION_CHARACTERS = 10_000

# A hit's score as a probability that it answers: a logistic fitted on half of 2,433 public questions (SQuAD 2, XQuAD
# and Chroma's: answerable, unanswerable on purpose, and asked of another set's articles). On the other half the
# expected calibration error is .06.
_SLOPE = 0.38
_INTERCEPT = -4.17

_IN_WORDS = ((0.65, "likely"), (0.45, "possible"), (0.0, "doubtful"))

_BEHIND_BEST = 2.0
"""A sentence is cited beside the best one only if its log-odds are at most this much less."""


_IN_ORDER = (
    *("schema", "id", "question", "read_with", "status", "confidence", "answer", "citations", "passages", "library"),
    "error",
)

_LEANS_BACK = re.compile(r"[“\"'‘]?(?:He|She|It|They|This|That|These|Those|His|Her|Their|Its|Such|Both)\b")
"""How a sentence begins that says of whom or what it speaks only together with the one before."""

_MOST_LED_IN = 2
_MOST_QUOTED_WORDS = 90


def check_question(question: object) -> str:
    """The question without white space around it. Raises UsageError where it is not text, empty or too long."""
    if not isinstance(question, str):
        raise UsageError(f"The question is {type(question).__name__}, not text.")
    stripped = question.strip()
    if not stripped:
        raise UsageError("The question is empty. Ask something of the articles.")
    if len(stripped) > MAX_QUESTION_CHARACTERS:
        raise UsageError(
            f"The question has {len(stripped):,} characters; the limit is {MAX_QUESTION_CHARACTERS:,}. Ask it in short."
        )
    return stripped


def make_answer(
    question: str,
    found: Findings,
    articles: Articles,
    settings: Settings,
    state: LibraryState,
) -> Answer:
    """The answer that the findings give."""
    confidence = probability(found.sentences[0]) if found.sentences else 0.0
    answered = bool(found.sentences) and confidence >= settings.threshold
    citations = _cite(_chosen(found.sentences), articles, settings.citations) if answered else ()
    return Answer(
        question=question,
        status="answered" if answered else "not_found",
        confidence=confidence,
        answer=" ".join(f"{citation.quote} [{citation.n}]" for citation in citations),
        citations=citations,
        passages=rank_passages(found.passages[: settings.passages], articles.document),
        library=state,
    )


def make_error(question: str, error: str, state: LibraryState) -> Answer:
    """What stands for an answer where the question could not be asked."""
    return Answer(question, "error", 0.0, "", (), (), state, error=error)


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The answer as the object that the command, the API and the batch write, schema 1."""
    values = asdict(answer)
    order = (
        "schema",
        "id",
        "question",
        "read_with",
        "status",
        "confidence",
        "answer",
        "citations",
        "passages",
        "library",
        "error",
    )
    return {key: values[key] for key in order}


def probability(hit: Hit) -> float:
    """The probability that the hit's sentence answers the question, to four places."""
    return round(1 / (1 + exp(-(_SLOPE * hit.score + _INTERCEPT))), 4)


def confidence_in_words(confidence: float) -> str:
    """A confidence for people."""
    return next(word for least, word in _IN_WORDS if confidence >= least)


def _chosen(hits: Sequence[Hit]) -> list[Hit]:
    """The sentences to cite: the best of each source first, then second ones, none much worse than the best."""
    good = [hit for hit in hits if hit.score >= hits[0].score - _BEHIND_BEST]
    seen: set[str] = set()
    firsts: list[Hit] = []
    seconds: list[Hit] = []
    for hit in good:
        (seconds if hit.source in seen else firsts).append(hit)
        seen.add(hit.source)
    return [*firsts, *seconds]


def _cite(hits: Sequence[Hit], articles: Articles, most: int) -> tuple[Citation, ...]:
    citations: list[Citation] = []
    quoted: dict[str, list[Span]] = {}
    for hit in hits:
        span = _quotation(hit, articles)
        taken = quoted.setdefault(hit.source, [])
        if len(citations) < most and not any(span.start < other.end and other.start < span.end for other in taken):
            taken.append(span)
            citations.append(_citation(len(citations) + 1, hit, span, articles.document(hit.source)))
    return tuple(citations)


def _quotation(hit: Hit, articles: Articles) -> Span:
    """The hit's sentence, with the one before it in its paragraph where it begins with “He” or “This”."""
    document, sentences = articles.document(hit.source), articles.sentences(hit.source)
    own = bisect_left(sentences, hit.sentence.start, key=attrgetter("start"))
    paragraph = max((p.start for p in document.paragraphs if p.start <= hit.sentence.start), default=0)
    first = own
    while (
        own - first < _MOST_LED_IN
        and _LEANS_BACK.match(document.text, sentences[first].start)
        and first > 0
        and sentences[first - 1].start >= paragraph
        and count_words(document.text[sentences[first - 1].start : hit.sentence.end]) <= _MOST_QUOTED_WORDS
        and not any(sentences[first - 1].end <= m.start < sentences[first].start for m in document.furniture)
    ):
        first -= 1
    return Span(sentences[first].start, hit.sentence.end)


def _citation(n: int, hit: Hit, span: Span, document: Document) -> Citation:
    place = document.places([span.start])[0]
    return Citation(
        n=n,
        source=hit.source,
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
        line=place.line,
        paragraph=place.paragraph,
        page=place.page,
        heading=place.heading,
        title=document.title,
        author=document.author,
        published=document.published,
        score=probability(hit),
    )


def rank_passages(hits: Sequence[Hit], documents: Callable[[str], Document]) -> tuple[RankedPassage, ...]:
    """The hits' passages as an answer carries them."""
    return tuple(
        RankedPassage(
            rank=rank,
            source=hit.source,
            start=hit.span.start,
            end=hit.span.end,
            text=documents(hit.source).text[hit.span.start : hit.span.end],
            score=probability(hit),
        )
        for rank, hit in enumerate(hits, start=1)
    )
