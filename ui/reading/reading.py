"""The reader's articles: opened at a citation, or at a place, with what else the conversation quotes of them."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from rag.errors import RagError
from rag.values import Span
from ui.brought import whole_number
from ui.reading.reader import Marking, article_html, mark, page_html, problem_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.library import Library
    from rag.values import Citation, Document, Sentence

_ENDED = "This conversation has ended, so its citations cannot be opened. Ask again."
_NO_PLACE = "The article has no such place; it may have changed. It is shown from its beginning."
_CHANGED = "This article has changed since the answer was given. Ask again to find the place."


class Reading:
    """Articles of one library, as HTML for the reader; what cannot be shown is told in its place."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def of_citation(self, citation: Citation | None, citations: Iterable[Citation]) -> str:
        """The article that the citation quotes, at its quotation."""
        if citation is None:
            return _anew(problem_html(_ENDED))
        try:
            document, sentences = self._article(citation.source)
        except RagError as error:
            return _anew(problem_html(str(error)))
        others = [_span(other) for other in citations if _is_quoted(other, document)]
        if not _is_quoted(citation, document):
            return _anew(article_html(document, mark(None, others), sentences, _CHANGED))
        return _anew(article_html(document, mark(_span(citation), others), sentences))

    def at(self, source: str, start: Any, end: Any, citations: Iterable[Citation]) -> str:  # noqa: ANN401
        """The article at the stretch from `start` to `end`, or at the sentence at `start`; numbers, or their digits."""
        try:
            document, sentences = self._article(source)
        except RagError as error:
            return _anew(problem_html(str(error)))
        others = [_span(other) for other in citations if _is_quoted(other, document)]
        opened = _stretch(document, sentences, whole_number(start), whole_number(end))
        note = (
            ""
            if opened or whole_number(start) is None
            else "The article has no such place; it is shown from its beginning."
        )
        return _anew(article_html(document, mark(opened, others), sentences, note))

    def page(self, source: str, page: Any, places: Any, opened: Any) -> str:  # noqa: ANN401
        """A page of a PDF with its places marked; without a number, the page of the one that is opened."""
        try:
            document = self._library.document(source)
            marking = Marking(_places(places, document), whole_number(opened))
            meant = marking.places[marking.opened] if marking.opened is not None else Span(0, 0)
            number = whole_number(page) or next(iter(document.pages_of(meant)), 1)
            image = self._library.page(source, number, marking.places)
        except RagError as error:
            return _anew(problem_html(str(error)))
        except (IndexError, RecursionError, TypeError, ValueError):
            return _anew(problem_html(_NO_PLACE))
        return _anew(page_html(document, marking, image))

    def _article(self, source: str) -> tuple[Document, tuple[Sentence, ...]]:
        return self._library.document(source), self._library.sentences(source)


def _anew(html: str) -> str:
    """The reader's script hears only of a value that differs: opening a place again is to show it again."""
    return f"{html}<!-- {time.monotonic_ns()} -->"


def _is_quoted(citation: Citation, document: Document) -> bool:
    return citation.source == document.source and document.text[citation.start : citation.end] == citation.quote


def _span(citation: Citation) -> Span:
    return Span(citation.start, citation.end)


def _places(given: Any, document: Document) -> tuple[Span, ...]:  # noqa: ANN401
    """The places that a page of the reader brings back. Raises ValueError and TypeError for what is none."""
    spans = tuple(Span(int(start), int(end)) for start, end in json.loads(given or "[]"))
    if not all(0 <= span.start <= span.end <= len(document.text) for span in spans):
        raise ValueError(_NO_PLACE)
    return spans


def _stretch(document: Document, sentences: Sequence[Sentence], start: int | None, end: int | None) -> Span | None:
    if start is None or start >= len(document.text):
        return None
    if end is not None and start < end <= len(document.text):
        return Span(start, end)
    within = next((s for s in sentences if s.start <= start < s.end), None) or next(
        (s for s in sentences if s.start >= start), None
    )
    return Span(within.start, within.end) if within else None
