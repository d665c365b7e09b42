"""A quotation -> the places of the library that it stands at, or that it was altered from.

Places are found by words in the word index; at each the quotation is aligned with the document's tokens, and what does
not agree are its differences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from rag.checking.comparison import Stretch, compare
from rag.checking.number_signs import is_minus
from rag.checking.source_text import SourceText
from rag.checking.values import Near, WordingDifference

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.checking.quoted import Quoted
    from rag.checking.word_index import Window, WordIndex
    from rag.values import Span

_PLACES_LOOKED_AT = 60
_PLACES_NEAR = 5
_MOST_APART = 600
_SPARE = 8
"""Words more than an ellipsis may leave out, so that what leaves out too many is seen to."""

_BESIDE_A_BRACKET = 16
"""Words beside the place of a quotation that show what a bracket at its end or beginning stands for."""

_TEXTS_KEPT = 64
_SOME = 20


@dataclass(frozen=True, slots=True)
class Match:
    """A place of the library: `text[start:end]` of the document at `source`, and how the quotation differs from it.

    `exact`: it is the same character for character. `share` is the share of the quotation's words that stand there,
    `telling_share` the same with each word counted by its rarity.
    """

    source: str
    start: int
    end: int
    exact: bool
    share: float
    telling_share: float = 1.0
    differences: tuple[WordingDifference, ...] = ()

    @property
    def is_true(self) -> bool:
        """Whether the quotation is that of the place, but for typography."""
        return self.exact or not self.differences


class Matcher:
    """Finds the places of quotations in the documents that the index was made of; `hidden` sources are passed over."""

    def __init__(self, index: WordIndex, articles: Articles, hidden: frozenset[str] = frozenset()) -> None:
        self._index = index
        self._articles = articles
        self._hidden = hidden
        self._source_text = lru_cache(maxsize=_TEXTS_KEPT)(self._read)

    def _read(self, source: str) -> SourceText:
        return SourceText(self._articles.document(source))

    def true_matches(self, quoted: Quoted) -> list[Match]:
        """The places where the quotation stands, exact or exact but for typography, of the first sixty looked at."""
        windows = list(self._whole(quoted))
        found = [match for window in windows if (match := self._match(quoted, window)) and match.is_true]
        if quoted.wording.gaps and not any(match.exact for match in found):
            # The brackets or ellipses may be the source's own.
            found += self._verbatim(quoted, {window.source for window in windows})
        return list({(match.source, match.start): match for match in found}.values())

    def nearest_matches(self, quoted: Quoted) -> list[Match]:
        """The places most like the quotation, the best first."""
        windows = [*self._whole(quoted), *self._near(quoted)]
        found = [match for window in windows if (match := self._match(quoted, window))]
        found += self._verbatim(quoted, {window.source for window in windows})
        return sorted(found, key=lambda match: (-match.is_true, -match.share, len(match.differences)))

    def run_from(self, quoted: Quoted, first: int) -> tuple[int, Window | None]:
        """How many of the quotation's words, from number `first` on, stand somewhere one after the other, and where."""
        return self._index.longest_run(quoted.keys, first, self._hidden)

    def span_of(self, window: Window) -> Span:
        """Where the words of a window stand in their document's text."""
        source = self._source_text(window.source)
        words = [token for token in source.tokens(window) if token.is_word]
        return source.seen.written(words[0].start, words[-1].end)

    def near(self, source: str, span: Span) -> Near:
        """What stands there."""
        text = self._source_text(source)
        return Near(source, span.start, span.end, text.document.text[span.start : span.end], text.line(span.start))

    def text_after(self, source: str, at: int) -> str:
        """The first characters behind an offset."""
        return self._source_text(source).document.text[at : at + _SOME]

    def page_of(self, source: str, at: int) -> int | None:
        """The page of an offset, None where there are no pages."""
        return self._source_text(source).page(at)

    def is_heading(self, source: str, span: Span) -> bool:
        """Whether the words there, and no others, are a heading's."""
        return self._source_text(source).is_heading(span)

    def words_of(self, source: str) -> frozenset[str]:
        """The words of a document, folded."""
        return self._source_text(source).vocabulary

    def has_word(self, word: str) -> bool:
        """Whether any document has the word, folded."""
        return self._index.has_word(word)

    def _whole(self, quoted: Quoted) -> Iterator[Window]:
        """Where all its words stand, or the longest of its pieces, with room for what may stand between."""
        keys, found = quoted.keys, quoted.wording
        if not found.gaps or not found.tokens:
            yield from islice(self._index.windows(keys, self._hidden), _PLACES_LOOKED_AT)
            return
        words_before = [0]
        for token in found.tokens:
            words_before.append(words_before[-1] + token.is_word)
        pieces = [(words_before[a], words_before[b]) for a, b in found.pieces()]
        first, last = max(pieces, key=lambda piece: piece[1] - piece[0])
        room = [(words_before[at], sum(gap.most for gap in gaps) + _SPARE) for at, gaps in found.gaps.items()]
        before = first + sum(most for at, most in room if at <= first)
        after = len(keys) - last + sum(most for at, most in room if at >= last)
        for window in islice(self._index.windows(keys[first:last], self._hidden), _PLACES_LOOKED_AT):
            yield self._index.widened(window, before, after)

    def _near(self, quoted: Quoted) -> Iterator[Window]:
        apart = sum(gap.most for gaps in quoted.wording.gaps.values() for gap in gaps)
        return self._index.near(quoted.keys, self._hidden, _PLACES_NEAR, min(apart, _MOST_APART))

    def _match(self, quoted: Quoted, window: Window) -> Match | None:
        """What the quotation is at that place; None if not a word of it is there."""
        source = self._source_text(window.source)
        # Some words to either side, so that the marks and names beside the first and the last one are seen.
        wide = self._index.widened(window, 3, 1)
        found = compare(quoted, source, self._stretch(quoted, source, wide), self._index)
        if found is None:
            return None
        return Match(
            source=source.document.source,
            start=found.span.start,
            end=found.span.end,
            exact=found.exact,
            share=found.share,
            telling_share=found.telling_share,
            differences=found.differences,
        )

    def _stretch(self, quoted: Quoted, source: SourceText, window: Window) -> Stretch:
        """The tokens of the window and, where a bracket ends or begins the quotation, of the words around it."""
        if quoted.wording.gaps.keys().isdisjoint({0, len(quoted.wording.tokens)}):
            return Stretch(source.tokens(window))
        around = self._index.widened(window, _BESIDE_A_BRACKET, _BESIDE_A_BRACKET)
        before, behind = replace(around, last=window.first), replace(around, first=window.last)
        return Stretch(source.tokens(window), source.tokens(before), source.tokens(behind))

    def _verbatim(self, quoted: Quoted, sources: set[str]) -> Iterator[Match]:
        """Where it stands character for character, though mark-up keeps its words apart."""
        for source in sorted(sources):
            text = self._source_text(source).document.text
            for own in quoted.forms:
                start = text.find(own)
                while start > 0 and is_minus(text, start - 1):
                    start = text.find(own, start + 1)
                if start >= 0:
                    yield Match(source, start, start + len(own), exact=True, share=1.0)
