"""A whole article as HTML, with quotations marked by their offsets."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.html_text import escaped, isolated
from rag.values import Citation, Document, Span
from ui.text import date_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONE_CR = re.compile(r"&#13;(?!\n)")  # A line end to us, but to no browser.
_TITLE_LEVEL = 2
_LOWEST_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Marking:
    """What to mark in a document: the quotation that was opened, and the others of the same answer."""

    opened: Span | None
    others: tuple[Span, ...] = ()


def article_html(document: Document, citation: Citation, citations: Sequence[Citation]) -> str:
    """The article that `citation` quotes, its sentence marked, and more faintly what else the answer quotes of it."""
    quoted = [c for c in citations if c.source == document.source and document.text[c.start : c.end] == c.quote]
    opened = Span(citation.start, citation.end) if citation in quoted else None
    others = tuple(Span(c.start, c.end) for c in quoted if c.n != citation.n)
    changed = (
        "" if opened else _note("This article has changed since the answer was given. Ask again to find the place.")
    )
    return (
        f'<article class="article" data-citation="{citation.n}" aria-label="Article of citation {citation.n}">'
        f'{_head_html(document)}{changed}<div class="article-text">{text_html(document, Marking(opened, others))}</div>'
        "</article>"
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
        spans = [*document.furniture, *marking.others, *([marking.opened] if marking.opened else [])]
        self._edges = sorted({edge for span in spans for edge in (span.start, span.end)})

    def lead_of(self, block: Span, reached: int) -> int:
        """Where the signs that lead a block in its own line begin, such as Markdown's ## before a heading."""
        line = max(self._text.rfind("\n", reached, block.start), self._text.rfind("\r", reached, block.start)) + 1
        lead = max(line, reached)
        return lead if self._text[lead : block.start].strip() else block.start

    def block(self, tag: str, lead: int, block: Span) -> str:
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
        if self._marking.opened and _covers(self._marking.opened, piece):
            shown = f'<mark class="opened" tabindex="-1">{shown}</mark>'
        elif any(_covers(other, piece) for other in self._marking.others):
            shown = f'<mark class="other">{shown}</mark>'
        return f'<span class="furniture">{shown}</span>' if self._is_furniture(piece) else shown

    def _is_furniture(self, piece: Span) -> bool:
        at = bisect_right(self._furniture_starts, piece.start) - 1
        return at >= 0 and _covers(self._furniture[at], piece)


def _covers(span: Span, piece: Span) -> bool:
    return span.start <= piece.start and piece.end <= span.end


def _head_html(document: Document) -> str:
    title = escaped(document.title or document.source)
    about = [isolated(document.author)] if document.author else []
    about += [escaped(date_in_words(document.published))] if document.published else []
    about.append(isolated(document.source))
    return (
        f'<header><h{_TITLE_LEVEL} class="article-title" dir="auto">{title}</h{_TITLE_LEVEL}>{_close_html()}'
        f'<p class="about">{" · ".join(about)}</p></header>'
    )


def _close_html() -> str:
    return '<button type="button" class="close-article" aria-label="Close the article">Close</button>'


def _note(message: str) -> str:
    return f'<p class="problem" role="status">{escaped(message)}</p>'
