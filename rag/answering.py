"""A question and its hits -> an Answer, and an Answer as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from math import exp
from typing import TYPE_CHECKING, Any

from rag.errors import UsageError
from rag.values import Answer, Citation, Document, Hit, LibraryState, RankedPassage

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.settings import Settings

MAX_QUESTION_CHARACTERS = 10_000

# Fitted on half of 3,033 public questions (SQuAD 2, XQuAD and Chroma's, answerable, unanswerable on purpose, and asked
# of another set's articles); on the other half the expected calibration error is .05.
_SIMILARITY = 3.2
_OVERLAP = 2.8
_INTERCEPT = -3.8

_IN_WORDS = ((0.65, "likely"), (0.45, "possible"), (0.0, "doubtful"))

_CITED_BESIDE_BEST = 0.75
"""A sentence is cited beside the best one only with at least this share of its score."""


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
    hits: Sequence[Hit],
    documents: Callable[[str], Document],
    settings: Settings,
    state: LibraryState,
) -> Answer:
    """The answer that the hits, best first, give. `documents` gives a hit's document by its source."""
    sure = confidence(hits)
    found = bool(hits) and sure >= settings.threshold
    citations = tuple(_cite(_chosen(hits, settings.citations), documents)) if found else ()
    return Answer(
        question=question,
        status="answered" if found else "not_found",
        confidence=round(sure, 4),
        answer=" ".join(f"{citation.quote} [{citation.n}]" for citation in citations),
        citations=citations,
        passages=rank_passages(hits[: settings.passages], documents),
        library=state,
    )


def make_error(question: str, error: str, state: LibraryState) -> Answer:
    """What stands for an answer where the question could not be asked."""
    return Answer(question, "error", 0.0, "", (), (), state, error=error)


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The answer as the object that the command, the API and the batch write, schema 1."""
    values = asdict(answer)
    order = ("schema", "id", "question", "status", "confidence", "answer", "citations", "passages", "library", "error")
    return {key: values[key] for key in order}


def confidence(hits: Sequence[Hit]) -> float:
    """The probability that the first citations answer the question: a logistic model of the best hit's features."""
    if not hits:
        return 0.0
    best = hits[0]
    return 1 / (1 + exp(-(_SIMILARITY * best.similarity + _OVERLAP * best.overlap + _INTERCEPT)))


def confidence_in_words(confidence: float) -> str:
    """A confidence for people."""
    return next(word for least, word in _IN_WORDS if confidence >= least)


def _chosen(hits: Sequence[Hit], most: int) -> list[Hit]:
    """The hits to cite: the best of each source first, then second ones, none much worse than the best."""
    good = [hit for hit in hits if hit.score >= _CITED_BESIDE_BEST * hits[0].score]
    seen: set[str] = set()
    firsts: list[Hit] = []
    seconds: list[Hit] = []
    for hit in good:
        (seconds if hit.source in seen else firsts).append(hit)
        seen.add(hit.source)
    return [*firsts, *seconds][:most]


def _cite(hits: Sequence[Hit], documents: Callable[[str], Document]) -> Iterator[Citation]:
    for n, hit in enumerate(hits, start=1):
        document = documents(hit.source)
        start, end = hit.sentence.start, hit.sentence.end
        place = document.places([start])[0]
        yield Citation(
            n=n,
            source=hit.source,
            start=start,
            end=end,
            quote=document.text[start:end],
            line=place.line,
            paragraph=place.paragraph,
            page=place.page,
            heading=place.heading,
            title=document.title,
            author=document.author,
            published=document.published,
            score=round(hit.score, 4),
        )


def rank_passages(hits: Sequence[Hit], documents: Callable[[str], Document]) -> tuple[RankedPassage, ...]:
    """The hits' passages as an answer carries them."""
    return tuple(
        RankedPassage(
            rank=rank,
            source=hit.source,
            start=hit.passage.start,
            end=hit.passage.end,
            text=documents(hit.source).text[hit.passage.start : hit.passage.end],
            score=round(hit.score, 4),
        )
        for rank, hit in enumerate(hits, start=1)
    )
