"""Which quotations to cite: of distinct sources first, where copies of one text are one source, and no words twice."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from rag.copies import are_copies, compare, signature, words_of
from rag.languages.cues import cues
from rag.passages import count_words
from rag.values import Span

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.values import Document, Hit, Sentence

_AS_GOOD = 0.04
"""Scores of the same words in two documents differ by this much for their neighbours and for rounding."""

_FEW_WORDS = 8
"""So few words stand in many a text: elsewhere they are the same words only as a sentence of their own."""

_MOST_LED_IN = 2
_MOST_QUOTED_WORDS = 90


@dataclass(frozen=True)
class Quotation:
    """A quotation that may be cited, around a hit's sentence. Most are never looked at closely: what costs waits."""

    hit: Hit
    articles: Articles

    @property
    def source(self) -> str:
        """The source of its document."""
        return self.hit.source

    @cached_property
    def document(self) -> Document:
        """Its document."""
        return self.articles.document(self.source)

    @property
    def published(self) -> str | None:
        """The date of its document."""
        return self.document.published

    @cached_property
    def span(self) -> Span:
        """The hit's sentence, with the one before it in its paragraph where it begins with “He” or “This”."""
        return Span(self._sentences[0].start, self.hit.sentence.end)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its sentences as `rag.copies.words_of` gives them."""
        return tuple(words_of(self.document.text[s.start : s.end]) for s in self._sentences)

    @cached_property
    def _sentences(self) -> Sequence[Sentence]:
        document, sentences = self.document, self.articles.sentences(self.source)
        own = bisect_left(sentences, self.hit.sentence.start, key=attrgetter("start"))
        paragraph = max((p.start for p in document.paragraphs if p.start <= self.hit.sentence.start), default=0)
        first, leans_back = own, cues(document.language).leans_back
        while (
            own - first < _MOST_LED_IN
            and leans_back.match(document.text, sentences[first].start)
            and first > 0
            and sentences[first - 1].start >= paragraph
            and count_words(document.text[sentences[first - 1].start : self.hit.sentence.end]) <= _MOST_QUOTED_WORDS
            and not any(sentences[first - 1].end <= m.start < sentences[first].start for m in document.furniture)
        ):
            first -= 1
        return sentences[first : own + 1]

    @cached_property
    def words(self) -> str:
        """Its words, each between single spaces."""
        return f" {' '.join(' '.join(self.parts).split())} "


class Sources:
    """The documents among an answer's hits, and which of them are copies or hold the same words."""

    def __init__(self, articles: Articles, sources: Sequence[str]) -> None:
        self._articles = articles
        self._sources = sorted(set(sources))
        self._signatures = {source: signature(articles.document(source)) for source in self._sources}
        self._copies: dict[frozenset[str], bool] = {}
        self._sentences: dict[str, list[str]] = {}

    def choose(self, quotations: Sequence[Quotation], most: int) -> list[Quotation]:
        """The quotations to cite, at most `most`, from those given best first.

        One of each source comes before any second one. What adds no words is left out. Of the same words in documents
        that rank alike, the earliest document's are taken, then the first by source.
        """
        chosen: list[Quotation] = []
        for quotation in quotations:
            if len(chosen) < most and self._is_new(quotation, chosen):
                chosen.append(self._earliest(quotation, quotations, chosen))
        for quotation in quotations:
            if len(chosen) < most and not self._adds_nothing(quotation, chosen):
                chosen.append(quotation)
        return chosen

    def also_in(self, quotation: Quotation) -> tuple[str, ...]:
        """The other sources, sorted, that say the same: copies of its document, and those that hold the same words."""
        others = (source for source in self._sources if source != quotation.source)
        return tuple(source for source in others if all(self._says(source, quotation, p) for p in quotation.parts))

    def _is_new(self, quotation: Quotation, chosen: Sequence[Quotation]) -> bool:
        """Whether it is the first of its source, and adds words."""
        return not self._is_told(quotation, chosen) and not self._adds_nothing(quotation, chosen)

    def _earliest(
        self, quotation: Quotation, quotations: Sequence[Quotation], chosen: Sequence[Quotation]
    ) -> Quotation:
        """Of the new quotations of the same words that rank as high, the one whose document is of the earliest date."""
        as_good = (
            other
            for other in quotations
            if other.hit.score >= quotation.hit.score - _AS_GOOD
            and other.words == quotation.words
            and not self._is_told(other, chosen)
        )
        return min(as_good, key=lambda other: (other.published is None, other.published or "", other.source))

    def _is_told(self, quotation: Quotation, chosen: Sequence[Quotation]) -> bool:
        """Whether its document, or one that it is a copy of and says nothing else than, is among the chosen."""
        return any(
            quotation.source == other.source
            or (self._are_copies(quotation.source, other.source) and not self._is_changed(quotation, other.source))
            for other in chosen
        )

    def _adds_nothing(self, quotation: Quotation, chosen: Sequence[Quotation]) -> bool:
        for other in chosen:
            if quotation.words in other.words:
                return True
            if quotation.source == other.source:
                if quotation.span.start < other.span.end and other.span.start < quotation.span.end:
                    return True
            elif self._are_copies(quotation.source, other.source) and (
                other.words in quotation.words or compare(quotation.words, [other.words]) == "same"
            ):
                return True
        return False

    def _is_changed(self, quotation: Quotation, source: str) -> bool:
        held = self._signatures[source].words
        return any(
            part not in held and compare(part, self._sentences_of(source)) == "changed" for part in quotation.parts
        )

    def _says(self, source: str, quotation: Quotation, part: str) -> bool:
        if part in self._signatures[source].words and (
            part.count(" ") > _FEW_WORDS or part in self._sentences_of(source)
        ):
            return True
        return self._are_copies(source, quotation.source) and compare(part, self._sentences_of(source)) == "same"

    def _are_copies(self, one: str, other: str) -> bool:
        pair = frozenset((one, other))
        if pair not in self._copies:
            self._copies[pair] = are_copies(self._signatures[one], self._signatures[other])
        return self._copies[pair]

    def _sentences_of(self, source: str) -> list[str]:
        """The words of each of its sentences."""
        if source not in self._sentences:
            text = self._articles.document(source).text
            sentences = self._articles.sentences(source)
            self._sentences[source] = [words_of(text[s.start : s.end]) for s in sentences]
        return self._sentences[source]
