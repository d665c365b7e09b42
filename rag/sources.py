"""Which quotations to cite: of distinct sources first, where copies of one text are one source, and no words twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rag.copies import are_copies, compare, signature, words_of

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.values import Hit, Span

_AS_GOOD = 0.04
"""Scores of the same words in two documents differ by this much for their neighbours and for rounding."""

_FEW_WORDS = 8
"""So few words stand in many a text: elsewhere they are the same words only as a sentence of their own."""


@dataclass(frozen=True)
class Quotation:
    """A quotation that may be cited; `parts` are its sentences as `rag.copies.words_of` gives them."""

    hit: Hit
    span: Span
    parts: tuple[str, ...]
    published: str | None

    @property
    def source(self) -> str:
        """The source of its document."""
        return self.hit.source

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
            if other.words == quotation.words
            and other.hit.score >= quotation.hit.score - _AS_GOOD
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
