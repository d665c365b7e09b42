"""Questions and answers as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.html_text import escaped, isolated
from ui.text import confidence_in_words, date_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.values import Answer, Citation, Difference, Filter, RankedPassage, Stated


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


def answer_html(turn: int, answer: Answer) -> str:
    """An answer: quotations and their sources, or that the articles do not say, or what went wrong.

    `turn` counts the conversation's questions from 0; with a citation's `n` it says which citation a button opens.
    """
    if answer.status == "error":
        return problem_html(answer.error or "The question could not be answered.")
    if answer.status == "not_found" or not answer.citations:
        return f'<p class="not-found">The articles do not say.</p>{_nearest_html(answer.passages)}'
    quotations = "".join(_quotation_html(turn, citation) for citation in answer.citations)
    differences = "".join(_difference_html(turn, difference) for difference in answer.differences)
    sources = "".join(_source_html(turn, citation) for citation in answer.citations)
    return (
        f'{quotations}{differences}<h3 class="sources-heading">Sources</h3><ul class="sources">{sources}</ul>'
        f'<p class="confidence">Confidence: {confidence_in_words(answer.confidence)}</p>'
    )


def _turn_html(number: int, turn: Turn) -> str:
    if turn.problem is not None:
        reply = problem_html(turn.problem)
    elif turn.answer is None:
        reply = '<p class="seeking">Looking through the articles …</p>'
    else:
        asked = _read_with_html(turn.answer.read_with) + _asked_of_html(turn.answer.filter)
        reply = asked + answer_html(number, turn.answer)
    return (
        f'<section class="turn" aria-label="Question {number + 1}">'
        f'<h2 class="question" dir="auto">{escaped(turn.question)}</h2><div class="reply">{reply}</div></section>'
    )


def _read_with_html(earlier: str | None) -> str:
    """How a follow-up was understood."""
    return f'<p class="read-with">Read together with “{isolated(earlier)}”</p>' if earlier else ""


def _asked_of_html(within: Filter | None) -> str:
    """Which articles the answer is of."""
    return f'<p class="read-with">Asked of some articles only: {filter_html(within)}</p>' if within else ""


def filter_html(within: Filter) -> str:
    """A filter in words: source 2023/* or *.pdf, author Ada Nilsen, since 2022-12."""
    sources, authors = (" or ".join(map(isolated, values)) for values in (within.sources, within.authors))
    parts = (("source", sources), ("author", authors))
    dates = (("since", escaped(within.since or "")), ("until", escaped(within.until or "")))
    return ", ".join(f"{part} {value}" for part, value in (*parts, *dates) if value)


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
    quote = f'<span class="quote">{_marked_html(citation)}</span>'
    return f'<blockquote class="quotation" dir="auto">{quote}<span class="glued">&nbsp;{button}</span></blockquote>'


def _marked_html(citation: Citation) -> str:
    """The quotation with the question's words marked; without its tags it is the quotation again."""
    return "".join(
        f"<mark>{escaped(piece)}</mark>" if matches else escaped(piece) for piece, matches in citation.pieces()
    )


def _source_html(turn: int, citation: Citation) -> str:
    place = f"page {citation.page}" if citation.page is not None else f"line {citation.line}"
    known = [isolated(citation.author)] if citation.author else []
    known += [escaped(date_in_words(citation.published))] if citation.published else []
    known += [f'<span class="file">{isolated(citation.source)}, {place}</span>']
    copies = ", ".join(map(isolated, citation.copies))
    also_in = f'<span class="known copies">Also in: {copies}</span>' if copies else ""
    return (
        f'<li><span class="number" aria-hidden="true">[{citation.n}]</span><span>'
        f'<button type="button" class="open-citation source-title" data-turn="{turn}" data-n="{citation.n}">'
        f'{isolated(_title(citation))}</button><span class="known">{" · ".join(known)}</span>{also_in}</span></li>'
    )


def _difference_html(turn: int, difference: Difference) -> str:
    """What the sources state otherwise, as a table by the dates of their documents."""
    about = "" if difference.about == difference.kind else f": {isolated(difference.about)}"
    rows = "".join(_stated_html(turn, stated) for stated in difference.stated)
    return (
        f'<table class="difference"><caption>The sources differ{about}</caption><thead><tr>'
        '<th scope="col">Article of</th><th scope="col">States</th><th scope="col">Citation</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _stated_html(turn: int, stated: Stated) -> str:
    published = escaped(date_in_words(stated.published)) if stated.published else "unknown date"
    return (
        f'<tr><td>{published}</td><th scope="row">{isolated(stated.figure)}</th><td>'
        f'<button type="button" class="open-citation" data-turn="{turn}" data-n="{stated.n}" '
        f'aria-label="Open citation {stated.n}, which states {escaped(stated.figure)}">[{stated.n}]</button></td></tr>'
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


def problem_html(message: str) -> str:
    """What went wrong, said at once to who cannot see it."""
    return f'<p class="problem" role="alert">{escaped(message)}</p>'


def _title(citation: Citation) -> str:
    return citation.title or citation.source
