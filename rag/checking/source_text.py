"""A document as quotations are compared with it: its tokens, at any of its words, and its lines and pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rag import folding
from rag.drafts.markdown import seen_of_markdown
from rag.line_ends import line_starts
from rag.plain_text import PlainText

if TYPE_CHECKING:
    from rag.checking.word_index import Window
    from rag.values import Document, Span

_NAMED_MARKDOWN = (".md", ".markdown")


def seen_text(document: Document) -> PlainText:
    """The document's text as a reader sees it."""
    if document.source.lower().endswith(_NAMED_MARKDOWN):
        return seen_of_markdown(document.text)
    return PlainText.of(document.text)


class SourceText:
    """One document; what is counted is counted once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen = seen_text(document)
        self._word_starts = np.fromiter(folding.word_starts(self.seen.text), dtype=np.int64)
        self._furniture_starts = [span.start for span in document.furniture]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the article, folded; who is named in its furniture alone need not be known to it."""
        own = self.seen.text
        if self._furniture_starts:
            found = [token for token in folding.tokens(own) if token.is_word]
            marked = self.furniture(found)
            own = " ".join(own[word.start : word.end] for word, no in zip(found, marked, strict=True) if not no)
        return frozenset(folding.keys(folding.words(own)))

    @cached_property
    def _lines(self) -> list[int]:
        return line_starts(self.document.text)

    def line(self, at: int) -> int:
        """The line of an offset into the document's text, from 1."""
        return bisect_right(self._lines, at)

    def page(self, at: int) -> int | None:
        """The page of an offset into the document's text, from 1; None where it has no pages."""
        return bisect_right(self.document.pages, at) or None

    def is_heading(self, span: Span) -> bool:
        """Whether the words there, and no others, are a heading's."""
        text = self.document.text
        return any(
            heading.start <= span.start
            and span.end <= heading.end
            and not any(map(str.isalnum, text[heading.start : span.start] + text[span.end : heading.end]))
            for heading in self.document.headings
        )

    def tokens(self, window: Window) -> list[folding.Token]:
        """The tokens from the window's first word to the one after its last, with the marks between them."""
        starts = self._word_starts
        start = int(starts[window.first]) if window.first < len(starts) else len(self.seen.text)
        start = start if window.first else 0  # a sign may stand before the first word
        end = int(starts[window.last]) if window.last < len(starts) else len(self.seen.text)
        return list(folding.tokens(self.seen.text, start, end))

    def furniture(self, found: Sequence[folding.Token]) -> list[bool]:
        """Whether each token is no part of the article."""
        if not self._furniture_starts:
            return [False] * len(found)
        return [self._is_furniture(self.seen.starts[token.start]) for token in found]

    def _is_furniture(self, at: int) -> bool:
        number = bisect_right(self._furniture_starts, at) - 1
        return number >= 0 and at < self.document.furniture[number].end
