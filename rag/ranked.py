"""Sentences with their scores, best first. Most are never looked at again: each becomes a hit when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from rag.values import Hit, Span

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.values import Sentence

    Numbers = npt.NDArray[np.float64]


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
    def of(
        cls,
        sources: Sequence[str],
        sentences: Sequence[Sentence],
        scores: Numbers,
        similarities: Numbers,
        overlaps: Numbers,
    ) -> Self:
        """Of sentences in whatever order; the numbers are (n,)."""
        number_of = {source: number for number, source in enumerate(sorted(set(sources)))}
        starts = np.array([sentence.start for sentence in sentences])
        order = np.lexsort((starts, np.array([number_of[source] for source in sources]), -scores))
        return cls(
            [sources[number] for number in order.tolist()],
            [sentences[number] for number in order.tolist()],
            scores[order].tolist(),
            similarities[order].tolist(),
            overlaps[order].tolist(),
        )

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

    def raised(self, by: float) -> Self:
        """All of them with so much more of a score."""
        return replace(self, scores=[score + by for score in self.scores])

    def __iter__(self) -> Iterator[Hit]:
        return map(self.__getitem__, range(len(self)))

    def places(self) -> Iterator[tuple[str, int]]:
        """The source of each, and where in it the sentence begins."""
        return zip(self.sources, (sentence.start for sentence in self.sentences), strict=True)
