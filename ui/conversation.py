"""Questions and answers as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.text import confidence_in_words, counted, date_in_words, escaped, isolated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.values import Answer, Citation, RankedPassage


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation with its answer, or the problem in its place, or neither while it is sought."""

    question: str
    answer: Answer | None = None
    problem: str | None = None


def conversation_html(turns: Sequence[Turn], articles: int) -> str:
    """The conversation from its first question on; before that, what can be asked here."""
    shown = "".join(_turn_html(number, turn) for number, turn in enumerate(turns))
    return f'<div class="turns" role="log" aria-label="Conversation">{shown or _welcome_html(articles)}</div>'


def heading_html(library_name: str, articles: int) -> str:
    """The page's head: whose articles these are, and how many."""
    return (
        f'<header class="library"><h1 dir="auto">{escaped(library_name)}</h1>'
        f"<p>{counted(articles, 'article')}</p></header>"
    )


def answer_html(turn: int, answer: Answer) -> str:
    """An answer: quotations and their sources, or that the articles do not say, or what went wrong.

    `turn` counts the conversation's questions from 0; with a citation's `n` it says which citation a button opens.
    """
    if answer.status == "error":
        return _problem_html(answer.error or "The question could not be answered.")
    if answer.status == "not_found" or not answer.citations:
        return f'<p class="not-found">The articles do not say.</p>{_nearest_html(answer.passages)}'
    quotations = "".join(_quotation_html(turn, citation) for citation in answer.citations)
    sources = "".join(_source_html(turn, citation) for citation in answer.citations)
    return (
        f'{quotations}<h3 class="sources-heading">Sources</h3><ul class="sources">{sources}</ul>'
        f'<p class="confidence">Confidence: {confidence_in_words(answer.confidence)}</p>'
    )


def _turn_html(number: int, turn: Turn) -> str:
    if turn.problem is not None:
        reply = _problem_html(turn.problem)
    elif turn.answer is None:
        reply = '<p class="seeking">Looking through the articles …</p>'
    else:
        reply = _read_with_html(turn.answer.read_with) + answer_html(number, turn.answer)
    return (
        f'<section class="turn" aria-label="Question {number + 1}">'
        f'<h2 class="question" dir="auto">{escaped(turn.question)}</h2><div class="reply">{reply}</div></section>'
    )


def _read_with_html(earlier: str | None) -> str:
    """How a follow-up was understood."""
    return f'<p class="read-with">Read together with “{isolated(earlier)}”</p>' if earlier else ""


def _welcome_html(articles: int) -> str:
    if not articles:
        return '<p class="welcome">There are no articles in this folder yet. Put some in, and start again.</p>'
    return (
        '<p class="welcome">Ask a question. The answer is quoted from the articles, word for word, '
        "and every quotation opens at its place.</p>"
    )


def _quotation_html(turn: int, citation: Citation) -> str:
    button = (
        f'<button type="button" class="open-citation number" data-turn="{turn}" data-n="{citation.n}" '
        f'aria-label="Open citation {citation.n}: {escaped(_title(citation))}">[{citation.n}]</button>'
    )
    quote = f'<span class="quote">{escaped(citation.quote)}</span>'
    return f'<blockquote class="quotation" dir="auto">{quote}<span class="glued">&nbsp;{button}</span></blockquote>'


def _source_html(turn: int, citation: Citation) -> str:
    place = f"page {citation.page}" if citation.page is not None else f"line {citation.line}"
    known = [isolated(citation.author)] if citation.author else []
    known += [escaped(date_in_words(citation.published))] if citation.published else []
    known += [f'<span class="file">{isolated(citation.source)}, {place}</span>']
    return (
        f'<li><span class="number" aria-hidden="true">[{citation.n}]</span><span>'
        f'<button type="button" class="open-citation source-title" data-turn="{turn}" data-n="{citation.n}">'
        f'{isolated(_title(citation))}</button><span class="known">{" · ".join(known)}</span></span></li>'
    )


def _nearest_html(passages: Sequence[RankedPassage]) -> str:
    if not passages:
        return ""
    shown = "".join(
        f'<li><p dir="auto">{escaped(passage.text)}</p><p class="file">{isolated(passage.source)}</p></li>'
        for passage in passages
    )
    return (
        '<details class="nearest"><summary>Nearest passages (near the question, not an answer)</summary>'
        f"<ol>{shown}</ol></details>"
    )


def _problem_html(message: str) -> str:
    return f'<p class="problem" role="alert">{escaped(message)}</p>'


def _title(citation: Citation) -> str:
    return citation.title or citation.source
