"""Questions and answers as HTML.

A button's `data-act` is the event it sets off (conversation.js), its other data are what goes with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.html_text import escaped, isolated
from ui.forms.filters import filter_html
from ui.text import alert_html, confidence_in_words, date_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.values import Answer, Citation, Difference, Filter, RankedPassage, Stated
    from ui.asking.kept import Conversation, Turn

_FOLDED_LINES = 6  # conversation.css
_LONG_QUESTION = 600  # characters, about as many as fill those lines

_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)")
"""Between paragraphs: where a quotation has several, lines end in it as in the article."""


def conversation_html(conversation: Conversation, articles: int) -> str:
    """The conversation from its first question on; before that, what can be asked here."""
    shown = "".join(_turn_html(number, turn) for number, turn in enumerate(conversation.turns))
    return f'<div class="turns" data-conversation="{escaped(conversation.id)}">{shown or _welcome_html(articles)}</div>'


def answer_html(turn: int, answer: Answer) -> str:
    """An answer: quotations beside their sources, or that the articles do not say, or what went wrong.

    `turn` counts the conversation's questions from 0; with a citation's `n` it says which citation a button opens.
    """
    if answer.status == "error":
        return alert_html(answer.error or "The question could not be answered.")
    if answer.status == "not_found" or not answer.citations:
        return f'<p class="not-found">The articles do not say.</p>{_nearest_html(answer.passages)}'
    cards = "".join(_card_html(turn, citation) for citation in answer.citations)
    differences = "".join(_difference_html(turn, difference) for difference in answer.differences)
    return (
        f'<ol class="citations">{cards}</ol>{differences}'
        f'<p class="confidence">Confidence that this answers: {confidence_in_words(answer.confidence)}</p>'
    )


def _turn_html(number: int, turn: Turn) -> str:
    if turn.problem is not None:
        reply = alert_html(turn.problem)
    elif turn.answer is None:
        reply = '<p class="seeking">Looking through the articles …</p>'
    else:
        asked = _read_with_html(number, turn) + _asked_of_html(turn.answer.filter)
        reply = asked + answer_html(number, turn.answer)
    return (
        f'<section class="turn" aria-label="Question {number + 1}">'
        f'{_question_html(turn.question)}<div class="reply">{reply}</div>'
        f"{_actions_html(number, turn)}</section>"
    )


def _question_html(question: str) -> str:
    """The question; a long one folded to its first lines, with the way to read all of it (conversation.js)."""
    if len(question) <= _LONG_QUESTION and question.count("\n") < _FOLDED_LINES:  # the line end of a text field
        return f'<h2 class="question" dir="auto">{escaped(question)}</h2>'
    return (
        f'<h2 class="question folded" dir="auto">{escaped(question)}</h2>'
        '<p class="fold"><button type="button" aria-expanded="false">Show the whole question</button></p>'
    )


def _actions_html(number: int, turn: Turn) -> str:
    """What can be done with a question and its answer."""
    if turn.answer is None and turn.problem is None:
        return ""
    cited = bool(turn.answer and turn.answer.citations)
    acts = [("copy_answer", "Copy with references")] if cited else []
    acts += [("edit_question", "Edit question"), ("ask_again", "Ask again")]
    buttons = "".join(_act_html(act, words, number) for act, words in acts)
    return f'<p class="acts">{buttons}</p>'


def _act_html(act: str, words: str, turn: int) -> str:
    which = f"{words}: question {turn + 1}"
    return f'<button type="button" data-act="{act}" data-turn="{turn}" aria-label="{which}">{words}</button>'


def _read_with_html(number: int, turn: Turn) -> str:
    """How a follow-up was understood, and the way back."""
    if turn.answer and turn.answer.read_with:
        otherwise = _act_html("ask_as_written", "Ask it as written", number)
        return f'<p class="read-with">Read together with “{isolated(turn.answer.read_with)}” {otherwise}</p>'
    return '<p class="read-with">Asked as written, by itself</p>' if turn.as_written else ""


def _asked_of_html(within: Filter | None) -> str:
    """Which articles the answer is of."""
    return f'<p class="read-with">Asked of some articles only: {filter_html(within)}</p>' if within else ""


def examples_html(examples: Sequence[str]) -> str:
    """Questions that the articles answer, to be asked by a click; shown until one is asked."""
    asked = "".join(f'<li><button type="button" dir="auto">{escaped(example)}</button></li>' for example in examples)
    return f'<h2>These articles answer, for example</h2><ul class="examples">{asked}</ul>' if examples else ""


def _welcome_html(articles: int) -> str:
    if not articles:
        where = '<a href="./articles">Articles</a>'
        return f'<p class="welcome">There are no articles in this folder yet. Add some under {where}.</p>'
    return (
        '<p class="welcome">Ask a question. The answer is quoted from the articles, word for word, '
        "and every quotation opens at its place.</p>"
    )


def _card_html(turn: int, citation: Citation) -> str:
    """A quotation, and beside it where it is from, how sure it is, and what can be done with it."""
    number = (
        f'<button type="button" class="number" data-act="open_citation" data-turn="{turn}" data-n="{citation.n}" '
        f'aria-label="Open citation {citation.n}: {escaped(_title(citation))}">[{citation.n}]</button>'
    )
    several = " several" if _BLANK_LINE.search(citation.quote) else ""
    quote = f'<span class="quote">{_marked_html(citation)}</span>'
    copy = (
        f'<button type="button" data-act="copy_citation" data-turn="{turn}" data-n="{citation.n}" '
        f'aria-label="Copy citation {citation.n}">Copy</button>'
    )
    sure = confidence_in_words(citation.score).capitalize()
    return (
        f'<li class="citation" data-turn="{turn}" data-n="{citation.n}">'
        f'<blockquote class="quotation{several}" dir="auto">{quote}'
        f'<span class="glued">&nbsp;{number}</span></blockquote>'
        f'<div class="source">{_source_html(turn, citation)}'
        f'<p class="known">{sure} <span aria-hidden="true">·</span> {copy}</p>'
        "</div></li>"
    )


def _marked_html(citation: Citation) -> str:
    """The quotation with the question's words marked; without its tags it is the quotation again."""
    return "".join(
        f"<mark>{escaped(piece)}</mark>" if matches else escaped(piece) for piece, matches in citation.pieces()
    )


def _source_html(turn: int, citation: Citation) -> str:
    place = f"page {citation.page}" if citation.page is not None else f"line {citation.line}"
    known = [isolated(citation.author)] if citation.author else []
    known += [escaped(date_in_words(citation.published))] if citation.published else []
    about = f'<p class="known">{" · ".join(known)}</p>' if known else ""
    copies = ", ".join(map(isolated, citation.copies))
    also_in = f'<p class="known copies">Also in: {copies}</p>' if copies else ""
    return (
        f'<button type="button" class="source-title" data-act="open_citation" data-turn="{turn}" data-n="{citation.n}">'
        f'{isolated(_title(citation))}</button>{about}<p class="known file">{isolated(citation.source)}, '
        f'<span class="glued">{place}</span></p>'
        f"{also_in}"
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
        f'<button type="button" data-act="open_citation" data-turn="{turn}" data-n="{stated.n}" '
        f'aria-label="Open citation {stated.n}, which states {escaped(stated.figure)}">[{stated.n}]</button></td></tr>'
    )


def _nearest_html(passages: Sequence[RankedPassage]) -> str:
    if not passages:
        return ""
    shown = "".join(
        f'<li><p dir="auto">{escaped(passage.text)}</p><p class="file">{_place_html(passage)}</p></li>'
        for passage in passages
    )
    return (
        '<details class="nearest"><summary>Nearest passages (near the question, not an answer)</summary>'
        f"<ol>{shown}</ol></details>"
    )


def _place_html(passage: RankedPassage) -> str:
    return (
        f'<button type="button" data-act="open_place" data-source="{escaped(passage.source)}" '
        f'data-start="{passage.start}" data-end="{passage.end}">{isolated(passage.source)}</button>'
    )


def editing_html(turn: int) -> str:
    """That a question is being edited, and the way out."""
    return (
        f'<p class="editing" role="status">Editing question {turn + 1}: asking it takes its place, and that of what '
        'follows it. <button type="button" data-notice="leave_editing">Leave it as it is</button></p>'
    )


def _title(citation: Citation) -> str:
    return citation.title or citation.source
