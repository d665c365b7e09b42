"""Ranked sentences -> the passages to show: runs of whole sentences around the best ones, spread over sources."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from rag.passages import count_words
from rag.values import Hit, Sentence, Span

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.ranked import RankedSentences

    Place = tuple[str, int]  # a source, and where in it a sentence begins

_MOST_WORDS = 130
_READ_FIRST = 150
_FEWEST_WORDS = 15
"""Of a passage that is shown, and of those that are read first: the first passage gets the most, the next what is left
of these, if it is not too few. The first so tells what stands around its sentence, and the next comes to the point.

With 100 for each, 1 to 2 % fewer questions find their evidence in the first passage, and 1 to 2 % fewer in the first
150 words (1,190 of XQuAD, 700 of SQuAD 2, 300 of Chroma's; of XQuAD those of the bench and the others alike)."""

_CHARACTERS_A_WORD = 20
"""More than words have on average, with the space: a longer document need not be counted."""

_SHARPNESS = 2.0
"""By which log-odds are multiplied before likelihoods are summed: the ranking knows more than the confidence."""

_SHOWN_BEFORE = 0.4
_MOST_OFTEN = 2
"""For every passage of its document that is shown already, up to two, another must be so much better, in log-odds."""


class Shown:
    """The passages that are shown for a question, best first; none lies in another.

    A passage is the run of whole sentences around the one it is shown for, up to furniture and to what is shown
    already, that holds the most of what is likely to answer. Where one document has several, each must be so much
    better than the next document's: several sources are seen before one is seen through.
    """

    def __init__(self, articles: Articles) -> None:
        """Nothing is shown yet."""
        self._articles = articles
        self._taken: dict[str, list[Span]] = {}
        self._left = _READ_FIRST
        self.passages: list[Hit] = []

    def show(self, ranked: RankedSentences, limit: int, merits: Sequence[float] | None = None) -> None:
        """Show passages for the best of the sentences until there are so many.

        The best are those with the greatest scores, or `merits`.
        """
        if not len(ranked):
            return
        likely = np.exp(_SHARPNESS * (np.array(ranked.scores) - ranked.scores[0]))
        likelihoods = dict(zip(ranked.places(), likely.tolist(), strict=True))
        waiting = _spread(ranked, merits or ranked.scores, self._taken)
        while len(self.passages) < limit and (hit := next(waiting, None)):
            span = _Room.around(hit, self._articles, self._taken[hit.source], self._most(hit)).best(likelihoods)
            self._taken[hit.source].append(span)
            self.passages.append(replace(hit, span=span))
            if self._left >= _FEWEST_WORDS:
                self._left -= count_words(self._articles.document(hit.source).text[span.start : span.end])

    def _most(self, hit: Hit) -> int:
        """The words that the next passage may have."""
        cut_short = _FEWEST_WORDS <= self._left < _MOST_WORDS
        return self._left if cut_short and not _is_short(self._articles.document(hit.source).text) else _MOST_WORDS


def _is_short(text: str) -> bool:
    """Whether a passage can hold all of a document: cut, the rest of it would come as a passage of its own."""
    return len(text) < _MOST_WORDS * _CHARACTERS_A_WORD and count_words(text) <= _MOST_WORDS


def _spread(ranked: RankedSentences, merits: Sequence[float], shown: dict[str, list[Span]]) -> Iterator[Hit]:
    """The sentences not yet shown, the next best each time, `shown` growing between one and the next."""
    queue = [(-merit, number, 0) for number, merit in enumerate(merits)]
    heapify(queue)
    while queue:
        _, number, times = heappop(queue)
        taken = shown.setdefault(ranked.sources[number], [])
        start = ranked.sentences[number].start
        if any(span.start <= start < span.end for span in taken):
            continue
        times_now = min(len(taken), _MOST_OFTEN)
        if times_now > times:
            heappush(queue, (_SHOWN_BEFORE * times_now - merits[number], number, times_now))
        else:
            yield ranked[number]


@dataclass(frozen=True, slots=True)
class _Room:
    """The sentences among which a passage may lie: those that could stand in one with number `own`, and their words.

    A passage has at most `most` words, or is the one sentence.
    """

    source: str
    sentences: Sequence[Sentence]
    words: Sequence[int]
    own: int
    most: int

    @classmethod
    def around(cls, hit: Hit, articles: Articles, taken: Sequence[Span], most: int) -> _Room:
        """The room that furniture, what is shown already and the limit of words leave."""
        document, sentences = articles.document(hit.source), articles.sentences(hit.source)
        own = bisect_left(sentences, hit.sentence.start, key=attrgetter("start"))
        barriers = [*document.furniture, *taken]
        before = _reach(document.text, barriers, sentences[own::-1], most)
        after = _reach(document.text, barriers, sentences[own:], most)
        words = [*before[:0:-1], *after]
        return cls(hit.source, sentences[own - len(before) + 1 : own + len(after)], words, len(before) - 1, most)

    def best(self, likelihoods: Mapping[Place, float]) -> Span:
        """The run with the sentence in it that holds the most likelihood within the limit of words."""
        least = min(likelihoods.values()) / 2  # of a sentence that was not looked at
        mass = [likelihoods.get((self.source, sentence.start), least) for sentence in self.sentences]
        first, last = max(self._runs(), key=lambda run: sum(mass[run[0] : run[1] + 1]))
        return Span(self.sentences[first].start, self.sentences[last].end)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """The first and last number of each run that cannot be longer to the right."""
        for first in range(self.own, -1, -1):
            words = sum(self.words[first : self.own + 1])
            if words > self.most and first < self.own:
                return
            last = self.own
            while last + 1 < len(self.words) and words + self.words[last + 1] <= self.most:
                last += 1
                words += self.words[last]
            yield first, last


def _reach(text: str, barriers: Sequence[Span], outward: Sequence[Sentence], most: int) -> list[int]:
    """The words of each sentence, from the first one outward, as far as a passage with the first can come."""
    words = [count_words(text[outward[0].start : outward[0].end])]
    room = most - words[0]
    for inner, outer in pairwise(outward):
        start, end = min(inner.start, outer.start), max(inner.end, outer.end)
        own = count_words(text[outer.start : outer.end])
        if own > room or any(barrier.start < end and start < barrier.end for barrier in barriers):
            break
        words.append(own)
        room -= own
    return words
