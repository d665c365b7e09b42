"""A whole article as HTML, with quotations marked by their offsets."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.html_text import escaped, isolated
from rag.values import Document, Sentence, Span
from ui.reading.facsimile import facsimile_html, pages_html
from ui.text import date_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rag.facsimile.values import PageImage

_LONE_CR = re.compile(r"&#13;(?!\n)")  # A line end to us, but to no browser.
_TITLE_LEVEL = 2
_LOWEST_LEVEL = 6
_STEPS_FROM = 2
_KEYS = "Left and right arrow choose a sentence; C cites it, A asks about it, L copies a link to it."


@dataclass(frozen=True, slots=True)
class Marking:
    """The places to mark in a document, in order and apart or not, and which of them is the one opened."""

    places: tuple[Span, ...] = ()
    opened: int | None = None


def mark(opened: Span | None, others: Iterable[Span] = ()) -> Marking:
    """The opened place and others, each once, in order."""
    places = tuple(sorted({*others, *([opened] if opened else [])}, key=lambda place: (place.start, place.end)))
    return Marking(places, places.index(opened) if opened else None)


def article_html(document: Document, marking: Marking, sentences: Sequence[Sentence] = (), note: str = "") -> str:
    """The article with its places marked, to be stepped through; `note` is said above it.

    With its sentences given, the keyboard can choose one, to cite it or to ask about it (reader.js).
    """
    told = _note(note) if note else ""
    ends = json.dumps([[sentence.start, sentence.end] for sentence in sentences])
    return (
        f'<article class="article" aria-label="Article" {_data_html(document, marking)} data-sentences="{ends}">'
        f"{_head_html(document, _tools_html(document, marking))}{told}"
        f'<p class="unseen" id="article-keys">{_KEYS}</p><div class="article-text" tabindex="0" role="region" '
        'aria-label="Text of the article" aria-describedby="article-keys">'
        f"{text_html(document, marking)}</div>{_chosen_html()}</article>"
    )


def page_html(document: Document, marking: Marking, image: PageImage) -> str:
    """A page of the article as it looks, in place of its text."""
    opened = marking.places[marking.opened] if marking.opened is not None else None
    quotation = document.text[opened.start : opened.end] if opened else ""
    tools = f"{pages_html(image)}{_tool_html('text', 'Show the text')}"
    return (
        f'<article class="article" aria-label="Article" {_data_html(document, marking)}>'
        f"{_head_html(document, tools)}{facsimile_html(image, marking.opened, quotation)}</article>"
    )


def problem_html(message: str) -> str:
    """In place of an article: why it cannot be shown."""
    return f'<article class="article" aria-label="Article"><header>{_close_html()}</header>{_note(message)}</article>'


def text_html(document: Document, marking: Marking) -> str:
    """The document's text as HTML; without its tags it is the text again, from first to last character."""
    levels = {heading.start: heading.level for heading in document.headings}
    markup = _Markup(document, marking)
    parts: list[str] = []
    reached = 0
    for block in document.paragraphs:
        level = levels.get(block.start)
        tag = "p" if level is None else f"h{min(max(level, 1) + _TITLE_LEVEL, _LOWEST_LEVEL)}"
        lead = markup.lead_of(block, reached)
        parts += [markup.between(reached, lead), markup.block(tag, lead, block)]
        reached = block.end
    parts.append(markup.between(reached, len(document.text)))
    return "".join(parts)


class _Markup:
    """Stretches of one document as HTML, cut wherever a mark or furniture begins or ends."""

    def __init__(self, document: Document, marking: Marking) -> None:
        self._text = document.text
        self._marking = marking
        self._furniture = document.furniture
        self._furniture_starts = [span.start for span in document.furniture]
        spans = [*document.furniture, *marking.places]
        self._edges = sorted({edge for span in spans for edge in (span.start, span.end)})

    def lead_of(self, block: Span, reached: int) -> int:
        """Where the signs that lead a block in its own line begin, such as Markdown's ## before a heading."""
        line = max(self._text.rfind("\n", reached, block.start), self._text.rfind("\r", reached, block.start)) + 1
        lead = max(line, reached)
        return lead if self._text[lead : block.start].strip() else block.start

    def block(self, tag: str, lead: int, block: Span) -> str:
        """A block in its element, with the signs that lead it."""
        leading = f'<span class="lead">{self._inline(lead, block.start)}</span>' if lead < block.start else ""
        return f'<{tag} dir="auto">{leading}{self._inline(block.start, block.end)}</{tag}>'

    def between(self, start: int, end: int) -> str:
        """What lies between blocks: white space; other signs that a reader left there are shown all the same."""
        gap = self._text[start:end]
        first, last = end - len(gap.lstrip()), start + len(gap.rstrip())
        if first >= last:
            return self._inline(start, end)
        shown = f'<p class="lead" dir="auto">{self._inline(first, last)}</p>'
        return self._inline(start, first) + shown + self._inline(last, end)

    def _inline(self, start: int, end: int) -> str:
        return "".join(self._piece(piece) for piece in self._pieces(start, end))

    def _pieces(self, start: int, end: int) -> Iterator[Span]:
        cuts = self._edges[bisect_right(self._edges, start) : bisect_left(self._edges, end)]
        for left, right in zip([start, *cuts], [*cuts, end], strict=True):
            if left < right:
                yield Span(left, right)

    def _piece(self, piece: Span) -> str:
        shown = _LONE_CR.sub(r"\g<0><br>", escaped(self._text[piece.start : piece.end]))
        places = [number for number, place in enumerate(self._marking.places) if _covers(place, piece)]
        if places:
            numbers = " ".join(map(str, places))
            kind = "opened" if self._marking.opened in places else "other"
            shown = f'<mark class="{kind}" data-places="{numbers}" tabindex="-1">{shown}</mark>'
        return f'<span class="furniture">{shown}</span>' if self._is_furniture(piece) else shown

    def _is_furniture(self, piece: Span) -> bool:
        at = bisect_right(self._furniture_starts, piece.start) - 1
        return at >= 0 and _covers(self._furniture[at], piece)


def _covers(span: Span, piece: Span) -> bool:
    return span.start <= piece.start and piece.end <= span.end


def _data_html(document: Document, marking: Marking) -> str:
    """What the reader's script has to know."""
    places = json.dumps([[place.start, place.end] for place in marking.places])
    opened = "" if marking.opened is None else str(marking.opened)
    return f'data-source="{escaped(document.source)}" data-places="{places}" data-opened="{opened}"'


def _head_html(document: Document, tools: str) -> str:
    title = escaped(document.title or document.source)
    about = [isolated(document.author)] if document.author else []
    about += [escaped(date_in_words(document.published))] if document.published else []
    about.append(isolated(document.source))
    return (
        f'<header><h{_TITLE_LEVEL} class="article-title" dir="auto">{title}</h{_TITLE_LEVEL}>{_close_html()}'
        f'<p class="about">{" · ".join(about)}</p><p class="tools">{tools}</p></header>'
    )


def _tools_html(document: Document, marking: Marking) -> str:
    cite = _tool_html("cite", "Cite") if marking.opened is not None else ""
    page = _tool_html("page", "Show the page") if document.pages else ""
    return f"{_steps_html(marking)}{cite}{_tool_html('link', 'Copy link')}{page}"


def _steps_html(marking: Marking) -> str:
    """The way from one quoted place of the article to the next."""
    if len(marking.places) < _STEPS_FROM:
        return ""
    at = (marking.opened or 0) + 1
    return (
        '<span class="steps"><button type="button" data-tool="back" aria-label="Previous quoted place">‹</button>'
        f'<span role="status" class="step">{at} of {len(marking.places)}</span>'
        '<button type="button" data-tool="on" aria-label="Next quoted place">›</button></span>'
    )


def _chosen_html() -> str:
    """What can be done with words that are selected; shown beside them (reader.js)."""
    return (
        '<p class="chosen" hidden role="group" aria-label="The selected words">'
        f"{_tool_html('cite_chosen', 'Cite this')}{_tool_html('ask_chosen', 'Ask about this')}"
        f"{_tool_html('link_chosen', 'Copy link')}</p>"
    )


def _tool_html(tool: str, words: str) -> str:
    return f'<button type="button" data-tool="{tool}">{words}</button>'


def _close_html() -> str:
    return '<button type="button" class="close-article" aria-label="Close the article">Close</button>'


def _note(message: str) -> str:
    return f'<p class="problem" role="status">{escaped(message)}</p>'
