"""Which quotations to cite: of distinct sources first, where copies of one text are one source, and no words twice."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING

from rag.copies import are_copies, compare, signature, words_of_sentence
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
_MOST_LED_ON = 8
_MOST_QUOTED_WORDS = 90
"""How many sentences, and the words of all, that a quotation brings with its own so that it can be read by itself."""

_FEW_ANSWERING = 5
"""An answer of so few words (“No.”) brings what is said after it."""

_LONGEST_END = 12
_ASKS = re.compile(r"[?？؟][\"'”’»」』*_)\]\s]*$")
_ANNOUNCES = re.compile(r"[:：][\"'”’»」』*_)\]\s]*$")
_ENDS = re.compile(r"[.!?…。！？؟।][\"'”’»」』*_)\]\s]*$")


@dataclass(frozen=True)
class Quotation:
    """A quotation that may be cited, around a hit's sentence. Most are never looked at closely: what costs waits.

    `wider` is a stretch of whole sentences to quote in place of its own.
    """

    hit: Hit
    articles: Articles
    wider: Span | None = None

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
        """The hit's sentence with what it cannot be read without.

        That is the sentence before it, where it begins with “He” or “This”; and what follows, where it asks, or ends
        with a colon: a question is no answer, and what announces a list is none of it.
        """
        return Span(self._sentences[0].start, self._sentences[-1].end)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its sentences as `rag.copies.words_of` gives them."""
        return tuple(words_of_sentence(self.document.text[s.start : s.end]) for s in self._sentences)

    @cached_property
    def _sentences(self) -> Sequence[Sentence]:
        sentences = self.articles.sentences(self.source)
        if self.wider:
            inside = self.wider
            return [s for s in sentences if inside.start <= s.start and s.end <= inside.end]
        own = bisect_left(sentences, self.hit.sentence.start, key=attrgetter("start"))
        first = self._led_in(sentences, own)
        return sentences[first : self._led_on(sentences, first, own) + 1]

    def _led_in(self, sentences: Sequence[Sentence], own: int) -> int:
        """The number of the first sentence to quote."""
        first, leans_back = own, cues(self.document.language).leans_back
        while (
            own - first < _MOST_LED_IN
            and leans_back.match(self.document.text, sentences[first].start)
            and first > 0
            and self._is_one(sentences[first - 1 : own + 1])
        ):
            first -= 1
        return first

    def _led_on(self, sentences: Sequence[Sentence], first: int, own: int) -> int:
        """The number of the last sentence to quote: of a question's answer, or of what is announced by a colon."""
        if self._ends_with(_ASKS, sentences[own]):
            is_last = self._answers
        elif self._ends_with(_ANNOUNCES, sentences[own]):
            is_last = partial(self._ends_with, _ENDS)
        else:
            return own
        last = own
        while last - own < _MOST_LED_ON and last + 1 < len(sentences) and self._is_one(sentences[first : last + 2]):
            last += 1
            if is_last(sentences[last]):
                break
        return last

    def _answers(self, sentence: Sentence) -> bool:
        words = count_words(self.document.text[sentence.start : sentence.end])
        return words > _FEW_ANSWERING and not self._ends_with(_ASKS, sentence)

    def _ends_with(self, end: re.Pattern[str], sentence: Sentence) -> bool:
        return (
            end.search(self.document.text, max(sentence.start, sentence.end - _LONGEST_END), sentence.end) is not None
        )

    def _is_one(self, sentences: Sequence[Sentence]) -> bool:
        """Whether they may stand in one quotation: not too long, and no heading or furniture between them."""
        document, start, end = self.document, sentences[0].start, sentences[-1].end
        return count_words(document.text[start:end]) <= _MOST_QUOTED_WORDS and not any(
            start <= mark.start < end for marks in (document.headings, document.furniture) for mark in marks
        )

    def widened(self, other: Quotation) -> Quotation | None:
        """Itself with another of its document that overlaps it; None where there is none such, or both are too long."""
        if self.source != other.source or not (self.span.start < other.span.end and other.span.start < self.span.end):
            return None
        both = Span(min(self.span.start, other.span.start), max(self.span.end, other.span.end))
        fits = count_words(self.document.text[both.start : both.end]) <= _MOST_QUOTED_WORDS
        return Quotation(self.hit, self.articles, both) if fits and both != self.span else None

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

        One of each source comes before any second one. What adds no words is left out, and what overlaps a quotation
        widens it. Of the same words in documents that rank alike, or in copies, the earliest document's are taken, then
        the first by source.
        """
        chosen: list[Quotation] = []
        for quotation in quotations:
            if len(chosen) < most and self._is_new(quotation, chosen):
                chosen.append(self._earliest(quotation, quotations, chosen))
        for quotation in quotations:
            if any(quotation.words in other.words for other in chosen):
                continue
            wider = next(((n, w) for n, other in enumerate(chosen) if (w := other.widened(quotation))), None)
            if wider:
                chosen[wider[0]] = wider[1]
            elif len(chosen) < most and not self._adds_nothing(quotation, chosen):
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
        """Of the new quotations of the same words that may stand for this one, that of the earliest document."""
        same = (
            other
            for other in quotations
            if other.words == quotation.words
            and self._may_stand_for(other, quotation)
            and not self._is_told(other, chosen)
        )
        return min(same, key=lambda other: (other.published is None, other.published or "", other.source))

    def _may_stand_for(self, other: Quotation, quotation: Quotation) -> bool:
        """Whether it ranks as high, or is of what this one's document is a later copy of."""
        if other.hit.score >= quotation.hit.score - _AS_GOOD:
            return True
        earlier = bool(other.published and quotation.published and other.published < quotation.published)
        return earlier and self._are_copies(other.source, quotation.source)

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
            self._sentences[source] = [words_of_sentence(text[s.start : s.end]) for s in sentences]
        return self._sentences[source]
