"""Sentences with their scores, best first. Most are never looked at again: each becomes a hit when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from rag.values import Hit, Span

if TYPE_CHECKING:
    from rag.values import Sentence


@dataclass(frozen=True, slots=True)
class RankedSentences:
    """The sentences found for a question, in the order of their scores, equal ones in that of source and place.

    All sequences are as long as one another and in that order; see `Hit` for what is in them.
    """

    sources: Sequence[str]
    sentences: Sequence[Sentence]
    scores: Sequence[float]
    similarities: Sequence[float]
    overlaps: Sequence[float]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Sentence, float, float, float]]) -> Self:
        """Of rows of source, sentence, score, similarity and overlap, in whatever order."""
        ranked = sorted(rows, key=lambda row: (-row[2], row[0], row[1].start))
        return cls(*zip(*ranked, strict=True)) if ranked else cls((), (), (), (), ())

    def __len__(self) -> int:
        return len(self.sentences)

    def __getitem__(self, number: int) -> Hit:
        sentence = self.sentences[number]
        return Hit(
            source=self.sources[number],
            span=Span(sentence.start, sentence.end),
            sentence=sentence,
            score=self.scores[number],
            similarity=self.similarities[number],
            overlap=self.overlaps[number],
        )

    def best(self, most: int) -> tuple[Hit, ...]:
        """At most so many of them."""
        return tuple(self[number] for number in range(min(most, len(self))))

    def places(self) -> Iterator[tuple[str, int]]:
        """The source of each, and where in it the sentence begins."""
        return zip(self.sources, (sentence.start for sentence in self.sentences), strict=True)
