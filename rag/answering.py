"""A question and its hits -> an Answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log
from typing import TYPE_CHECKING

from rag.differing.differences import differences
from rag.errors import UsageError
from rag.languages.words import search_words, word_spans
from rag.quoting import quote
from rag.sources import Quotation, Sources
from rag.valid_text import is_text, kind_of
from rag.values import Answer, Citation, Document, Findings, Hit, LibraryState, RankedPassage, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.articles import Articles
    from rag.followups import FollowUp
    from rag.settings import Settings

MAX_QUESTION_CHARACTERS = 10_000

_IN_WORDS = ((0.5, "likely"), (0.3, "possible"), (0.0, "doubtful"))

_BEHIND_BEST = 0.8
_BEHIND_BEST_ELSEWHERE = 1.1
"""A sentence is cited beside the best one only if its log-odds are at most this much less; the first of its document,
which another source speaks in, at most that much."""


def check_question(question: object) -> str:
    """The question without white space around it. Raises UsageError where it is not text, empty or too long."""
    if not isinstance(question, str):
        raise UsageError(f"The question is {kind_of(question)}, not text.")
    if not is_text(question):
        raise UsageError("The question is not valid text: it holds half of a character. Write it again.")
    stripped = question.strip()
    if not stripped:
        raise UsageError("The question is empty. Ask something of the articles.")
    if len(stripped) > MAX_QUESTION_CHARACTERS:
        raise UsageError(
            f"The question has {len(stripped):,} characters; the limit is {MAX_QUESTION_CHARACTERS:,}. Ask it in short."
        )
    return stripped


def can_be_asked(question: object) -> bool:
    """Whether `check_question` takes it: what it refuses is no question that a later one leans on."""
    try:
        check_question(question)
    except UsageError:
        return False
    return True


def check_history(history: object) -> list[str]:
    """The earlier questions of a conversation, oldest first. Raises UsageError where one cannot have been asked.

    An empty one counts for nothing; the letters of a text would pass for questions.
    """
    if not isinstance(history, Sequence) or isinstance(history, (str, bytes)):
        raise UsageError(f"The history {history!r:.80} is not a list. Give a list of the earlier questions.")
    for earlier in history:
        if not isinstance(earlier, str) or not is_text(earlier):
            raise UsageError(f"The history holds {earlier!r:.80}, which is not text. Give the earlier questions alone.")
        if len(earlier) > MAX_QUESTION_CHARACTERS:
            raise UsageError(
                f"An earlier question has {len(earlier):,} characters; the limit is {MAX_QUESTION_CHARACTERS:,}. "
                "Leave it out of the history."
            )
    return list(history)


def make_answer(
    question: str,
    found: Findings,
    articles: Articles,
    settings: Settings,
    state: LibraryState,
    lead: FollowUp | None = None,
) -> Answer:
    """The answer that the findings give; `lead` is what the question was read together with."""
    confidence = probability(found.sentences[0]) if found.sentences else 0.0
    answered = bool(found.sentences) and confidence >= settings.threshold
    asked = (question, lead.kept) if lead else (question,)
    citations = _cite(found, articles, settings.citations, asked) if answered else ()
    return Answer(
        question=question,
        status="answered" if answered else "not_found",
        confidence=confidence,
        answer=" ".join(f"{citation.quote} [{citation.n}]" for citation in citations),
        citations=citations,
        passages=rank_passages(found.passages[: settings.passages], articles.document),
        library=state,
        read_with=lead.earlier if lead else None,
        differences=differences(" ".join(asked), citations),
    )


def make_error(question: str, error: str, state: LibraryState) -> Answer:
    """What stands for an answer where the question could not be asked."""
    return Answer(question, "error", 0.0, "", (), (), state, error=error)


def probability(hit: Hit) -> float:
    """The probability that the hit's sentence answers the question, to four places."""
    return round(1 / (1 + exp(-hit.score)), 4)


def score_of(probability: float) -> float:
    """The score of a hit that answers with that probability; those next to 0 and 1 are cut to what is finite."""
    sure = min(max(probability, 1e-6), 1 - 1e-6)
    return log(sure / (1 - sure))


def confidence_in_words(confidence: float) -> str:
    """A confidence for people."""
    return next(word for least, word in _IN_WORDS if confidence >= least)


def _cite(found: Findings, articles: Articles, most: int, asked: Sequence[str]) -> tuple[Citation, ...]:
    """The best sentences as citations, none much worse than the best, of distinct sources first."""
    good = _good_enough(found.sentences)
    sources = Sources(articles, [hit.source for hit in (*found.sentences, *found.passages)])
    chosen = sources.choose([Quotation(hit, articles) for hit in good], most)
    return tuple(
        replace(_citation(n, quotation, asked), copies=sources.also_in(quotation))
        for n, quotation in enumerate(chosen, start=1)
    )


def _good_enough(hits: Sequence[Hit]) -> list[Hit]:
    best, seen, good = hits[0].score, set[str](), list[Hit]()
    for hit in hits:
        if hit.score >= best - (_BEHIND_BEST if hit.source in seen else _BEHIND_BEST_ELSEWHERE):
            good.append(hit)
        seen.add(hit.source)
    return good


def _citation(n: int, quotation: Quotation, asked: Sequence[str]) -> Citation:
    document, span = quotation.document, quotation.span
    return replace(
        quote(document, span.start, span.end),
        n=n,
        score=probability(quotation.hit),
        matches=matching_words(document, span, asked),
    )


def matching_words(document: Document, span: Span, asked: Sequence[str]) -> tuple[Span, ...]:
    """The stretches of `span` whose words are those of the questions asked, by their stems; sorted, apart.

    What adjoins is one: so are pairs of Chinese or Japanese characters that overlap.
    """
    wanted = {word for question in asked for word in search_words(question, document.language)}
    matches: list[Span] = []
    for found, _ in word_spans(document.text, span.start, span.end, document.language, wanted):
        adjoins = bool(matches) and found.start <= matches[-1].end
        matches.append(Span(matches.pop().start if adjoins else found.start, found.end))
    return tuple(matches)


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
